import CanonicalJSON
import Foundation
import Testing

/// `ckpt diff` against an independent computation.
@Suite(.serialized) struct DiffTests {
  /// The last checkpoints of two runs that differ in their seed.
  static func pair(in folder: ScratchFolder) throws -> (a: String, b: String) {
    let a = try ShortRun.uninterrupted(output: folder.place("a"))
    let b = try ShortRun.uninterrupted(output: folder.place("b"), ["--seed", "7"])
    return (a.last, b.last)
  }

  /// For each array of the state: elements, differing, maximum ULP, maximum |a − b|, first difference.
  static let figures = """
    import json, sys
    import h5py, numpy as np

    def arrays(path):
        found = {}
        with h5py.File(path, "r") as file:
            def visit(name, item):
                if isinstance(item, h5py.Dataset) and name.split("/")[0] not in ("meta", "integrity"):
                    found["/" + name] = np.asarray(item[()])
            file.visititems(visit)
        return found

    def ordered(x):
        if x.dtype.kind != "f":
            return [int(v) for v in x]
        bits = x.view("u%d" % x.dtype.itemsize)
        top = 1 << (8 * x.dtype.itemsize - 1)
        return [int(b) if int(b) < top else top - int(b) for b in bits]

    a, b = arrays(sys.argv[1]), arrays(sys.argv[2])
    rows = []
    for path in sorted(set(a) | set(b)):
        x, y = a[path].reshape(-1), b[path].reshape(-1)
        if x.shape != y.shape or x.dtype != y.dtype:
            rows.append({"path": path, "counterpart": False})
            continue
        unequal = np.nonzero(x.view("u%d" % x.itemsize) != y.view("u%d" % y.itemsize))[0]
        p, q = ordered(x), ordered(y)
        rows.append({
            "path": path, "counterpart": True, "elements": int(x.size), "differing": len(unequal),
            "shape": list(a[path].shape),
            "maxULP": str(max((abs(i - j) for i, j in zip(p, q)), default=0)),
            "maxAbs": float(np.max(np.abs(x.astype("f8") - y.astype("f8")), initial=0)),
            "first": int(unequal[0]) if len(unequal) else None,
            "aBits": "0x" + x[unequal[0]].tobytes()[::-1].hex() if len(unequal) else None,
            "bBits": "0x" + y[unequal[0]].tobytes()[::-1].hex() if len(unequal) else None})
    print(json.dumps(rows))
    """

