import Foundation

/// The system's Python, which has h5py: an independent reader and writer of HDF5.
public enum Python {
  /// Where it is.
  public static let path = "/usr/bin/python3"

  /// Whether h5py can be used here.
  public static let hasH5py: Bool = (try? run("import h5py, numpy").status) == 0

  /// Runs a script and returns its exit status and output.
  public static func run(
    _ script: String, arguments: [String] = [], environment: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(filePath: path)
    process.arguments = ["-c", script] + arguments
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }
}
