import Foundation
import Testing

/// Fixtures are evidence: each is listed with its size, digest, purpose, origin and licence, and a test
/// run never rewrites one.
@Suite("Fixtures")
struct FixtureTests {
  /// The list, `Fixtures/manifest.json`.
  private struct Manifest: Decodable {
    struct File: Decodable {
      /// Path from the folder of fixtures.
      let path: String
      let bytes: Int
      /// In hexadecimal.
      let sha256: String
      /// What a test proves with it.
      let proves: String
      /// What makes the file again, byte for byte.
      let command: String
      let licence: String
    }

    let files: [File]
  }

  private let folder = SourceFile.package.appending(path: "Fixtures")
  private let manifest: Manifest

  init() throws {
    manifest = try JSONDecoder().decode(
      Manifest.self, from: Data(contentsOf: folder.appending(path: "manifest.json")))
  }

  /// Paths of the regular files below the folder, the manifest excepted, sorted.
  private func paths() throws -> [String] {
    let below = try #require(FileManager.default.subpaths(atPath: folder.path))
    return below.filter { path in
      var isFolder: ObjCBool = false
      let file = folder.appending(path: path).path
      return FileManager.default.fileExists(atPath: file, isDirectory: &isFolder)
        && !isFolder.boolValue && path != "manifest.json"
    }.sorted()
  }

  /// The digest by the system's own program.
  private func sha256(of file: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    #if os(Linux)
      process.arguments = ["sha256sum", file.path]
    #else
      process.arguments = ["shasum", "-a", "256", file.path]
    #endif
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try #require(try output.fileHandleForReading.readToEnd())
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    return String(decoding: data.prefix(64), as: UTF8.self)
  }

  @Test("the manifest lists every fixture once, in order, and nothing else")
  func completeness() throws {
    let paths = try paths()
    #expect(paths == manifest.files.map(\.path))
    #expect(!manifest.files.isEmpty)
  }

  @Test("every fixture has the size and the digest that the manifest states")
  func digests() throws {
    for file in manifest.files {
      let url = folder.appending(path: file.path)
      let (count, digest) = (try Data(contentsOf: url).count, try sha256(of: url))
      #expect(count == file.bytes, "\(file.path)")
      #expect(digest == file.sha256, "\(file.path)")
    }
  }

  @Test("every fixture says what it proves, what made it and under which licence it is")
  func purposes() {
    for file in manifest.files {
      for text in [file.proves, file.command, file.licence] {
        #expect(text.count > 5, "\(file.path)")
      }
    }
  }

  @Test("every fixture is read by a test")
  func uses() throws {
    let tests = try SourceFile.all(below: "Tests", endingIn: [".swift"])
    for file in manifest.files {
      let name = file.path.split(separator: "/").last.map(String.init) ?? file.path
      // By its name, or as one of a series that a test reads whole.
      let series = "hasPrefix(\"\(name.prefix { $0 != "-" })-\")"
      #expect(
        tests.contains { $0.text.contains(name) || $0.text.contains(series) }, "\(file.path)")
    }
  }
}
