import NumericsContract
import Testing

@testable import Datasets

@Suite struct DigitsDatasetTests {
  @Test("Digits: the digest of the data is a constant")
  func digest() throws {
    let digits = try DigitsDataset.load()
    #expect(
      digits.digest.description
        == "e6397dce91305f831ec1887881aa012d9f4d37938f7fea5bb4d896a2e505c30b")
  }

  @Test("Digits: 1797 images of 8 × 8 pixels, every digit 174 to 183 times")
  func shape() throws {
    let digits = try DigitsDataset.load()
    #expect(digits.count == 1797)
    #expect(digits.inputShape == [8, 8])
    var counts = [Int](repeating: 0, count: 10)
    for index in 0..<digits.count { counts[Int(digits.label(index))] += 1 }
    #expect(counts == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180])
  }

  @Test("Digits: pixels are sixteenths from 0 to 1, the first image is the published one")
  func pixels() throws {
    let digits = try DigitsDataset.load()
    let integers = digits.inputs.map { Int($0 * 16) }
    #expect(zip(integers, digits.inputs).allSatisfy { Float($0) / 16 == $1 })
    #expect(integers.min() == 0)
    #expect(integers.max() == 16)
    #expect(integers[8..<16] == [0, 0, 13, 15, 10, 15, 5, 0])
    #expect(digits.label(0) == 0)
    #expect(digits.label(1796) == 8)
  }

  @Test("Digits: a damaged file is refused with what was found")
  func damage() {
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 0, count: 4096)] as [[UInt8]] {
      let error = #expect(throws: DatasetError.self) { try DigitsDataset.load(from: bytes) }
      #expect(error?.code == .damagedDigits)
    }
  }
}
