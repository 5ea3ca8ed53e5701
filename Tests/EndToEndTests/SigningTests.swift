import CanonicalJSON
import Foundation
import Testing

/// `ckpt manifest`, `ckpt sign` and `ckpt verify --key` on what runs leave behind.
@Suite struct SigningTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// A signed run and the public key of who signed, both in a folder under a name.
  private static func signedRun(
    in folder: ScratchFolder, _ name: String = "run"
  ) throws -> (run: RunFiles, key: String) {
    let run = try ShortRun.uninterrupted(output: folder.place(name), ["--stop-after", "7"])
    try shell(
      """
      openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(name)-private.pem
      openssl pkey -in \(name)-private.pem -pubout -out \(name)-public.pem
      ckpt sign \(name) --key \(name)-private.pem
      """, in: folder)
    return (run, folder.place(name + "-public.pem"))
  }

  /// Runs commands in a folder; they must succeed.
  static func shell(_ script: String, in folder: ScratchFolder) throws {
    let bin = folder.place("bin")
    try? FileManager.default.createDirectory(atPath: bin, withIntermediateDirectories: false)
    try? FileManager.default.createSymbolicLink(
      atPath: bin + "/ckpt", withDestinationPath: try Ckpt.current.path)
    let venv = package.appending(path: ".venv-model-signing/bin").path
    let outcome = try ChildProcess(
      "/bin/bash", ["-euc", script], environment: ["PATH": "\(bin):/usr/bin:/bin:\(venv)"],
      in: folder.path
    ).wait()
    try #require(outcome.status == 0, "\(outcome)")
  }

  @Test("the commands of the README's section work word by word")
  func readme() throws {
    let text = try String(
      contentsOf: Self.package.appending(path: "README.md"), encoding: .utf8)
    let start = try #require(text.range(of: "## Signed checkpoints\n"))
    var commands = text[start.upperBound...].split(
      separator: "\n", omittingEmptySubsequences: false
    )
    .dropFirst().prefix { $0.hasPrefix("    ") }.map { String($0.dropFirst(4)) }
    try #require(commands.count == 6 && commands[5].hasPrefix("model_signing verify key "))
    let theirs = Self.package.appending(path: ".venv-model-signing/bin/model_signing").path
    if !FileManager.default.isExecutableFile(atPath: theirs) { commands.removeLast() }
    let folder = try ScratchFolder()
    _ = try ShortRun.uninterrupted(
      output: folder.place("runs/digits-mlp"), ["--stop-after", "7"])
    try Self.shell(commands.joined(separator: "\n"), in: folder)
    let manifest = try Data(contentsOf: URL(fileURLWithPath: folder.place("digits-mlp.json")))
    let bundle = try JSONParser.parse(
      Array(Data(contentsOf: URL(fileURLWithPath: folder.place("runs/digits-mlp.sig")))))
    #expect(
      Data(base64Encoded: bundle["dsseEnvelope"]?["payload"]?.string ?? "") == manifest,
      "what is signed is what manifest writes")
  }

  @Test(
    "a signed run is verified; what differs, is missing or too many afterwards is named, status 1")
  func changes() throws {
    let folder = try ScratchFolder()
    let (run, publicKey) = try Self.signedRun(in: folder)
    let key = ["--key", publicKey]
    let right = try Ckpt.current.run(["verify", run.folder] + key)
    #expect(right.status == 0 && right.output.hasPrefix("Signature verified: "), "\(right)")
    let again = try Ckpt.current.run(["verify", run.folder, "--rerun"] + key)
    #expect(again.status == 0 && again.output.hasPrefix("Signature verified: "), "\(again)")
    let answer = try Ckpt.current.run(["verify", run.folder, "--rerun", "--json"] + key)
    let document = try JSONParser.parse(answer.output)
    #expect(
      document["rerun"] == true && document["signature"]?["verified"] == true,
      "verify --key --rerun --json said nothing of the signature: \(answer)")

    // The log is under no digest of a checkpoint, so only the signature notices.
    let log = run.folder + "/metrics.csv"
    try Data("step\n".utf8).write(to: URL(fileURLWithPath: log))
    try Data().write(to: URL(fileURLWithPath: run.folder + "/more"))
    try FileManager.default.removeItem(atPath: run.folder + "/config.yaml")
    #expect(try Ckpt.current.run(["verify", run.folder]).status == 0)
    for arguments in [["--json"], [], ["--rerun"]] {
      let wrong = try Ckpt.current.run(["verify", run.folder] + key + arguments)
      #expect(wrong.status == 1, "\(wrong)")
      for (name, problem) in [
        ("metrics.csv", "expected the bytes that were signed, found others."),
        ("more", "expected no file, found one that was not signed."),
        ("config.yaml", "expected a file that was signed, found none."),
      ] {
        #expect(wrong.output.contains("\(run.folder)/\(name): \(problem)"), "\(wrong)")
      }
    }
    // A damaged checkpoint is noticed twice.
    let damaged = try Self.signedRun(in: folder, "damaged")
    let bytes = try #require(damaged.run.bytes("last.h5"))
    try Data(FlippedBitTests.flipped(Array(bytes), 8 * bytes.count / 2))
      .write(to: URL(fileURLWithPath: damaged.run.last))
    let both = try JSONParser.parse(
      try Ckpt.current.run(["verify", damaged.run.folder, "--key", damaged.key, "--json"]).output)
    #expect(both["verified"] == false && both["signature"]?["verified"] == false)
    #expect(both["files"]?.array?.contains { $0["verified"] == false } == true)
  }

  @Test("the list of a run's files is the same text on any number of threads and in any folder")
  func manifest() throws {
    let folder = try ScratchFolder()
    let one = try ShortRun.uninterrupted(output: folder.place("a/run"), ["--threads", "1"])
    let other = try ShortRun.uninterrupted(output: folder.place("b/run"), ["--threads", "2"])
    let lists = try [one, other].map {
      try Ckpt.current.run(["manifest", $0.folder + "/checkpoints"])
    }
    #expect(lists[0].status == 0 && lists[0].output == lists[1].output)
    let json = try Ckpt.current.run(["manifest", one.folder + "/checkpoints", "--json"])
    #expect(json.output == lists[0].output)
    let names = try JSONParser.parse(json.output)["predicate"]?["resources"]?.array?
      .compactMap { $0["name"]?.string }
    #expect(names == ["last.h5"] + one.names)
  }

  @Test("a key or a signature that cannot be used is one line, status 2, and nothing is written")
  func trouble() throws {
    let folder = try ScratchFolder()
    let (run, _) = try Self.signedRun(in: folder)
    try Self.shell(
      """
      openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-384 -out larger.pem
      openssl pkey -in larger.pem -pubout -out largerpublic.pem
      """, in: folder)
    let place = { folder.place($0) }
    let json = try folder.write("{\"mediaType\":1}".utf8, to: "wrong.sig")
    let cases: [(arguments: [String], words: [String])] = [
      (["sign", run.folder, "--key", place("larger.pem")], ["larger.pem", "P-256", "openssl"]),
      (["sign", run.folder, "--key", place("run-public.pem")], ["run-public.pem", "PUBLIC KEY"]),
      (["sign", run.folder, "--key", place("none.pem")], ["none.pem"]),
      (["sign", place("none"), "--key", place("run-private.pem")], [place("none")]),
      (
        ["sign", run.folder, "--key", place("run-private.pem"), "--signature", run.last],
        [run.last, "another name"]
      ),
      (["sign", "/", "--key", place("run-private.pem")], ["--signature"]),
      (["manifest", place("none")], [place("none")]),
      (["manifest", run.last, "--output", run.last], [run.last, "another name"]),
      (["verify", run.folder, "--key", place("largerpublic.pem")], ["P-256"]),
      (["verify", run.folder, "--key", place("run-private.pem")], ["-pubout"]),
      (["verify", run.last, "--key", place("run-public.pem")], [run.last + ".sig"]),
      (
        ["verify", run.folder, "--key", place("run-public.pem"), "--signature", json], ["mediaType"]
      ),
      (["verify", run.folder, "--signature", json], ["--key"]),
    ]
    for (arguments, words) in cases {
      let outcome = try Ckpt.current.run(arguments)
      TroubleTests.expectTrouble(outcome, naming: words[0])
      for word in words { #expect(outcome.errors.contains(word), "\(outcome)") }
    }
    #expect(try RunFiles(run.folder).lacks(of: run) == [])
    let other = try Self.signedRun(in: folder, "other")
    let wrong = try Ckpt.current.run(["verify", run.folder, "--key", other.key])
    #expect(wrong.status == 1 && wrong.output.contains("found one by the key"), "\(wrong)")
  }
}
