import Foundation
import NumericsContract
import Testing

/// Inputs and outputs of one rule, computed by `Scripts/check-numerics.py` in exact rationals.
struct GoldenVector: Decodable, Sendable {
  /// An operand's content: words in hexadecimal, one an element.
  struct Content: Decodable, Sendable {
    let type: String
    let words: String

    /// The content as an operand holds it.
    var array: HostArray {
      get throws {
        let type = try #require(ElementType(rawValue: type))
        let bytes = try words.split(separator: " ").flatMap { word -> [UInt8] in
          let bits = try #require(UInt64(word, radix: 16))
          return (0..<type.byteCount).map { UInt8(truncatingIfNeeded: bits >> (8 * $0)) }
        }
        return HostArray(type, bytes: bytes)
      }
    }

    /// The content of a binary32 operand.
    var floats: [Float] {
      get throws {
        try words.split(separator: " ").map {
          Float(bitPattern: try #require(UInt32($0, radix: 16)))
        }
      }
    }

    /// The content of a binary64 operand.
    var doubles: [Double] {
      get throws {
        try words.split(separator: " ").map {
          Double(bitPattern: try #require(UInt64($0, radix: 16)))
        }
      }
    }
  }

  private struct File: Decodable {
    let vectors: [GoldenVector]
  }

  let rule: String
  let name: String
  let operation: String
  let integers: [Int]
  let scalars: [String]
  let inputs: [Content]
  let outputs: [Content]

  /// Every vector of the fixtures numerics-….json.
  static let all = Result {
    let folder = PackageFolder.root.appending(path: "Fixtures")
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasPrefix("numerics-") }.sorted()
    return try files.flatMap { file in
      try JSONDecoder().decode(
        File.self, from: Data(contentsOf: folder.appending(path: file))
      ).vectors
    }
  }

  /// The vectors of a rule, or those of them that have one operation; at least one.
  static func of(_ rule: String, operation: String? = nil) throws -> [GoldenVector] {
    let vectors = try all.get().filter {
      $0.rule == rule && (operation == nil || $0.operation == operation)
    }
    try #require(!vectors.isEmpty, "the fixture has no vector of \(rule)")
    return vectors
  }

  /// Whether it is what a tensor function gives through the tape: see `TapeVector`.
  var isOfTape: Bool { operation.hasPrefix("tape.") }

  /// Host scalar number `index`.
  func scalar(_ index: Int) throws -> Double {
    Double(bitPattern: try #require(UInt64(scalars[index], radix: 16)))
  }

  /// Holds the outputs against what every kind of device computes.
  func check(on contestants: [Contestant]) throws {
    let conformanceCase = try self.conformanceCase()
    let expected = try outputs.map { try $0.array }
    for contestant in contestants {
      if let difference = contestant.difference(in: conformanceCase, from: expected) {
        Issue.record("\(rule): \(name): \(difference)")
      }
    }
  }
}
