import CanonicalJSON
import Foundation
import Testing

/// The JSON of checkpoints and of every command, against the schemas in `Formats`.
///
/// The schemas are closed: a member that they do not name is an error, so a new one needs a description.
@Suite(.serialized) struct SchemaTests {
  private static let package = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path
  private static let formats = package + "/Formats"

  /// What Debian's jsonschema finds wrong with documents, each said to be of one definition.
  ///
  /// Every document is tried again with an unknown member in each of its objects but `open` ones, which
  /// must be found.
  private static func problems(
    _ schema: String, _ documents: [(definition: String, text: String)], open: [String] = []
  ) throws -> [String] {
    let folder = try ScratchFolder()
    let list = documents.map { "[\"\($0.definition)\", \($0.text)]" }.joined(separator: ",")
    let file = try folder.write("[\(list)]".utf8, to: "documents.json")
    let found = try Python.json(validation, ["\(formats)/\(schema).schema.json", file] + open)
    return try #require(found.array).map { $0.string ?? "" }
  }

  private static let validation = """
    import copy, json, sys
    from jsonschema import Draft202012Validator

    schema = json.load(open(sys.argv[1]))
    Draft202012Validator.check_schema(schema)
    found = []

    def objects(value, path=()):
        if isinstance(value, dict):
            yield path
        items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
        for key, part in items:
            yield from objects(part, path + (key,))

    for definition, document in json.load(open(sys.argv[2])):
        validator = Draft202012Validator(
            {"$ref": "#/$defs/" + definition, "$defs": schema["$defs"]})
        for error in validator.iter_errors(document):
            found.append("%s: %s: %s" % (definition, error.json_path, error.message[:300]))
        seen = set()
        for path in objects(document):
            # One of the elements of an array stands for all.
            form = tuple(part for part in path if isinstance(part, str))
            if form in seen or form[:1] and form[0] in sys.argv[3:]:
                continue
            seen.add(form)
            changed = copy.deepcopy(document)
            place = changed
            for part in path:
                place = place[part]
            place["unknown"] = 1
            if validator.is_valid(changed):
                found.append("%s: an unknown member is accepted at %s" % (definition, path))
        if "anyOf" in schema and not Draft202012Validator(schema).is_valid(document):
            found.append("%s: the schema as a whole refuses it" % definition)
    print(json.dumps(found))
    """

  /// The four JSON texts of a checkpoint, by h5py.
  private static func texts(_ checkpoints: [String]) throws -> [(String, String)] {
    let parts = ["/meta/run", "/meta/parameters", "/integrity/index", "/integrity/sections"]
    let script = """
      import h5py, json, sys
      files = [h5py.File(name, "r") for name in sys.argv[1:]]
      parts = \(parts)
      print(json.dumps([[p.split("/")[2], f[p][:].tobytes().decode()] for f in files for p in parts]))
      """
    let found = try Python.json(script, checkpoints).array ?? []
    return found.compactMap { pair in
      guard let part = pair[0]?.string, let text = pair[1]?.string else { return nil }
      return (part, text)
    }
  }

  @Test("what a checkpoint of every task holds in JSON is as checkpoint-v1.schema.json says")
  func checkpoints() throws {
    let folder = try ScratchFolder()
    var documents: [(String, String)] = []
    for run in SmallRun.all {
      let files = try run.train(output: folder.place(run.task), in: folder)
      documents += try Self.texts([files.last])
    }
    let sections = ShortRun.settings([
      "weightAveraging.from=2", "backboneFinetuning.backbone=hidden",
      "checkpoint.monitor=val_loss", "trainer.limitTrainBatches=0.5", "trainer.precision=64-true",
    ])
    let optional = try ShortRun.uninterrupted(
      output: folder.place("sections"),
      ["--stop-after", "5", "--seed", "18446744073709551615"]
        + sections)
    documents += try Self.texts([optional.last])
    #expect(documents.count == 4 * (SmallRun.all.count + 1))
    documents += try Self.fixtures()
    let open = ["data", "model", "optimizer", "scheduler", "masking"]
    #expect(try Self.problems("checkpoint-v1", documents, open: open) == [])
  }

