import Glibc

/// The checkpoints that a run left in its folder.
public enum RunRecords {
  /// Paths of the checkpoints with a step in their names, in ascending order of step.
  ///
  /// - Throws: `CheckpointToolError.notARun` for a folder that is no run's.
  public static func checkpoints(ofRun path: String) throws(CheckpointToolError) -> [String] {
    try RunFolder(path).checkpoints.filter { $0.step != nil }.map(\.path)
  }

  /// Whether a path leads to a folder.
  public static func isFolder(_ path: String) -> Bool { RunFolder.isFolder(path) }

  /// Whether a path leads to anything.
  public static func exists(_ path: String) -> Bool { unsafe access(path, F_OK) == 0 }
}
