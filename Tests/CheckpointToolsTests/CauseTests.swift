import CanonicalJSON
import CheckpointTools
import CommandLineKit
import NumericsContract
import Testing

/// What the pattern of the differences says of their cause, and the shorter forms of the report.
@Suite("ckpt diff: causes and forms")
struct CauseTests {
  private static let weight = "/model/hidden/weight"
  private static let bias = "/model/hidden/bias"
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func difference(_ change: (inout SampleState) -> Void) throws -> Difference {
    var b = SampleState()
    change(&b)
    return try folder.difference(SampleState(), b)
  }

  @Test("Equal states, or numbers of every kind that differ, have no cause that could be known")
  func none() throws {
    #expect(try difference { _ in }.causes == [])
    let anything = try difference {
      $0.set(Self.bias, floats: [0.5, 3, 7, 2], shape: [4])
      $0.set("/rng/dropout:hidden", 38)
    }
    #expect(anything.causes == [] && anything.json["causes"] == [])
  }

  @Test("Only streams differ: one run drew more often")
  func streams() throws {
    let difference = try difference { $0.set("/rng/dropout:hidden", 40) }
    #expect(difference.causes.count == 1)
    #expect(difference.causes.first?.hasPrefix("Only random streams differ:") == true)
    #expect(difference.description.contains("3 positions ahead in B"))
    #expect(difference.description.hasSuffix(difference.causes[0]))
  }

  @Test("One bit of one element: a fault of memory; two bits are none")
  func oneBit() throws {
    let flipped = try difference {
      $0.set(
        Self.bias, floats: [0.5, Float(bitPattern: Float(-0.25).bitPattern ^ 1 << 17), 0, 2],
        shape: [4])
    }
    #expect(
      flipped.causes == [
        "One bit of one element differs, bit 17 of element 1 of /model/hidden/bias: a fault of memory "
          + "or storage does that, arithmetic hardly ever."
      ])
    let two = try difference {
      $0.set(
        Self.bias, floats: [0.5, Float(bitPattern: Float(-0.25).bitPattern ^ 3 << 17), 0, 2],
        shape: [4])
    }
    #expect(two.causes == [])
  }

  @Test(
    "Numbers of the model by 1 ULP at the same step: order or fma; by 2, or at another step, not")
  func lastPlace() throws {
    func moved(by ulp: Int32, step: UInt64 = 37) throws -> [String] {
      try difference {
        let moved = (0..<12).map { index -> Float in
          let number = Float(index) / 8 - 0.75
          return number == 0 ? 0 : Float(bitPattern: number.bitPattern + UInt32(ulp))
        }
        $0.set(Self.weight, floats: moved, shape: [3, 4])
        $0.set("/loop/step", step)
      }.causes
    }
    let causes = try moved(by: 1)
    #expect(causes.count == 1 && causes[0].contains("(fma)"))
    #expect(try moved(by: 2) == [])
    #expect(try moved(by: 1, step: 38) == [])
  }

  @Test("An optimizer that is a step behind at the same step of the run; not at another one")
  func optimizerBehind() throws {
    let behind = try difference { $0.set("/optimizer/adam/scalars/step", 36) }
    #expect(behind.causes.count == 1)
    #expect(
      behind.causes.first?.hasPrefix("The optimizer of B is 1 step behind at the same step") == true
    )
    let earlier = try difference {
      $0.set("/optimizer/adam/scalars/step", 36)
      $0.set("/loop/step", 36)
    }
    #expect(earlier.causes == [])
  }

  @Test("A partial comparison, which does not see all, names no cause")
  func partial() throws {
    var b = SampleState()
    b.set("/rng/dropout:hidden", 40)
    var options = DifferenceOptions()
    options.only = [GlobPattern("/rng/**")]
    #expect(try folder.difference(SampleState(), b, options).causes == [])
  }

  @Test("A summary has a line for each section that differs")
  func summary() throws {
    let difference = try difference {
      $0.set(Self.bias, floats: [0.5, -0.25, 0, 3], shape: [4])
      $0.set("/optimizer/adam/scalars/step", 38)
      $0.set("/loop/step", 38)
    }
    #expect(
      difference.summary == """
        Different: 3 of 10 tensors differ.
        step 37 → step 38
        loop       1 of 4
        model      1 of 2  at most 4,194,304 ULP, in /model/hidden/bias
        optimizer  1 of 2
        """)
    #expect(
      try self.difference { _ in }.summary
        == """
        Identical bytes: the two files are the same, bit for bit. Tensors were compared by their \
        digests; --verify reads every byte.
        both at step 37
        """)
  }

  @Test("Markdown has the verdict, a table, and words in which nothing is taken for markup")
  func markdown() throws {
    let difference = try difference {
      $0.set("/model/a_b*|/weight", .floats("/model/a_b*|/weight", [1], [1]))
      $0.set(Self.bias, floats: [0.5, -0.25, 0, 3], shape: [4])
    }
    let lines = difference.markdown.split(separator: "\n").map(String.init)
    #expect(lines.first == "**Different: 2 of 11 tensors differ.**")
    #expect(
      lines.contains(
        "| tensor | elements | differing | max ULP | max abs | first difference |"))
    #expect(lines.contains("| --- | --: | --: | --: | --: | --- |"))
    #expect(lines.contains("| /model/a\\_b\\*\\|/weight | 1 | 1 |  |  | only in B |"))
    #expect(lines.contains("| /model/hidden/bias | 4 | 1 | 4,194,304 | 1 | \\[3\\] 2.0 → 3.0 |"))
  }
}