  /// The texts of the checkpoints that are kept for ever; those that no task wrote have a run of their own.
  private static func fixtures() throws -> [(String, String)] {
    let folder = package + "/Fixtures/checkpoints/v1/"
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".h5") }.sorted()
    try #require(names.count >= 4)
    return try names.flatMap { name in
      let texts = try texts([folder + name])
      return name.hasPrefix("digits-")
        ? texts : texts.filter { ["index", "sections"].contains($0.0) }
    }
  }

  @Test("what every command answers with --json is as ckpt-output.schema.json says")
  func commands() throws {
    let folder = try ScratchFolder()
    let one = try ShortRun.uninterrupted(output: folder.place("one"), ["--stop-after", "7"])
    let other = try ShortRun.uninterrupted(
      output: folder.place("other"), ["--stop-after", "7", "--seed", "7"])
    let shaped = try ShortRun.uninterrupted(
      output: folder.place("shaped"), ["--stop-after", "7", "--set", "model.hidden=16"])
    let strange = try SmallRun.all[3].train(output: folder.place("strange"), in: folder)
    try SigningTests.shell(
      """
      openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem
      openssl pkey -in private.pem -pubout -out public.pem
      ckpt sign strange --key private.pem
      """, in: folder)
    let (key, signer) = (folder.place("public.pem"), folder.place("private.pem"))
    let damaged = try folder.write(try #require(one.bytes("last.h5")).dropLast(), to: "damaged.h5")
    let weights = folder.place("weights.safetensors")
    let bias = ["--tensor", "/model/hidden/bias", "--slice", "0:3"]
    let answers: [(definition: String, arguments: [String], status: Int32)] = [
      ("inspect", ["inspect", one.last], 0),
      ("inspect", ["inspect", one.last, "--stats", "--verify"] + bias, 0),
      ("inspect", ["inspect", strange.last, "--stats"], 0),
      ("inspect", ["inspect", one.last, "--tensor", "/loop/step"], 0),
      ("diff", ["diff", one.last, one.last], 0),
      ("diff", ["diff", one.last, other.last], 1),
      ("diff", ["diff", one.last, shaped.last, "--only", "/model/**"], 1),
      ("diff", ["diff", one.checkpoints[0], strange.last], 1),
      (
        "diff",
        ["diff", one.last, strange.last, "--rename", "/model/hidden=/model/generator/output"], 1
      ), ("diff", ["diff", one.last, shaped.last, "--only", "/nothing/**"], 2),
      ("convert", ["convert", one.last, weights, "--weights-only"], 0),
      ("inspectOther", ["inspect", weights, "--stats"], 0),
      ("inspectOther", ["inspect", weights, "--tensor", "hidden.bias", "--slice", "0:3"], 0),
      ("diff", ["diff", one.last, weights], 0),
      ("diff", ["diff", weights, other.last, "--histogram"], 1),
      ("diffFolders", ["diff", one.folder, other.folder], 1),
      ("verify", ["verify", weights], 0), ("verify", ["verify", one.folder], 0),
      ("verify", ["verify", one.last], 0),
      ("verify", ["verify", damaged], 1), ("verify", ["verify", folder.place("none.h5")], 2),
      ("verify", ["verify", strange.folder, "--key", key], 0),
      (
        "verify",
        ["verify", one.folder, "--key", key, "--signature", strange.folder + ".sig"], 1
      ),
      ("verifyRerun", ["verify", one.folder, "--rerun"], 0),
      ("verifyRerun", ["verify", strange.folder, "--rerun", "--key", key], 0),
      ("replay", ["replay", one.folder], 0),
      ("devices", ["devices"], 0), ("manifest", ["manifest", one.folder], 0),
      ("manifest", ["manifest", one.last], 0), ("sign", ["sign", one.last, "--key", signer], 0),
      ("evaluation", ["validate", one.last], 0), ("evaluation", ["test", strange.last], 0),
      ("predict", ["predict", one.last, "--out", folder.place("out.npy")], 0),
      ("tuneBatchSize", ["tune", "batch-size", "digits-mlp", "--memory", "1MiB"], 0),
      ("tuneLearningRate", ["tune", "learning-rate", "digits-mlp", "--steps", "3"], 0),
    ]
    var documents: [(String, String)] = []
    for (definition, arguments, status) in answers {
      let outcome = try Ckpt.current.run(arguments + ["--json"])
      #expect(outcome.status == status, "\(arguments): \(outcome)")
      if !outcome.output.isEmpty { documents.append((definition, outcome.output)) }
    }
    #expect(
      documents.count == answers.count - 1, "only a pattern that selects nothing has no answer")
    #expect(try Self.problems("ckpt-output", documents, open: ["metadata"]) == [])
    // Every command is there: a definition that no answer used would be unproven.
    let schema = try JSONParser.parse(
      Array(Data(contentsOf: URL(fileURLWithPath: Self.formats + "/ckpt-output.schema.json"))))
    let commands = schema["anyOf"]?.array?.compactMap {
      $0["$ref"]?.string?.split(separator: "/").last
    }
    #expect(Set(documents.map(\.0)) == Set((commands ?? []).map(String.init)))
  }

  @Test("the checks find a planted member, a missing one and a wrong type")
  func planted() throws {
    let digest = String(repeating: "0", count: 64)
    let right = """
      {"path": "a", "signature": "b", "key": "\(digest)", "files": 1, "digest": "\(digest)"}
      """
    #expect(try Self.problems("ckpt-output", [("sign", right)]) == [])
    for (old, new) in [
      ("\"files\": 1", "\"files\": -1"), ("\"files\": 1", "\"files\": 1, \"more\": 1"),
      ("\"path\": \"a\", ", ""), (digest, digest.uppercased() + "A"),
    ] {
      let wrong = right.replacingOccurrences(of: old, with: new)
      #expect(try Self.problems("ckpt-output", [("sign", wrong)]) != [])
    }
  }
}
