import Foundation

/// The rooms of `Package.swift`: targets in the order of the list, and what each may import.
struct PackageRooms {
  struct Room {
    let name: String
    /// Rooms that it declares.
    let declared: [String]
    /// Products of other packages, which it names by constants.
    let products: [String]
  }

  let rooms: [Room]

  /// Modules of the system that any room may import, if the other checks let it.
  static let systemModules = [
    "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl", "Synchronization",
  ]

  /// Reads the list between `let rooms` and the end of that array.
  init(_ package: String) {
    let constants = package.matches(
      of: /let (\w+) = Target\.Dependency\.product\(\s*name: "(\w+)"/)
    let products = Dictionary(
      uniqueKeysWithValues: constants.map { (String($0.1), String($0.2)) })
    let start = package.range(of: "let rooms: [Target] = [")?.upperBound ?? package.endIndex
    let end = package.range(of: "\n]\n", range: start..<package.endIndex)?.lowerBound
    let list = package[start..<(end ?? start)]
    let heads = list.matches(
      of: /(?:room|\.target|\.systemLibrary|\.executableTarget)\(\s*(?:name: )?"(\w+)"/)
    rooms = heads.enumerated().map { index, head in
      let bodyEnd = index + 1 < heads.count ? heads[index + 1].range.lowerBound : list.endIndex
      let body = list[head.range.upperBound..<bodyEnd]
      let dependencies = body.firstMatch(of: /(?:over|dependencies): \[([^\]]*)\]/)?.1 ?? ""
      let names = dependencies.matches(of: /"(\w+)"/).map { String($0.1) }
      let words = dependencies.split { ", \n".contains($0) }
      return Room(
        name: String(head.1), declared: names, products: words.compactMap { products[String($0)] })
    }
  }

  /// Rooms that a room declares although they do not stand above it in the list.
  var upwardArrows: [String] {
    rooms.enumerated().flatMap { index, room in
      room.declared.filter { name in !rooms[..<index].contains { $0.name == name } }
        .map { "\(room.name) → \($0)" }
    }
  }

  /// Imports of a source that its room does not declare.
  func undeclaredImports(in file: SourceFile) throws -> [String] {
    let room = rooms.first { $0.name == file.room }
    let allowed = (room?.declared ?? []) + (room?.products ?? []) + Self.systemModules
    let attributes = #"^\s*(?:@\w+(?:\([^)]*\))? +)*"#
    let access = "(?:(?:public|package|internal|fileprivate|private) +)?"
    let kind = "(?:(?:struct|class|enum|protocol|func|var|let|typealias) +)?"
    let line = try Regex(
      "(?m)\(attributes)\(access)import +\(kind)(\\w+)", as: (Substring, Substring).self)
    return file.code.matches(of: line).map { String($0.output.1) }.filter { !allowed.contains($0) }
      .map { "\(file.path) imports \($0)" }
  }
}