  @Test("diff of two seeds gives NumPy's figures for every tensor, and exits 1")
  func figures() throws {
    let folder = try ScratchFolder()
    let (a, b) = try Self.pair(in: folder)
    let outcome = try Ckpt.current.run(["diff", "--json", a, b])
    #expect(outcome.status == 1, "\(outcome)")
    let report = try JSONParser.parse(Array(outcome.output.utf8))
    #expect(report["identical"]?.bool == false)
    #expect(report["verdict"]?.string == "different")
    let rows = try #require(report["tensors"]?.array)
    let computed = try Python.json(Self.figures, [a, b]).array
    let expected = try #require(computed)
    #expect(rows.compactMap { $0["path"]?.string } == expected.compactMap { $0["path"]?.string })
    for (row, figures) in zip(rows, expected) {
      let path = row["path"]?.string ?? ""
      try #require(figures["counterpart"]?.bool == true, "\(path)")
      for name in ["elements", "differing"] {
        #expect(row[name]?.integer == figures[name]?.integer, "\(name) of \(path)")
      }
      #expect(
        row["maxULP"]?.unsignedInteger == figures["maxULP"]?.string.flatMap { UInt64($0) },
        "\(path)")
      #expect(row["maxAbs"]?.number == figures["maxAbs"]?.number, "\(path)")
      let first = row["firstDifference"]
      #expect(first?["index"]?.integer == figures["first"]?.integer, "\(path)")
      #expect(first?["aBits"]?.string == figures["aBits"]?.string, "\(path)")
      #expect(first?["bBits"]?.string == figures["bBits"]?.string, "\(path)")
    }
    let differing = expected.count { ($0["differing"]?.integer ?? 0) > 0 }
    #expect(differing >= 12, "four parameters with two moments each")
  }

  @Test("diff lists each tensor with count, maximum ULP, maximum difference and first element")
  func table() throws {
    let folder = try ScratchFolder()
    let (a, b) = try Self.pair(in: folder)
    let outcome = try Ckpt.current.run(["diff", a, b])
    #expect(outcome.status == 1)
    let lines = outcome.output.split(separator: "\n").map(String.init)
    #expect(lines.first?.hasPrefix("Different: ") == true)
    let expected = try Python.json(Self.figures, [a, b]).array
    for figures in try #require(expected) {
      let path = try #require(figures["path"]?.string)
      let first = try #require(figures["first"])
      guard path.hasPrefix("/model/"), let flat = first.integer else { continue }
      let line = try #require(lines.first { $0.hasPrefix(path + " ") }, "\(outcome)")
      let columns = line.split(separator: " ").map(String.init)
      let shape = try #require(figures["shape"]?.array).compactMap { $0.integer }
      var (rest, place) = (flat, [String]())
      for length in shape.reversed() {
        place.insert("\(rest % length)", at: 0)
        rest /= length
      }
      #expect(Self.plain(columns[1]) == figures["elements"]?.integer.map(String.init))
      #expect(Self.plain(columns[2]) == figures["differing"]?.integer.map(String.init))
      #expect(Self.plain(columns[3]) == figures["maxULP"]?.string)
      // Four significant digits.
      let absolute = try #require(figures["maxAbs"]?.number)
      let printed = try #require(Double(columns[4]))
      #expect(abs(printed - absolute) <= 5.1e-4 * absolute)
      #expect(line.contains("[" + place.joined(separator: ", ") + "] "))
    }
  }

  static func plain(_ number: String) -> String { number.filter { $0 != "," } }

  @Test("diff of equal files says identical and exits 0")
  func equalFiles() throws {
    let folder = try ScratchFolder()
    let a = try ShortRun.uninterrupted(output: folder.place("a"))
    let b = try ShortRun.uninterrupted(output: folder.place("b"), ["--threads", "2"])
    for other in [a.last, b.last] {
      let outcome = try Ckpt.current.run(["diff", a.last, other])
      #expect(outcome.status == 0 && outcome.output.hasPrefix("Identical bytes"), "\(outcome)")
      #expect(outcome.errors.isEmpty)
    }
    let json = try Ckpt.current.run(["diff", "--json", a.last, b.last])
    let report = try JSONParser.parse(Array(json.output.utf8))
    #expect(json.status == 0 && report["identical"]?.bool == true)
    #expect(report["tensors"]?.array?.allSatisfy { $0["status"]?.string == "same" } == true)
  }

  @Test("--tolerances accepts by pattern, and an unknown key is exit 2 with the nearest right one")
  func tolerances() throws {
    let folder = try ScratchFolder()
    let (a, b) = try Self.pair(in: folder)
    let all = "\"**\": {maxAbs: 1000}\n"
    for (text, status) in [
      ("# nothing else is allowed\n/model/**: {maxULP: 0}\n" + all, 1 as Int32),
      ("{\"/model/**\": {\"maxAbs\": 1000, \"maxULP\": \"18446744073709551615\"}}", 0),
    ] {
      let file = try folder.write(text.utf8, to: "limits.yaml")
      let outcome = try Ckpt.current.run(["diff", "--tolerances", file, "--only", "/model", a, b])
      #expect(outcome.status == status, "\(outcome)")
    }
    for text in ["/model: {maxUlp: 1}", "- a list", "", "/model: [", "/model: 3"] {
      let file = try folder.write(text.utf8, to: "limits.yaml")
      let outcome = try Ckpt.current.run(["diff", "--tolerances", file, a, b])
      #expect(outcome.status == 2 && outcome.output.isEmpty, "\(text): \(outcome)")
      #expect(outcome.errors.split(separator: "\n").count == 1, "\(text): \(outcome)")
      #expect(outcome.errors.contains(file), "\(text): \(outcome)")
      if text.contains("maxUlp") {
        #expect(outcome.errors.contains("Did you mean maxULP?"), "\(outcome)")
      }
    }
  }

  @Test("--html writes one page beside the report, or prints it for -")
  func page() throws {
    let folder = try ScratchFolder()
    let (a, b) = try Self.pair(in: folder)
    let path = folder.place("page.html")
    let outcome = try Ckpt.current.run(["diff", "--html", path, "--histogram", a, b])
    #expect(outcome.status == 1 && outcome.output.contains("differing elements by ULP and by bit"))
    let printed = try Ckpt.current.run(["diff", "--html", "-", a, b])
    let page = try String(contentsOfFile: path, encoding: .utf8)
    #expect(printed.status == 1 && printed.output == page + (page.hasSuffix("\n") ? "" : "\n"))
    let both = try Ckpt.current.run(["diff", "--html", "-", "--json", a, b])
    #expect(both.status == 2 && both.errors.split(separator: "\n").count == 1, "\(both)")
  }

  @Test("Two runs are compared file by file")
  func folders() throws {
    let folder = try ScratchFolder()
    let a = try ShortRun.uninterrupted(output: folder.place("a"))
    let b = try ShortRun.uninterrupted(output: folder.place("b"), ["--threads", "2"])
    let same = try Ckpt.current.run(["diff", a.folder, b.folder])
    #expect(same.status == 0 && same.output.hasPrefix("Identical: all "), "\(same)")
    let c = try ShortRun.uninterrupted(output: folder.place("c"), ["--seed", "7"])
    let different = try Ckpt.current.run(["diff", "--json", a.folder, c.folder])
    #expect(different.status == 1, "\(different)")
    let report = try JSONParser.parse(Array(different.output.utf8))
    #expect(report["files"]?.array?.contains { $0["name"] == "last.h5" } == true)
  }

  @Test("diff of what is no checkpoint exits 2 with one clear line")
  func trouble() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let whole = try Data(contentsOf: URL(fileURLWithPath: run.last))
    let broken = [
      try folder.write(whole.prefix(whole.count / 2), to: "truncated.h5"),
      try folder.write(whole.dropLast(1), to: "short-by-one.h5"),
      try folder.write([], to: "empty.h5"),
      try folder.write(Array("no HDF5 at all, just text".utf8), to: "text.h5"),
      folder.place("missing.h5"), folder.path, run.folder,
    ]
    for path in broken {
      for arguments in [["diff", run.last, path], ["diff", path, run.last]] {
        let outcome = try Ckpt.current.run(arguments)
        #expect(outcome.status == 2, "\(arguments): \(outcome)")
        #expect(outcome.output.isEmpty, "\(arguments): \(outcome)")
        #expect(outcome.errorLines.count == 1, "\(arguments): \(outcome)")
        #expect(outcome.errors.split(separator: "\n").count == 1, "\(arguments): \(outcome)")
        #expect(outcome.errors.contains(path), "\(arguments): \(outcome)")
      }
    }
    let alone = try Ckpt.current.run(["diff", run.last])
    #expect(alone.status == 2 && alone.errors.contains("<b>"), "\(alone)")
    #expect(alone.errors.split(separator: "\n").count == 1, "\(alone)")
    let folderOfNoRun = try Ckpt.current.run(["verify", folder.path])
    #expect(folderOfNoRun.status == 2, "\(folderOfNoRun)")
    #expect(folderOfNoRun.errors.split(separator: "\n").count == 1, "\(folderOfNoRun)")
  }
}
