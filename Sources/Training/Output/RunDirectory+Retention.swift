import Checkpoints
import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

// What of a run's checkpoints goes, and what becomes smaller.
extension RunDirectory {
  /// Removes what this run saved of steps and no longer wants, but nothing of step `kept`.
  func removeCheckpoints(_ steps: [Int], keeping kept: Int) {
    for step in steps where step != kept { removeCheckpoint(step: step) }
    // Chunks that stay behind harm nobody, so trouble with them ends no run.
    if !steps.isEmpty { _ = try? ThinCheckpoint.removeUnusedChunks(inFolder: checkpoints.string) }
  }

  /// Removes what this run saved of a step and no longer wants, with its second names.
  private func removeCheckpoint(step: Int) {
    for file in [checkpoint(step: step), thinCheckpoint(step: step), weights(step: step)] {
      guard let own = status(file) else { continue }
      let newest = last.lastComponent?.string
      // Without a second name there is nothing to look for.
      for name in own.st_nlink > 1 ? files : [] where name.hasSuffix(".h5") && name != newest {
        let other = checkpoints.appending(name)
        guard other != file, let found = status(other), found.st_ino == own.st_ino,
          found.st_dev == own.st_dev
        else { continue }
        _ = unsafe other.withPlatformString { unsafe unlink($0) }
      }
      _ = unsafe file.withPlatformString { unsafe unlink($0) }
    }
  }

  /// Makes thin files of the checkpoints before step `kept` that have no second name.
  func thinHistory(keeping kept: Int) throws(CheckpointError) {
    for name in files.sorted() {
      guard let step = RunDirectory.step(ofFileNamed: name), step != kept else { continue }
      let whole = checkpoint(step: step)
      guard let found = status(whole), found.st_nlink == 1 else { continue }
      try ThinCheckpoint.write(whole.string, to: thinCheckpoint(step: step).string)
      _ = unsafe whole.withPlatformString { unsafe unlink($0) }
    }
  }
}
