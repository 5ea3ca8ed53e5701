import CanonicalJSON
import CheckpointTools
import Checkpoints
import CommandLineKit
import NumericsContract
import Tensors
import Testing

@Suite("ckpt diff")
struct DifferenceTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  @Test("Equal states are identical bytes, exit 0, with a row of zeros for every tensor")
  func identicalBytes() throws {
    let difference = try folder.difference(SampleState(), SampleState())
    #expect(difference.verdict == .identicalBytes)
    #expect(difference.exitStatus == .done)
    let json = difference.json
    #expect(json["verdict"] == "identical bytes")
    #expect(json["identical"] == true)
    #expect(json["state"] == [])
    let rows = try #require(json["tensors"]?.array)
    #expect(rows.count == 10)
    for row in rows {
      #expect(row["status"] == "same")
      for name in ["differing", "maxULP", "maxAbs", "maxRel", "l2"] { #expect(row[name] == 0) }
      #expect(row["firstDifference"] == .null)
    }
    #expect(
      difference.description == """
        Identical bytes: the two files are the same, bit for bit. Tensors were compared by their \
        digests; --verify reads every byte.
        A  \(folder.file("a.h5"))  epoch 2, step 37, phase training
        B  \(folder.file("b.h5"))  epoch 2, step 37, phase training
        """)
  }

  @Test("Another configuration with the same state is identical state, and says which key")
  func identicalState() throws {
    var b = SampleState()
    b.run = ["optimizer": ["learningRate": 0.01], "seed": "42"]
    let difference = try folder.difference(SampleState(), b)
    #expect(difference.verdict == .identicalState)
    #expect(difference.exitStatus == .done)
    #expect(
      difference.configuration == [
        "run optimizer.learningRate: 0.001 against 0.01", "run task: \"digits\" only in A",
      ])
    #expect(
      difference.description.hasPrefix(
        "Identical state: all 10 tensors have the same bits. The files are not the same bytes."))
  }

  @Test("A different state is told from the verdict down to bits, step and streams")
  func different() throws {
    var b = SampleState()
    b.set(
      "/model/hidden/weight",
      floats: (0..<12).map { index in
        let value = Float(index) / 8 - 0.75
        return index == 5 ? value.nextUp : index == 9 ? value + 1 : value
      }, shape: [3, 4])
    b.set("/model/hidden/bias", floats: [0.5, -0.25, -0.0, 2], shape: [4])
    b.set("/rng/dropout:hidden", 38)
    b.set("/loop/step", 38)
    b.set("/optimizer/adam/scalars/step", 38)
    b.set("/loop/phase", text: "validationDue")
    let difference = try folder.difference(SampleState(), b)
    #expect(difference.verdict == .different)
    #expect(difference.exitStatus == .different)
    #expect(
      difference.description == """
        Different: 6 of 10 tensors differ.
        A  \(folder.file("a.h5"))  epoch 2, step 37, phase training
        B  \(folder.file("b.h5"))  epoch 2, step 38, phase validationDue

        tensor                elements  differing     max ULP  max abs  first difference
        /model/hidden/weight        12          2  15,728,640        1  [1, 1] -0.125 → -0.12499999
        /model/hidden/bias           4          1           0        0  [2] 0.0 → -0.0, 1 zero of other sign

        phase “training” against “validationDue” (/loop/phase)
        step 37 against 38 (/loop/step)
        optimizer adam step 37 against 38 (/optimizer/adam/scalars/step)
        stream dropout:hidden is 1 position ahead in B (/rng/dropout:hidden: 37 against 38)
        """)
    let json = difference.json
    #expect(json["verdict"] == "different")
    #expect(json["identical"] == false)
    let step = try #require(json["state"]?.array?.first { $0["path"] == "/loop/step" })
    #expect(
      step == [
        "path": "/loop/step", "section": "loop", "a": 37, "b": 38,
        "message": "step 37 against 38 (/loop/step)",
      ])
    let first = try #require(try difference.row("/model/hidden/weight")["firstDifference"])
    let offsets = try ["a.h5", "b.h5"].map { name in
      try #require(
        try CheckpointFile(opening: folder.file(name)).dataset(at: "/model/hidden/weight")
      ).offset
    }
    #expect(
      first == [
        "index": 5, "a": -0.125, "b": .number(Double((-0.125 as Float).nextUp)),
        "aBits": "0xbe000000", "bBits": "0xbdffffff", "offsetA": .integer(offsets[0] + 20),
        "offsetB": .integer(offsets[1] + 20),
      ])
    #expect(try difference.row("/model/hidden/bias")["zerosTurnedNegative"] == 1)
  }

  @Test("Another shape or type, or a missing tensor, is a difference with exit 1")
  func mismatches() throws {
    var a = SampleState()
    var b = SampleState()
    a.set("/model/shape", floats: [1, 2, 3, 4], shape: [4])
    b.set("/model/shape", floats: [1, 2, 3, 4], shape: [2, 2])
    a.set("/model/type", floats: [1], shape: [1])
    b.set("/model/type", .bits("/model/type", .float64, [(1.0).bitPattern], [1]))
    a.set("/model/left", floats: [1, 2], shape: [2])
    b.set("/model/right", floats: [1, 2, 3], shape: [3])
    b.set("/rng/dropout:hidden", nil)
    let difference = try folder.difference(a, b)
    #expect(difference.exitStatus == .different)
    let status = { path in try difference.row(path)["status"]?.string }
    #expect(try status("/model/shape") == "shapeMismatch")
    #expect(try status("/model/type") == "dtypeMismatch")
    #expect(try status("/model/left") == "onlyInA")
    #expect(try status("/model/right") == "onlyInB")
    #expect(try difference.row("/model/right")["differing"] == 3)
    #expect(try difference.row("/model/left")["maxULP"] == .null)
    #expect(
      difference.state.map(\.sentence)
        == ["dropout:hidden is only in A (/rng/dropout:hidden: 37)"])
    #expect(
      difference.description.contains(
        """
        tensor        elements  differing  max ULP  max abs  first difference
        /model/left          2          2                    only in A
        /model/right         3          3                    only in B
        /model/shape         4          4                    shape [4] → [2, 2]
        /model/type          1          1                    type float32 → float64
        """))
  }

  @Test("Tensors and texts without elements are compared, told and inspected like others")
  func empty() throws {
    var (a, b) = (SampleState(), SampleState())
    a.set("/loop/note", text: "")
    b.set("/loop/note", text: "kept")
    a.set("/model/none", floats: [], shape: [0, 3])
    b.set("/model/none", floats: [], shape: [0, 3])
    let difference = try folder.difference(a, b)
    #expect(difference.state.map(\.path) == ["/loop/note"])
    #expect(try difference.row("/model/none")["status"] == "same")
    var options = DifferenceOptions()
    options.readsAll = true
    #expect(try folder.difference(a, a, options).verdict == .identicalBytes)
    #expect(try Inspection(of: folder.file("a.h5")).tensorCount == 12)
  }

  @Test("Two files without a common tensor are incomparable, exit 2")
  func incomparable() throws {
    var a = SampleState()
    var b = SampleState()
    a.leaves.removeAll { $0.path != "/model/hidden/bias" }
    b.leaves.removeAll { $0.path != "/model/hidden/weight" }
    let difference = try folder.difference(a, b)
    #expect(difference.json["verdict"] == "incomparable")
    #expect(difference.exitStatus == .trouble)
  }

  @Test("Patterns choose what is compared, and choosing nothing is an error, never identical")
  func selection() throws {
    var b = SampleState()
    b.set("/loop/step", 38)
    var options = DifferenceOptions()
    options.only = [GlobPattern("/model"), GlobPattern("/optimizer")]
    options.exclude = [GlobPattern("scalars")]
    let same = try folder.difference(SampleState(), b, options)
    #expect(same.verdict == .identicalState)
    #expect(same.json["partial"] == true)
    #expect(same.tensors.count == 3)
    #expect(
      same.description.hasPrefix("Identical state: all 3 selected tensors have the same bits."))
    options.only = [GlobPattern("/nothing")]
    let error = #expect(throws: CheckpointToolError.self) {
      try folder.difference(SampleState(), b, options)
    }
    #expect(error?.code == .nothingSelected)
  }

  @Test("A renaming pairs tensors and groups that are called otherwise in B")
  func renames() throws {
    var a = SampleState()
    var b = SampleState()
    a.set("/model/old/weight", floats: [1, 2], shape: [2])
    b.set("/model/new/weight", floats: [1, 3], shape: [2])
    var options = DifferenceOptions()
    options.renames = [try DifferenceOptions.Rename(parsing: "/model/old=/model/new")]
    let difference = try folder.difference(a, b, options)
    let row = try difference.row("/model/old/weight")
    #expect(row["status"] == "changed")
    #expect(row["pathInB"] == "/model/new/weight")
    #expect(difference.tensors.count == 11)
    options.renames = [DifferenceOptions.Rename(from: "/model/none", to: "/model/new")]
    var error = #expect(throws: CheckpointToolError.self) { try folder.difference(a, b, options) }
    #expect(error?.code == .invalidRename)
    options.renames = [DifferenceOptions.Rename(from: "/model/old", to: "/model/hidden")]
    error = #expect(throws: CheckpointToolError.self) { try folder.difference(a, b, options) }
    #expect(error?.code == .invalidRename)
    for text in ["", "a", "/a", "/a=/b=/c", "/=/", "=", "a.*=b", "a=b.*", "*.*=*"] {
      error = #expect(throws: CheckpointToolError.self) {
        try DifferenceOptions.Rename(parsing: text)
      }
      #expect(error?.code == .invalidRename)
    }
  }

  @Test("The text shows the most different tensors first and says how many it left out")
  func top() throws {
    var b = SampleState()
    b.set("/model/hidden/bias", floats: [(0.5 as Float).nextUp, -0.25, 0, 2], shape: [4])
    b.set("/optimizer/adam/moment1/hidden/bias", floats: [0.125, 0.5, 1, 5], shape: [4])
    var options = DifferenceOptions()
    options.top = 1
    let difference = try folder.difference(SampleState(), b, options)
    #expect(
      difference.description.hasSuffix(
        """
        tensor                               elements  differing    max ULP  max abs  first difference
        /optimizer/adam/moment1/hidden/bias         4          1  2,097,152        1  [3] 4.0 → 5.0
        … and 1 more; raise --top to see them
        """))
    #expect(difference.tensors.count == 10)
  }

  @Test("What has equal digests is the same unread; --verify reads it, and what has no counterpart")
  func damageOfEqualDigests() throws {
    let good = try SampleState().save(folder, "good.h5")
    let bad = try SampleState().save(folder, "bad.h5")
    let bias = try #require(try CheckpointFile(opening: bad).dataset(at: "/model/hidden/bias"))
    try folder.flip("bad.h5", at: bias.offset)
    var options = DifferenceOptions()
    options.readsAll = true
    var other = SampleState()
    other.set("/model/hidden/bias", nil)
    let without = try other.save(folder, "without.h5")
    for (a, b) in [(good, bad), (bad, good), (bad, bad), (bad, without), (without, bad)] {
      let unread = try Difference(from: a, to: b)
      #expect(try unread.row("/model/hidden/weight")["nanInA"] == .null)
      #expect(unread.exitStatus == (a == without || b == without ? .different : .done))
      let error = #expect(throws: CheckpointToolError.self) {
        try Difference(from: a, to: b, options: options)
      }
      #expect(error?.checkpointError?.code == .digestMismatch)
      #expect(error?.description.contains("bad.h5: /model/hidden/bias") == true)
    }
    let read = try Difference(from: good, to: good, options: options)
    #expect(try read.row("/model/hidden/weight")["nanInA"] == 0)
    #expect(
      read.description.hasPrefix(
        "Identical bytes: the two files are the same, bit for bit.\n"))
  }

  @Test("Damage that is read is trouble, never a difference, whichever side it is on")
  func damage() throws {
    var state = SampleState()
    state.set("/model/hidden/bias", floats: [0.5, -0.25, 0, 3], shape: [4])
    let good = try state.save(folder, "good.h5")
    let bad = try SampleState().save(folder, "bad.h5")
    let bias = try #require(try CheckpointFile(opening: bad).dataset(at: "/model/hidden/bias"))
    try folder.flip("bad.h5", at: bias.offset)
    for (a, b) in [(good, bad), (bad, good)] {
      let error = #expect(throws: CheckpointToolError.self) { try Difference(from: a, to: b) }
      #expect(error?.checkpointError?.code == .digestMismatch)
      #expect(error?.checkpointError?.offset == bias.offset)
      #expect(error?.description.contains("bad.h5: /model/hidden/bias") == true)
    }
  }

  @Test("Tensors of one size are compared together: each has its own figures and its own damage")
  func manyOfOneSize() throws {
    var a = SampleState()
    var b = SampleState()
    // Two sizes in turns and two types, more than one group of each and some left over.
    for tensor in 0..<40 {
      let count = tensor % 2 == 0 ? 20_000 : 20_001
      var floats = (0..<count).map { Float(tensor * $0 + 1) }
      a.set("/model/t\(tensor)", floats: floats, shape: [count])
      for place in 0..<tensor { floats[place * 499] = -floats[place * 499] }
      b.set("/model/t\(tensor)", floats: floats, shape: [count])
    }
    _ = try a.save(folder, "a.h5")
    let second = try b.save(folder, "b.h5")
    var options = DifferenceOptions()
    options.readsAll = true
    let difference = try Difference(
      from: folder.file("a.h5"), to: folder.file("b.h5"), options: options)
    for tensor in 0..<40 {
      let row = try difference.row("/model/t\(tensor)")
      #expect(row["differing"] == .integer(tensor), "tensor \(tensor)")
      #expect(row["firstDifference"]?["index"] == (tensor == 0 ? nil : 0))
    }
    for tensor in [0, 7, 38, 39] {
      let path = "/model/t\(tensor)"
      let offset = try #require(try CheckpointFile(opening: second).dataset(at: path)).offset
      try folder.flip("b.h5", at: offset + 70_000)
      let error = #expect(throws: CheckpointToolError.self) {
        try Difference(from: folder.file("a.h5"), to: second, options: options)
      }
      #expect(error?.checkpointError?.path == path)
      #expect(error?.description.hasPrefix(second) == true)
      try folder.flip("b.h5", at: offset + 70_000)
    }
  }
}
