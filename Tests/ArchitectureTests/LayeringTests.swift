import Testing

/// Arrows point down: a room imports what it declares, and declares only what stands above it.
///
/// The package manager lets a target import what it never declared, so the layering needs a check.
@Suite("Layering")
struct LayeringTests {
  private let rooms: PackageRooms

  init() throws {
    rooms = PackageRooms(try SourceFile("Package.swift").text)
  }

  @Test("every folder in Sources is a room of Package.swift")
  func everyRoomIsListed() throws {
    let folders = try SourceFile.all(below: "Sources", endingIn: [".swift", ".c", ".h"]).map(\.room)
    #expect(Set(folders) == Set(rooms.rooms.map(\.name)))
    #expect(rooms.rooms.count > 20)
    let commands = rooms.rooms.first { $0.name == "Commands" }
    #expect(commands?.products.contains("ArgumentParser") == true)
  }

  @Test("a room declares only rooms that stand above it in the list")
  func arrowsPointDown() {
    #expect(rooms.upwardArrows == [])
  }

  @Test("a source imports only what Package.swift declares for its room")
  func importsAreDeclared() throws {
    let files = try SourceFile.all(below: "Sources", endingIn: [".swift"])
    #expect(files.count > 150)
    let found = try files.flatMap { try rooms.undeclaredImports(in: $0) }
    #expect(found == [])
  }

  @Test("the checks find a planted arrow and a planted import")
  func planted() throws {
    let planted = PackageRooms(
      """
      let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
      let rooms: [Target] = [
        .target(name: "Below", dependencies: ["Above"]),
        room(
          "Above",
          over: ["Below", crypto]),
      ]

      """)
    #expect(planted.upwardArrows == ["Below → Above"])
    let file = SourceFile(
      path: "Sources/Above/File.swift",
      text: """
        import Below
        @testable import Else
        public import Crypto
        internal import struct Third.Thing
        // import Comment
        import Glibc
        """)
    #expect(
      try planted.undeclaredImports(in: file) == [
        "Sources/Above/File.swift imports Else", "Sources/Above/File.swift imports Third",
      ])
  }
}
