import CanonicalJSON
import CheckpointTools
import Checkpoints
import CommandLineKit
import NumericsContract
import TensorFiles
import Tensors
import Testing

@Suite("ckpt inspect")
struct InspectionTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("The text says what the file is, where its run stood, and draws the tree with totals")
  func text() throws {
    let path = try SampleState().save(folder, "a.h5")
    let file = try CheckpointFile(opening: path)
    let inspection = try Inspection(of: path)
    #expect(
      inspection.description == """
        file        \(path)
        format      Lockstep checkpoint \(CheckpointFormat.version), \(ByteCount(file.byteCount))
        numerics    numerics-v1, profile ordered
        position    epoch 2, step 37, phase training
        state root  \(file.stateRoot)
        file root   \(file.fileRoot)

                              type       shape   elements  bytes
        loop/                 4 tensors                42   56 B
        ├── epoch             uint64     []             1    8 B
        ├── history           uint8      [32]          32   32 B
        ├── phase             uint8      [8]            8    8 B
        └── step              uint64     []             1    8 B
        metrics/              1 tensor                  1    8 B
        └── loss/             1 tensor                  1    8 B
            └── sum           float64    []             1    8 B
        model/                2 tensors                16   64 B
        └── hidden/           2 tensors                16   64 B
            ├── bias          float32    [4]            4   16 B
            └── weight        float32    [3, 4]        12   48 B
        optimizer/            2 tensors                 5   24 B
        └── adam/             2 tensors                 5   24 B
            ├── moment1/      1 tensor                  4   16 B
            │   └── hidden/   1 tensor                  4   16 B
            │       └── bias  float32    [4]            4   16 B
            └── scalars/      1 tensor                  1    8 B
                └── step      uint64     []             1    8 B
        rng/                  1 tensor                  1    8 B
        └── dropout:hidden    uint64     []             1    8 B
        10 tensors, 160 B
        """)
    #expect(inspection.exitStatus == .done)
  }

  @Test("JSON has the contract's names, and each tensor the SHA-256 that other tools compute")
  func json() throws {
    let path = try SampleState().save(folder, "a.h5")
    let file = try CheckpointFile(opening: path)
    let json = try Inspection(of: path).json
    #expect(json["format"] == "lockstep-checkpoint")
    #expect(json["formatVersion"]?.string == CheckpointFormat.version)
    #expect(json["profile"] == "ordered")
    #expect(json["stateRoot"]?.string == file.stateRoot.description)
    #expect(json["fileRoot"]?.string == file.fileRoot.description)
    #expect(json["loop"]?["epoch"] == 2)
    #expect(json["loop"]?["step"] == 37)
    #expect(json["loop"]?["phase"] == "training")
    #expect(json["loop"]?["history"]?.string == String(repeating: "41", count: 32))
    #expect(json["sections"]?["model"]?.string?.count == 64)
    let expected = try PythonReader.run(
      """
      print(json.dumps([{"path": p, "dtype": t, "shape": list(v.shape), "bytes": v.nbytes,
          "sha256": hashlib.sha256(v.tobytes()).hexdigest()}
          for p, (v, _, t) in sorted(leaves(sys.argv[1]).items())]))
      """, [path])
    #expect(json["tensors"] == expected)
  }

  @Test("Statistics are those of NumPy in the contract's order of sums, to the last bit")
  func statistics() throws {
    var state = SampleState()
    var random: UInt64 = 1
    let values = (0..<10_000).map { index -> Float in
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Float(Int64(bitPattern: random) >> 20) / 65_536
      switch index % 1000 {
      case 7: return .nan
      case 8: return index < 5000 ? .infinity : -.infinity
      case 9: return .leastNonzeroMagnitude
      case 10: return -0.0
      default: return value
      }
    }
    state.set("/model/large", floats: values, shape: [100, 100])
    state.set("/model/bytes", .bits("/model/bytes", .int8, [-128, 127, 0] as [Int8], [3]))
    state.set("/model/empty", floats: [], shape: [0, 3])
    let path = try state.save(folder, "a.h5")
    var options = InspectionOptions()
    options.statistics = true
    options.filter = GlobPattern("/model")
    let json = try Inspection(of: path, options: options).json
    let expected = try PythonReader.run(
      """
      def combine(a, b):
          n, step = a[0] + b[0], b[1] - a[1]
          return (n, a[1] + step * (b[0] / n), a[2] + b[2] + step * step * (a[0] * (b[0] / n)))

      def stats(v):
          x = v.ravel().astype(np.float64)
          finite, isnan = np.isfinite(x), np.isnan(x)
          kept = np.where(finite, x, 0)
          parts = []
          for b, f in zip(blocks(kept), blocks(finite)):
              n = int(f.sum())
              if n:
                  m = block(b) / n
                  parts.append((float(n), m, block(np.where(f, (b - m) ** 2, 0))))
          n = int(finite.sum())
          end = fold(parts, combine) if parts else None
          tiny = np.finfo(v.dtype).tiny if v.dtype.kind == "f" else 0
          return {"min": real(x[~isnan].min()) if n else None, "max": real(x[~isnan].max()) if n else None,
              "mean": total(kept) / n if n else None, "std": math.sqrt(end[2] / end[0]) if n else None,
              "zeros": int((x == 0).sum()), "nan": int(isnan.sum()), "inf": int(np.isinf(x).sum()),
              "subnormals": int(((x != 0) & (abs(x) < tiny)).sum())}

      print(json.dumps({p: stats(v) for p, (v, _, _) in leaves(sys.argv[1]).items() if p.startswith("/model")}))
      """, [path])
    let rows = try #require(json["tensors"]?.array)
    #expect(rows.count == 5)
    for row in rows {
      let path = try #require(row["path"]?.string)
      #expect(row["stats"] == expected[path], "\(path)")
    }
  }

  @Test(
    "A slice shows the elements that Python would",
    arguments: [
      ("0:2,1:3", [[1, 2], [5, 6]]), ("::2", [[0, 1, 2, 3], [8, 9, 10, 11]]),
      ("1", [[4, 5, 6, 7]]), ("-1,:-1:2", [[8, 10]]), ("5:,0", []), ("0:99,3", [[3], [7], [11]]),
    ])
  func slices(text: String, expected: [[Int]]) throws {
    var state = SampleState()
    state.set("/model/counts", .bits("/model/counts", .int32, Array(0..<Int32(12)), [3, 4]))
    let path = try state.save(folder, "a.h5")
    var options = InspectionOptions()
    options.tensor = "/model/counts"
    options.slice = try TensorSlice(text)
    let excerpt = try Inspection(of: path, options: options).json["excerpt"]
    #expect(excerpt?["values"] == .array(expected.map { .array($0.map { .integer($0) }) }))
  }

  @Test("A long tensor without a slice shows both ends of each axis")
  func excerpt() throws {
    var state = SampleState()
    state.set("/model/counts", .bits("/model/counts", .int16, Array(0..<Int16(40)), [4, 10]))
    let path = try state.save(folder, "a.h5")
    var options = InspectionOptions()
    options.tensor = "/model/counts"
    let text = try Inspection(of: path, options: options).description
    #expect(
      text.hasSuffix(
        """
        [0, :]   0   1   2  …   7   8   9
        [1, :]  10  11  12  …  17  18  19
        [2, :]  20  21  22  …  27  28  29
        [3, :]  30  31  32  …  37  38  39
        """))
  }

  @Test("Depth cuts the tree and keeps the totals; a filter says how many tensors it left out")
  func depthAndFilter() throws {
    let path = try SampleState().save(folder, "a.h5")
    var options = InspectionOptions()
    options.depth = 1
    options.filter = GlobPattern("**/hidden/*")
    options.readsContents = false
    let inspection = try Inspection(of: path, options: options)
    #expect(
      inspection.description.hasSuffix(
        """
                    type       shape  elements  bytes
        model/      2 tensors               16   64 B
        optimizer/  1 tensor                 4   16 B
        3 of 10 tensors, 80 B
        """))
    #expect(inspection.tensors.allSatisfy { $0.digest == nil })
  }

  @Test("Integers beyond 2^53 and numbers that are not finite are strings in JSON")
  func stringsInJSON() throws {
    var state = SampleState()
    state.set("/loop/large", UInt64.max)
    state.set("/model/hidden/bias", floats: [.nan, .infinity, -.infinity, -0.0], shape: [4])
    let path = try state.save(folder, "a.h5")
    var options = InspectionOptions()
    options.tensor = "/model/hidden/bias"
    options.statistics = true
    let json = try Inspection(of: path, options: options).json
    #expect(json["loop"]?["large"] == "18446744073709551615")
    #expect(json["excerpt"]?["values"] == ["NaN", "Infinity", "-Infinity", 0])
    #expect(json["tensors"]?[0]?["stats"]?["min"] == "-Infinity")
    #expect(json["tensors"]?[0]?["stats"]?["max"] == "Infinity")
    #expect(json["tensors"]?[0]?["stats"]?["mean"] == 0)
  }

  @Test("A damaged tensor is trouble for whoever reads it, and the line names it")
  func damage() throws {
    let path = try SampleState().save(folder, "a.h5")
    let file = try CheckpointFile(opening: path)
    let weight = try #require(file.tensors.first { $0.path == "/model/hidden/weight" })
    try folder.flip("a.h5", at: weight.offset + 5)
    let error = #expect(throws: CheckpointToolError.self) { try Inspection(of: path) }
    #expect(error?.checkpointError?.code == .digestMismatch)
    #expect(error?.description.contains("/model/hidden/weight") == true)
    #expect(error?.description.contains("\n") == false)
    #expect(error?.exitStatus == .trouble)
    var options = InspectionOptions()
    options.readsContents = false
    #expect(try Inspection(of: path, options: options).isVerified == false)
    options.verifies = true
    #expect(throws: CheckpointToolError.self) { try Inspection(of: path, options: options) }
  }

  @Test("Every error is one line that says what is wrong and what to do")
  func errors() throws {
    let path = try SampleState().save(folder, "a.h5")
    var options = InspectionOptions()
    options.tensor = "/model/hidden/wieght"
    var error = #expect(throws: CheckpointToolError.self) {
      try Inspection(of: path, options: options)
    }
    #expect(
      error?.description
        == "tensor /model/hidden/wieght: expected a path of \(path), found none such. "
        + "Did you mean /model/hidden/weight?")
    options.tensor = "/model/hidden/weight"
    options.slice = try TensorSlice("0,9")
    error = #expect(throws: CheckpointToolError.self) { try Inspection(of: path, options: options) }
    #expect(
      error?.description == "slice 0,9: expected an index below 4, for /model/hidden/weight has "
        + "shape [3, 4], found 9. Choose another index.")
    for text in ["", "a", "1:2:0", "1:2:3:4", "::-1", "0:3,"] {
      error = #expect(throws: CheckpointToolError.self) { try TensorSlice(text) }
      #expect(error?.code == .invalidSlice)
    }
    options = InspectionOptions()
    options.filter = GlobPattern("/nothing")
    error = #expect(throws: CheckpointToolError.self) { try Inspection(of: path, options: options) }
    #expect(error?.code == .nothingSelected)
    error = #expect(throws: CheckpointToolError.self) { try Inspection(of: folder.file("none.h5")) }
    #expect(error?.tensorFileError?.kind == .missingFile)
    #expect(error?.description.contains("\n") == false)
  }
}
