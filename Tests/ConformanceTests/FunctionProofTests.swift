import Devices
import Foundation
import NumericsContract
import Testing

/// The correctly rounded functions on every device, held against the proofs of `Formats/proofs`.
struct FunctionProofTests {
  /// A file of `Formats/proofs`, as far as it is needed here.
  private struct Proof: Decodable {
    let quickSample: String
  }

  /// Input and result of hard cases as hexadecimal bits, by function.
  private struct HardCases: Decodable {
    let hardCases: [String: [[String]]]
  }

  /// Cases that notice a change of a constant: input and result with a space between, by function.
  private struct ConstantCases: Decodable {
    let hardCases: [String: [String]]
  }

  /// A function or the derivative that comes with it.
  private struct Subject {
    let function: Unary.Function
    let isDerivative: Bool

    /// As the proofs spell it: words with underscores.
    var name: String {
      let words = function.rawValue.flatMap { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }
      return String(words) + (isDerivative ? "_derivative" : "")
    }
  }

  /// One IEEE operation or less: no proof is needed.
  private static let plain: Set<Unary.Function> = [
    .negate, .absolute, .sign, .reciprocal, .square, .squareRoot, .relu,
  ]

  private static let subjects =
    Unary.Function.allCases.filter { !plain.contains($0) }
    .map { Subject(function: $0, isDerivative: false) }
    + [.silu, .gelu, .geluTanh].map { Subject(function: $0, isDerivative: true) }

  private static func decode<Value: Decodable>(_ path: String) throws -> Value {
    try JSONDecoder().decode(
      Value.self, from: Data(contentsOf: PackageFolder.root.appending(path: path)))
  }

  private static func conformanceCase(_ subject: Subject, of inputs: [UInt32]) -> ConformanceCase {
    let function = subject.function
    let (x, count) = (HostArray(.float32, words: inputs), inputs.count)
    guard subject.isDerivative else {
      return ConformanceCase(subject.name, [x], into: [.fresh(.float32, count)]) {
        [.unary(Unary(function, $0[0], into: $1[0]))]
      }
    }
    return ConformanceCase(
      subject.name, [x], into: [.fresh(.float32, count), .fresh(.float32, count)]
    ) { [.unary(Unary(function, $0[0], into: $1[1], derivative: $1[0]))] }
  }

  @Test("NUM-012: on a sample of all inputs, every device has the digest of the function's proof")
  func samples() throws {
    // 2¹⁸ inputs, each with its own low bits.
    let inputs = (0..<UInt32(1) << 18).map { $0 << 14 + ($0 &* 37) & 0x3FFF }
    let contestants = try Contestant.oneOfEachKind()
    for subject in Self.subjects {
      let proof: Proof = try Self.decode("Formats/proofs/\(subject.name).json")
      let conformanceCase = Self.conformanceCase(subject, of: inputs)
      let results = try conformanceCase.run(on: contestants[0].device)
      var digest: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in results[0].bytes { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
      #expect(digest == UInt64(proof.quickSample, radix: 16), "\(subject.name)")
      for contestant in contestants.dropFirst() {
        #expect(contestant.difference(in: conformanceCase, from: results) == nil)
      }
    }
  }

  @Test("NUM-012: hard cases are correctly rounded on every device")
  func hardCases() throws {
    let hard: HardCases = try Self.decode("Fixtures/scalar-math-v1.json")
    let ofConstants: ConstantCases = try Self.decode("Fixtures/scalar-math-constants-v1.json")
    let contestants = try Contestant.oneOfEachKind()
    for subject in Self.subjects {
      let pairs =
        try #require(hard.hardCases[subject.name])
        + (ofConstants.hardCases[subject.name] ?? [])
        .map { $0.split(separator: " ").map(String.init) }
      let words = try pairs.map { try $0.map { try #require(UInt32($0, radix: 16)) } }
      let expected = HostArray(.float32, words: words.map { $0[1] })
      let conformanceCase = Self.conformanceCase(subject, of: words.map { $0[0] })
      for contestant in contestants {
        let difference = contestant.difference(in: conformanceCase, from: [expected])
        #expect(difference == nil)
      }
    }
  }
}
