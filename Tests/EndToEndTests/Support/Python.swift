import CanonicalJSON

/// An independent witness: h5py for the files, NumPy for the figures.
enum Python {
  /// Runs a script and parses the JSON that it prints.
  static func json(_ script: String, _ arguments: [String]) throws -> JSONValue {
    let child = try ChildProcess(
      "/usr/bin/python3", ["-c", script] + arguments, environment: ["PATH": "/usr/bin:/bin"],
      in: nil)
    let outcome = try child.wait()
    guard outcome.status == 0 else {
      throw ChildProcess.Failure(description: "the Python script failed: \(outcome)")
    }
    return try JSONParser.parse(Array(outcome.output.utf8))
  }
}
