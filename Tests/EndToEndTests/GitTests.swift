import CanonicalJSON
import Foundation
import Testing

/// Checkpoints in a git repository: what `git diff` shows, and what the hook lets in.
@Suite(.serialized) struct GitTests {
  private static let hook = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Examples/Git/pre-commit").path

  /// A repository that knows the command, with a run's checkpoint in it.
  private struct Repository {
    let folder: ScratchFolder
    let path: String
    let run: RunFiles

    init() throws {
      folder = try ScratchFolder()
      path = folder.place("repository")
      let outcome = try Ckpt.current.run(ShortRun.arguments(output: folder.place("run"), []))
      try #require(outcome.status == 0, "\(outcome)")
      run = try RunFiles(folder.place("run"))
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      _ = try git("init", "--quiet", ".")
      _ = try git("config", "diff.ckpt.command", "'\(try Ckpt.current.path)' git-diff")
      try Data("*.h5 diff=ckpt\n".utf8).write(to: URL(fileURLWithPath: path + "/.gitattributes"))
      try FileManager.default.copyItem(
        atPath: GitTests.hook, toPath: path + "/.git/hooks/pre-commit")
      try put(run.checkpoints[0], as: "model.h5")
      _ = try git("add", ".")
      let committed = try git("commit", "--quiet", "--message", "A checkpoint")
      try #require(committed.status == 0, "\(committed)")
    }

    func put(_ file: String, as name: String) throws {
      try Data(contentsOf: URL(fileURLWithPath: file))
        .write(to: URL(fileURLWithPath: path + "/" + name))
    }

    func git(_ arguments: String...) throws -> ChildProcess.Outcome {
      let command = try Ckpt.current.path
      let environment = [
        "PATH": "/usr/bin:/bin", "HOME": folder.path, "CKPT": command,
        "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A",
        "GIT_COMMITTER_EMAIL": "a@example.org", "GIT_CONFIG_NOSYSTEM": "1",
      ]
      return try ChildProcess(
        "/usr/bin/git", ["-C", path] + arguments, environment: environment, in: nil
      ).wait()
    }
  }

  @Test("git diff of two checkpoints shows the summary of ckpt diff, and of a new one what it is")
  func difference() throws {
    let repository = try Repository()
    try repository.put(repository.run.checkpoints[1], as: "model.h5")
    try repository.put(repository.run.checkpoints[1], as: "new.h5")
    try Data("text\n".utf8).write(to: URL(fileURLWithPath: repository.path + "/other.h5"))
    _ = try repository.git("add", "--intent-to-add", "new.h5", "other.h5")
    let shown = try repository.git("diff")
    let summary = try Ckpt.current.run(
      ["diff", "--summary"] + repository.run.checkpoints.prefix(2))
    #expect(shown.status == 0 && summary.status == 1, "\(shown)")
    #expect(
      shown.output.contains("ckpt diff --summary a/model.h5 b/model.h5\n\(summary.output)"),
      "\(shown)")
    #expect(
      shown.output.contains("new checkpoint: ") && shown.output.contains("cannot be compared"))
    let bare = try Ckpt.current.run(["git-diff", "a"])
    #expect(bare.status == 2 && bare.errors.contains("seven arguments"), "\(bare)")
  }

  @Test("The hook lets a sound checkpoint in and a damaged one not, naming it and its tensor")
  func hook() throws {
    let repository = try Repository()
    try repository.put(repository.run.checkpoints[1], as: "sound.h5")
    _ = try repository.git("add", ".")
    let sound = try repository.git("commit", "--quiet", "--message", "Sound")
    #expect(sound.status == 0, "\(sound)")
    var bytes = try Data(contentsOf: URL(fileURLWithPath: repository.run.checkpoints[2]))
    let tensor = try #require(
      try Python.json(
        """
        import h5py, json, sys
        print(json.dumps({"offset": h5py.File(sys.argv[1])["model/hidden/weight"].id.get_offset()}))
        """, [repository.run.checkpoints[2]])["offset"]?.integer)
    bytes[tensor] ^= 4
    try bytes.write(to: URL(fileURLWithPath: repository.path + "/damaged.h5"))
    _ = try repository.git("add", ".")
    let damaged = try repository.git("commit", "--quiet", "--message", "Damaged")
    #expect(damaged.status == 1, "\(damaged)")
    #expect(damaged.errors.contains("damaged.h5 is no sound checkpoint"), "\(damaged)")
    #expect(damaged.errors.contains("/model/hidden/weight"), "\(damaged)")
  }
}
