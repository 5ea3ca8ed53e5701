import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Testing

@Suite("ckpt diff: tolerances")
struct DifferenceToleranceTests {
  private static let bias = "/model/hidden/bias"
  private static let moment = "/optimizer/adam/moment1/hidden/bias"
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  /// A bias 2 ULP away and a moment 0.5 away.
  private func difference(
    _ entries: [(pattern: String, limits: JSONValue)]
  ) throws -> Difference {
    var b = SampleState()
    b.set(Self.bias, floats: [(0.5 as Float).nextUp.nextUp, -0.25, 0, 2], shape: [4])
    b.set(Self.moment, floats: [0.125, 0.5, 1, 4.5], shape: [4])
    var options = DifferenceOptions()
    options.tolerances = try Tolerance.list(entries, named: "limits.yaml")
    return try folder.difference(SampleState(), b, options)
  }

  @Test("Within the limits of the first matching pattern is numerically close, exit 0")
  func close() throws {
    let close = try difference([
      ("/model/**", ["maxULP": 2]), ("/optimizer/**", ["maxAbs": 0.5, "maxRel": 0.12]),
    ])
    #expect(close.verdict == .numericallyClose && close.exitStatus == .done)
    #expect(
      close.description.hasPrefix(
        "Numerically close: every number is within the tolerances of its counterpart, at most "))
  }

  @Test(
    "Every limit of a pattern must hold, the first pattern decides, and what matches none is different",
    arguments: [
      [("/model/**", ["maxULP": 1]), ("/**", ["maxAbs": 1])],
      [("/model/**", ["maxULP": 2]), ("/optimizer/**", ["maxAbs": 0.5, "maxRel": 0.1])],
      [("/model/**", ["maxULP": 2]), ("bias", ["maxAbs": 0.4])],
      [("/model/**", ["maxULP": 2])],
      [("bias", ["maxULP": 2]), ("/optimizer/**", ["maxAbs": 1])],
    ] as [[(pattern: String, limits: JSONValue)]])
  func different(_ entries: [(pattern: String, limits: JSONValue)]) throws {
    #expect(try difference(entries).verdict == .different)
  }

  @Test("A NaN is within no tolerance, nor is another integer")
  func never() throws {
    var b = SampleState()
    b.set(Self.bias, floats: [.nan, -0.25, 0, 2], shape: [4])
    var options = DifferenceOptions()
    options.tolerances = try Tolerance.list(
      [("/**", ["maxULP": "18446744073709551615"])], named: "limits.yaml")
    #expect(try folder.difference(SampleState(), b, options).verdict == .different)
    var c = SampleState()
    c.set("/loop/step", 38)
    #expect(try folder.difference(SampleState(), c, options).verdict == .different)
  }

  @Test("A wrong key is named, with the nearest right one, and so is a wrong value")
  func invalid() throws {
    let faults: [(JSONValue, String)] = [
      (["maxUlp": 2], "found the key maxUlp. Did you mean maxULP?"),
      (["tolerance": 2], "expected maxULP, maxAbs or maxRel, found the key tolerance"),
      (["maxULP": -1], "limits.yaml: /model/**: maxULP: expected a whole number of at least 0"),
      (["maxAbs": "much"], "expected a number of at least 0"), ([:], "expected a map with maxULP"),
      (3, "expected a map with maxULP"),
    ]
    for (limits, text) in faults {
      let error = #expect(throws: CheckpointToolError.self) {
        try Tolerance.list([("/model/**", limits)], named: "limits.yaml")
      }
      #expect(error?.code == .invalidTolerance && error?.exitStatus == .trouble)
      #expect(error?.description.contains(text) == true, "\(error?.description ?? "")")
    }
    #expect(throws: CheckpointToolError.self) { try Tolerance.list([], named: "limits.yaml") }
  }
}
