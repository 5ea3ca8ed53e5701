import CanonicalJSON
import CheckpointTools
import Checkpoints
import CommandLineKit
import NumericsContract
import Tensors
import Testing

@Suite("Figures of ckpt diff")
struct DifferenceFiguresTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("Figures are those of NumPy, to the last bit, for every type")
  func figures() throws {
    var a = SampleState()
    var b = SampleState()
    var random: UInt64 = 7
    func next() -> UInt64 {
      random = random &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return random >> 8
    }
    func pair<Bits: FixedWidthInteger>(_ name: String, _ type: ElementType, _: Bits.Type) {
      let left = (0..<9000).map { _ in Bits(truncatingIfNeeded: next()) }
      let right = left.map { next() % 3 == 0 ? $0 ^ Bits(truncatingIfNeeded: next() & 0xF) : $0 }
      a.set("/model/\(name)", .bits("/model/\(name)", type, left, [90, 100]))
      b.set("/model/\(name)", .bits("/model/\(name)", type, right, [90, 100]))
    }
    // Finite numbers of moderate size, so that the sums of squares are numbers.
    let floats = (0..<9000).map { _ in Float(Int64(next() >> 30)) / 1024 - 2048 }
    a.set("/model/floats", floats: floats, shape: [9000])
    b.set(
      "/model/floats", floats: floats.map { next() % 5 == 0 ? $0.nextUp * 1.5 : $0 }, shape: [9000])
    pair("float32", .float32, UInt32.self)
    pair("float16", .float16, UInt16.self)
    pair("int8", .int8, Int8.self)
    pair("int64", .int64, Int64.self)
    pair("uint64", .uint64, UInt64.self)
    var options = DifferenceOptions()
    options.readsAll = true
    options.countsBits = true
    let difference = try folder.difference(a, b, options)
    let expected = try PythonReader.run(
      """
      def canonical(v):
          bits = v.view("u%d" % v.dtype.itemsize).copy()
          if v.dtype.kind == "f":
              quiet = {2: 0x7e00, 4: 0x7fc00000, 8: 0x7ff8000000000000}[v.dtype.itemsize]
              bits[np.isnan(v)] = quiet
          return bits

      def ordinal(bits, v):
          if v.dtype.kind != "f":
              return [int(x) for x in v]
          top = 1 << (8 * v.dtype.itemsize - 1)
          return [-(int(x) - top) if int(x) >= top else int(x) for x in bits]

      def compare(a, b):
          a, b = np.atleast_1d(a).ravel(), np.atleast_1d(b).ravel()
          x, y = canonical(a), canonical(b)
          ulp = [abs(i - j) for i, j in zip(ordinal(x, a), ordinal(y, b))]
          wrong = np.flatnonzero(x != y)
          p, q = a.astype(np.float64), b.astype(np.float64)
          if a.dtype.kind == "f":
              d = abs(p - q)
          else:
              d = np.array([float(u) for u in ulp])
          d[x == y] = 0
          m = np.maximum(abs(p), abs(q))
          rel = np.where(d == 0, 0, d / np.where(d == 0, 1, m))
          i = int(wrong[0]) if len(wrong) else None
          ranges, places = {}, {}
          for w in wrong:
              ranges[ulp[w].bit_length()] = ranges.get(ulp[w].bit_length(), 0) + 1
              changed = int(x[w]) ^ int(y[w]) if a.dtype.kind != "i" else (
                  (int(x[w]) ^ int(y[w])) & ((1 << (8 * a.dtype.itemsize)) - 1))
              for place in range(64):
                  if changed >> place & 1:
                      places[place] = places.get(place, 0) + 1
          histogram = {
              "ulp": [{"from": integer(1 << r - 1 if r else 0), "to": integer((1 << r) - 1), "count": ranges[r]}
                  for r in sorted(ranges)],
              "bits": [{"bit": p, "count": places[p]} for p in sorted(places)]}
          text = lambda v: (real(v) if v.dtype.kind == "f" else integer(v) if abs(int(v)) <= 2**53 else str(int(v)))
          size = a.dtype.itemsize
          return {"histogram": histogram, "differing": len(wrong), "maxULP": integer(max(ulp)), "maxAbs": real(d.max()),
              "maxRel": real(rel.max()), "l2": real(math.sqrt(total(d * d)) if not np.isnan(d).any() else math.nan),
              "first": None if i is None else {"index": i, "a": text(a[i]), "b": text(b[i]),
                  "aBits": "0x%0*x" % (2 * size, int(x[i])), "bBits": "0x%0*x" % (2 * size, int(y[i]))},
              "nanInA": int(np.isnan(p).sum()), "nanInB": int(np.isnan(q).sum())}

      np.seterr(all="ignore")
      A, B = leaves(sys.argv[1]), leaves(sys.argv[2])
      print(json.dumps({p: dict(compare(A[p][0], B[p][0]), offsets=[A[p][1], B[p][1]]) for p in A}))
      """, [folder.file("a.h5"), folder.file("b.h5")])
    for row in try #require(difference.json["tensors"]?.array) {
      let path = try #require(row["path"]?.string)
      let figures = try #require(expected[path])
      for name in [
        "differing", "maxULP", "maxAbs", "maxRel", "l2", "nanInA", "nanInB", "histogram",
      ] {
        #expect(row[name] == figures[name], "\(path) \(name)")
      }
      for name in ["index", "a", "b", "aBits", "bBits"] {
        #expect(row["firstDifference"]?[name] == figures["first"]?[name], "\(path) \(name)")
      }
    }
    #expect(try difference.row("/model/float32")["maxULP"] != 0)
    let histogram = try difference.row("/model/float32")["histogram"]?["ulp"]?.array ?? []
    #expect(histogram.count > 2, "several ranges of distances")
  }

  @Test("bfloat16 and its ULPs, by hand")
  func bfloat16() throws {
    var a = SampleState()
    var b = SampleState()
    let path = "/model/narrow"
    a.set(path, .bits(path, .bfloat16, [0x3F80, 0x8001, 0x7FC1, 0x0000] as [UInt16], [4]))
    b.set(path, .bits(path, .bfloat16, [0x3F82, 0x0001, 0xFFFF, 0x8000] as [UInt16], [4]))
    let json = try folder.difference(a, b).row(path)
    #expect(json["differing"] == 3)
    #expect(json["maxULP"] == 2)
    #expect(json["maxAbs"] == 0.015625)
    #expect(json["nanInA"] == 1)
    #expect(json["nanPayloads"] == 1)
    #expect(json["zerosTurnedNegative"] == 1)
    #expect(json["firstDifference"]?["aBits"] == "0x3f80")
    #expect(json["firstDifference"]?["b"] == 1.015625)
  }

  @Test("NaN payloads are no difference, and are mentioned")
  func payloads() throws {
    var a = SampleState()
    var b = SampleState()
    let path = "/model/hidden/bias"
    a.set(path, .bits(path, .float32, [0x7FC0_0000, 0, 0, 0] as [UInt32], [4]))
    b.set(path, .bits(path, .float32, [0xFFC0_0001, 0, 0, 0] as [UInt32], [4]))
    let difference = try folder.difference(a, b)
    #expect(difference.verdict == .identicalState)
    #expect(try difference.row(path)["differing"] == 0)
    #expect(
      difference.description.hasPrefix(
        "Identical state: all 10 tensors have the same bits. 1 NaNs have another payload"))
  }

  @Test("Close means every float within the given ULPs and everything else the same")
  func close() throws {
    var b = SampleState()
    b.set("/model/hidden/bias", floats: [(0.5 as Float).nextUp.nextUp, -0.25, 0, 2], shape: [4])
    var options = DifferenceOptions()
    options.maximumULP = 1
    #expect(try folder.difference(SampleState(), b, options).exitStatus == .different)
    options.maximumULP = 2
    let close = try folder.difference(SampleState(), b, options)
    #expect(close.verdict == .numericallyClose)
    #expect(close.exitStatus == .done)
    #expect(close.json["identical"] == false)
    #expect(
      close.description.hasPrefix(
        """
        Numerically close: every number is within 2 ULP of its counterpart, at most 2 in \
        /model/hidden/bias.
        """))
    b.set("/loop/step", 38)
    #expect(try folder.difference(SampleState(), b, options).verdict == .different)
    var nan = SampleState()
    nan.set("/model/hidden/bias", floats: [.nan, -0.25, 0, 2], shape: [4])
    options.maximumULP = .max
    #expect(try folder.difference(SampleState(), nan, options).verdict == .different)
  }

  @Test("A tensor of several leaves differs at the right place, beyond the first 4 MiB")
  func manyLeaves() throws {
    var a = SampleState()
    var b = SampleState()
    var floats = [Float](repeating: 1, count: 1_200_000)
    a.set("/model/large", floats: floats, shape: [3, 400_000])
    floats[1_100_001] = 2
    b.set("/model/large", floats: floats, shape: [3, 400_000])
    let row = try folder.difference(a, b).row("/model/large")
    #expect(row["differing"] == 1)
    #expect(row["firstDifference"]?["index"] == 1_100_001)
    #expect(row["l2"] == 1)
  }
}
