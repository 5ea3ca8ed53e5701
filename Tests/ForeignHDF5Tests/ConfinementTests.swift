import Foundation
import Testing

/// What a process may no longer do once it has closed the door behind itself.
@Suite struct ConfinementTests {
  @Test(
    "HDF5: the process that reads opens no file, writes none, starts nothing, takes no more memory",
    arguments: ["open", "create", "append", "socket", "spawn", "memory"])
  func attempt(_ attempt: String) throws {
    let folder = try ScratchFolder()
    let file = try folder.write([1], "file")
    for (mode, status) in [("free", Int32(0)), ("confined", 1)] {
      let process = Process()
      process.executableURL = URL(filePath: Reader.program)
      process.arguments = ["attempt", mode, attempt, file]
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationReason == .exit && process.terminationStatus == status, "\(mode)")
    }
    #expect(try Data(contentsOf: URL(filePath: file)).count <= 2)
  }
}
