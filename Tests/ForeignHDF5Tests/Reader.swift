import Foundation
import TensorFiles

@testable import ForeignHDF5

/// How the tests open files: with a program beside their own as the child.
enum Reader {
  /// The program `HDF5Reader`, which the package builds with the tests.
  static let program: String = {
    guard let program = find("HDF5Reader") else {
      preconditionFailure("no HDF5Reader beside \(CommandLine.arguments[0])")
    }
    return program
  }()

  /// The command `ckpt`, where it is built: the one to test, else that beside the tests.
  static let command = ProcessInfo.processInfo.environment["LOCKSTEP_CKPT"] ?? find("ckpt")

  /// A program that stands beside that of the tests.
  private static func find(_ name: String) -> String? {
    let folders = CommandLine.arguments.prefix(1).map { URL(filePath: $0) }
    for folder in folders + [Bundle.main.executableURL].compactMap({ $0 }) {
      var place = folder
      for _ in 0..<6 {
        place.deleteLastPathComponent()
        let program = place.appending(path: name).path
        if FileManager.default.isExecutableFile(atPath: program) { return program }
      }
    }
    return nil
  }

  /// Opens a file with that program, or with another.
  static func open(
    _ path: String, program: String = Reader.program
  ) throws(TensorFileError) -> HDF5TensorFile {
    try HDF5TensorFile(opening: path, by: HDF5ReaderChild.Start(program: program))
  }

  /// Opens a file with a child that does what the shell is told.
  static func open(
    _ path: String, shell script: String, patience: Int32 = 120_000
  ) throws(TensorFileError) -> HDF5TensorFile {
    try HDF5TensorFile(
      opening: path,
      by: HDF5ReaderChild.Start(
        program: "/bin/sh", arguments: ["-c", script], patience: patience))
  }
}
