import Foundation
import Optimizers

/// `Fixtures/schedules-v1.json`: learning rates that `Scripts/schedule_fixtures.py` computed.
struct ScheduleFixture: Decodable {
  /// Numbers, each as the 16 hexadecimal digits of a binary64.
  struct Numbers: Decodable {
    let values: [Double]

    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      values = text.split(separator: " ").map {
        UInt64($0, radix: 16).map { Double(bitPattern: $0) } ?? .nan
      }
    }
  }

  struct Schedule: Decodable {
    let name: String
    let base: Double
    /// By the text of the rules.
    let rates: Numbers
    /// PyTorch's.
    let torch: Numbers
  }

  struct Plateau: Decodable {
    let mode: String
    let factor: Double
    let patience: Int
    let threshold: Double
    let relative: Bool
    let cooldown: Int
    let minimum: Double
    let metrics: Numbers
    let rates: Numbers
    let torch: Numbers
  }

  let schedules: [Schedule]
  let plateaus: [Plateau]

  static func load() throws -> ScheduleFixture {
    let package = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    return try JSONDecoder().decode(
      ScheduleFixture.self,
      from: Data(contentsOf: package.appending(path: "Fixtures/schedules-v1.json")))
  }
}
