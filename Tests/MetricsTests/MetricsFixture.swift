import Foundation
import NumericsContract
import Testing

/// What `Scripts/metrics_fixtures.py` computed by exact arithmetic, and with other libraries.
struct MetricsFixture: Decodable, Sendable {
  /// Numbers and their exact sum.
  struct Sum: Decodable, Sendable {
    let name: String
    let numbers: String
    let saved: String
    let value: String
  }

  /// A quotient, its root, times e to a power.
  struct Rounding: Decodable, Sendable {
    let name: String
    let numerator: String
    let denominator: String
    let degree: Int
    let power: [String]
    let value: String
  }

  let versions: [String: String]
  let sums: [Sum]
  let roundings: [Rounding]
  let cases: [MetricCase]

  static let content = Result {
    let root = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      MetricsFixture.self, from: Data(contentsOf: root.appending(path: "Fixtures/metrics-v1.json")))
  }

  /// The cases of a rule; at least one.
  static func cases(of rule: String) throws -> [MetricCase] {
    let cases = try content.get().cases.filter { $0.rule == rule }
    try #require(!cases.isEmpty, "the fixture has no case of \(rule)")
    return cases
  }

  /// Binary64 numbers from their bits in hexadecimal.
  static func doubles(_ words: String) throws -> [Double] {
    try words.split(separator: " ").map {
      Double(bitPattern: try #require(UInt64($0, radix: 16)))
    }
  }

  /// An integer from a sign and hexadecimal digits.
  static func integer(_ text: String) throws -> BigInteger {
    let isNegative = text.hasPrefix("-")
    let magnitude = try text.drop { $0 == "-" }.reduce(BigInteger.zero) { integer, digit in
      integer << 4 + BigInteger(try #require(digit.hexDigitValue))
    }
    return isNegative ? -magnitude : magnitude
  }
}
