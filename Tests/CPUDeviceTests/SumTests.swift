import CPUDevice
import Devices
import NumericsContract
import Testing

/// The sum rule in its plainest form: lanes, halves, adjacent pairs.
private func sumByRule<Number: BinaryFloatingPoint>(_ elements: [Number]) -> Number {
  var level: [Number] = []
  for start in stride(from: 0, to: elements.count, by: 4_096) {
    var lanes = Array(repeating: Number(0), count: 64)
    for index in start..<min(start + 4_096, elements.count) {
      lanes[(index - start) % 64] += elements[index]
    }
    for width in [32, 16, 8, 4, 2, 1] {
      for lane in 0..<width { lanes[lane] += lanes[lane + width] }
    }
    level.append(lanes[0])
  }
  while level.count > 1 {
    level = stride(from: 0, to: level.count, by: 2).map { index in
      index + 1 < level.count ? level[index] + level[index + 1] : level[index]
    }
  }
  return level.first ?? 0
}

@Suite struct SumTests {
  static let shapes = [
    (1, 0, 1), (1, 1, 1), (1, 2, 1), (1, 15, 1), (1, 16, 1), (1, 17, 1), (1, 63, 1), (1, 64, 1),
    (1, 65, 1), (1, 4_095, 1), (1, 4_096, 1), (1, 4_097, 1), (1, 11 * 4_096 + 5, 1),
    (1, 150_001, 1), (5, 10, 1), (3, 100, 1), (2, 9_000, 1), (700, 70, 1), (0, 5, 1),
    (1, 64, 10), (1, 70, 3), (2, 130, 17), (1, 5_000, 65), (1, 3 * 4_096 + 1, 5), (3, 0, 4),
    (1, 64, 700), (1, 1, 33), (2, 3, 0), (1, 600, 130), (40, 30, 64),
  ]

  @Test("NUM-005: a sum is 64 lanes, blocks of 4096, adjacent pairs", arguments: shapes)
  func sum(outer: Int, reduced: Int, inner: Int) throws {
    var values = ValueSource(seed: UInt64(outer + 3 * reduced + 7 * inner))
    let elements = values.floats(outer * reduced * inner)
    var expected: [UInt32] = []
    for o in 0..<outer {
      for i in 0..<inner {
        let column = (0..<reduced).map { elements[(o * reduced + $0) * inner + i] }
        expected.append(sumByRule(column).bitPattern)
      }
    }
    for set in InstructionSet.available {
      for threads in [1, 2, 3] {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        let output = device.operand(count: outer * inner)
        device.perform(
          .sum(
            Sum(
              device.operand(elements), outer: outer, reduced: reduced, inner: inner,
              into: output)),
          at: Invocation())
        let found = try device.floats(output).map(\.bitPattern)
        #expect(found == expected, "\(set.rawValue), \(threads) threads")
      }
    }
  }

  @Test("NUM-005: a sum of negative zeros is +0", arguments: [1, 16, 20, 64, 4_097])
  func negativeZeros(count: Int) throws {
    for set in InstructionSet.available {
      let device = try CPUDevice(threads: 1, instructionSet: set)
      let input = device.operand(Array(repeating: -0.0, count: count * 3))
      let (total, columns) = (device.operand(count: 3), device.operand(count: 3))
      device.perform(
        .sum(Sum(input, outer: 3, reduced: count, inner: 1, into: total)), at: Invocation())
      device.perform(
        .sum(Sum(input, outer: 1, reduced: count, inner: 3, into: columns)), at: Invocation())
      #expect(try device.floats(total).map(\.bitPattern) == [0, 0, 0], "\(set.rawValue)")
      #expect(try device.floats(columns).map(\.bitPattern) == [0, 0, 0], "\(set.rawValue)")
    }
  }

  @Test(
    "NUM-022: a squared norm is the sum rule in binary64 over exact squares",
    arguments: [0, 1, 5, 64, 65, 4_097, 11 * 4_096 + 5, 150_001])
  func squaredNorm(count: Int) throws {
    var values = ValueSource(seed: UInt64(count))
    let elements = values.floats(count)
    let expected = sumByRule(elements.map { Double($0) * Double($0) }).bitPattern
    for set in InstructionSet.available {
      for threads in [1, 2] {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        let output = device.operand(count: 1, type: .float64)
        device.perform(
          .squaredNorm(SquaredNorm(device.operand(elements), into: output)), at: Invocation())
        #expect(try device.doubles(output)[0].bitPattern == expected, "\(set.rawValue)")
      }
    }
  }
}
