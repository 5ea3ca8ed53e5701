import CPUDevice
import Devices
import NumericsContract
import Testing

@Suite struct DropoutTests {
  private static let stream = RandomStream(
    seed: 7, name: "dropout:hidden", position: 5 << 33 | 9)

  @Test(
    "NUM-023: an element is kept exactly when its word of the stream is below the threshold",
    arguments: [0, 0x1p-40, 0.1, 0.5, 1 - 0x1p-40])
  func mask(probability: Double) throws {
    for set in InstructionSet.available {
      for (count, threads) in [(0, 1), (1, 1), (67, 2), (4_097, 3), (20_003, 2)] {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        var values = ValueSource(seed: UInt64(count))
        let elements = values.floats(count)
        let output = device.operand(count: count)
        let mask = DropoutMask(
          device.operand(elements), probability: probability, stream: Self.stream, into: output)
        device.perform(.dropout(mask), at: Invocation())
        let expected = elements.indices.map { index in
          UInt64(Self.stream.word(at: index)) < mask.threshold
            ? elements[index] * Float(mask.scale) : 0
        }
        #expect(
          try device.floats(output).map(\.bitPattern) == expected.map(\.bitPattern),
          "\(set.rawValue), \(count) elements")
      }
    }
  }

  @Test("NUM-023: a word equal to the threshold drops its element, the next threshold keeps it")
  func boundary() throws {
    for set in InstructionSet.available {
      let device = try CPUDevice(threads: 1, instructionSet: set)
      for index in 0..<40 {
        let word = Double(Self.stream.word(at: index))
        for (threshold, isKept) in [(word, false), (word + 1, true)] {
          let output = device.operand(count: 40)
          let mask = DropoutMask(
            device.operand(Array(repeating: 1, count: 40)), probability: 1 - threshold * 0x1p-32,
            stream: Self.stream, into: output)
          #expect(Double(mask.threshold) == threshold)
          device.perform(.dropout(mask), at: Invocation())
          #expect(
            try device.floats(output)[index] == (isKept ? Float(mask.scale) : 0),
            "\(set.rawValue), element \(index)")
        }
      }
    }
  }
}
