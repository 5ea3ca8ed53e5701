import NumericsContract
import Testing

@testable import Datasets

@Suite struct SplitTests {
  @Test(
    "RNG-015: the parts are disjoint, complete and ascending",
    arguments: [0, 1, 2, 3, 10, 97, 1797], [0, 0.1, 0.2, 0.5, 1])
  func parts(count: Int, fraction: Double) {
    let split = Split(count: count, validationFraction: fraction, seed: 42)
    #expect(split.training == split.training.sorted())
    #expect(split.validation == split.validation.sorted())
    #expect(
      (split.training + split.validation).sorted() == (0..<Int32(count)).map { $0 })
  }

  @Test("RNG-015: the validation part is the first places of the stream's permutation")
  func validationPart() {
    let split = Split(count: 1797, validationFraction: 0.2, seed: 42)
    let order = RandomStream(seed: 42, name: "split").permutation(of: 1797)
    #expect(split.validation == order[0..<359].sorted())
  }

  @Test("RNG-015: the same seed gives the same parts, another seed gives others")
  func seeds() {
    let split = Split(count: 100, validationFraction: 0.3, seed: 1)
    #expect(Split(count: 100, validationFraction: 0.3, seed: 1) == split)
    #expect(Split(count: 100, validationFraction: 0.3, seed: 2) != split)
  }

  @Test(
    "RNG-015: the validation count is the floor of the exact product",
    arguments: [
      (0.2, 1797, 359), (0.5, 3, 1), (1, 1797, 1797), (0, 1797, 0), (0.25, 8, 2),
      (0.1, 10, 1),  // 0.1 is a little above one tenth
      (0.3, 10, 2),  // 0.3 is a little below three tenths; the rounded product would be 3
      ((1.0).nextDown, 1 << 53, 1 << 53 - 1), ((1.0).nextDown, .max, .max - 1024),
      (.leastNonzeroMagnitude, .max, 0), (.leastNormalMagnitude, .max, 0), (0x1p-62, .max, 1),
    ] as [(Double, Int, Int)])
  func validationCount(fraction: Double, count: Int, expected: Int) {
    #expect(Split.floorOfProduct(fraction, count) == expected)
  }
}
