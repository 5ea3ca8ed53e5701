import Foundation

/// A file of the package as the checks see it.
struct SourceFile {
  /// Path from the package's folder, such as `Sources/Tensors/Shape.swift`.
  let path: String
  let text: String

  /// The folder of `Package.swift`.
  static let package = URL(filePath: #filePath).resolvingSymlinksInPath()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The target that a source belongs to.
  var room: String { path.split(separator: "/").dropFirst().first.map(String.init) ?? "" }

  /// Whether a generator wrote it: its length and what it imports are the generator's.
  var isGenerated: Bool { path.hasSuffix(".pb.swift") }

  var lines: [Substring] { text.split(separator: "\n", omittingEmptySubsequences: false) }

  /// Reads a file at a path from the package's folder.
  init(_ path: String) throws {
    self.init(
      path: path,
      text: try String(contentsOf: Self.package.appending(path: path), encoding: .utf8))
  }

  init(path: String, text: String) {
    self.path = path
    self.text = text
  }

  /// Files below a folder whose names end in one of `suffixes`, sorted by path; what a build of a package
  /// inside it left in hidden folders is no source.
  static func all(below folder: String, endingIn suffixes: [String]) throws -> [SourceFile] {
    let root = package.appending(path: folder).path
    let paths = FileManager.default.subpaths(atPath: root) ?? []
    return try paths.sorted()
      .filter { path in !"/\(path)".contains("/.") && suffixes.contains { path.hasSuffix($0) } }
      .map { try SourceFile("\(folder)/\($0)") }
  }

  /// The text with comments and the insides of string literals blanked, lines kept.
  ///
  /// Code inside an interpolation is blanked as well: a check that needs it would have to parse Swift.
  var code: String {
    var scanner = CodeScanner(Array(text.utf8))
    return String(decoding: scanner.code(), as: UTF8.self)
  }

  /// Places where an expression matches the code, as `path:line: match`.
  func findings(of expression: Regex<Substring>) -> [String] {
    let code = code
    return code.matches(of: expression).map { finding($0.output, in: code) }
  }

  /// A part of the code, as `path:line: part`.
  func finding(_ part: Substring, in code: String) -> String {
    let line = code[..<part.startIndex].count { $0 == "\n" } + 1
    return "\(path):\(line): \(part.split(whereSeparator: \.isWhitespace).joined(separator: " "))"
  }
}
