import NumericsContract
import Testing

@testable import Datasets

@Suite struct RandomShiftTests {
  private func shifted(
    _ image: [Float], shape: [Int], down: Int, right: Int
  ) -> [Float] {
    var image = image
    var span = image.mutableSpan
    RandomShift(maximum: 9).shift(&span, shape: shape, down: down, right: right)
    return image
  }

  @Test("Shift: pixels move down and to the right, vacated ones are +0")
  func directions() {
    let image: [Float] = [1, 2, 3, 4, 5, 6]
    let shape = [2, 3]
    #expect(shifted(image, shape: shape, down: 0, right: 0) == image)
    #expect(shifted(image, shape: shape, down: 1, right: 0) == [0, 0, 0, 1, 2, 3])
    #expect(shifted(image, shape: shape, down: -1, right: 0) == [4, 5, 6, 0, 0, 0])
    #expect(shifted(image, shape: shape, down: 0, right: 1) == [0, 1, 2, 0, 4, 5])
    #expect(shifted(image, shape: shape, down: -1, right: -2) == [6, 0, 0, 0, 0, 0])
    #expect(shifted(image, shape: shape, down: 2, right: 9) == [0, 0, 0, 0, 0, 0])
  }

  @Test("Shift: channels stay together")
  func channels() {
    let image: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]
    #expect(
      shifted(image, shape: [2, 2, 2], down: 0, right: 1) == [0, 0, 1, 2, 0, 0, 5, 6])
  }

  @Test("RNG-016: the distances are elements 0 and 1 of the stream, each equally likely")
  func distances() {
    var counts = [Int](repeating: 0, count: 9)
    let stream = RandomStream(seed: 42, name: "augment")
    for sample in 0..<4500 {
      let random = stream.at(position: UInt64(sample))
      var sample = Sample(
        input: .float32([0, 0, 0, 0, 1, 0, 0, 0, 0]), inputShape: [3, 3], label: .int32([7]))
      RandomShift(maximum: 1).apply(to: &sample, random: random)
      let place = Int(random.bounded(by: 3, at: 0) * 3 + random.bounded(by: 3, at: 1))
      #expect(sample.input.floats.firstIndex(of: 1) == place)
      counts[place] += 1
    }
    // Six standard deviations of a count: 6 · √(4500 · 8 ÷ 81) = 126.
    for count in counts { #expect(abs(count - 500) < 127) }
  }
}
