import Foundation
import Testing

/// The scalar functions held against the proofs of `Formats/proofs`.
@Suite("Proofs of scalar mathematics")
struct ScalarProofTests {
  /// Digests by function, in `Fixtures/scalar-math-v1.json`.
  private struct Fixture: Decodable {
    /// Of 2²⁴ fixed inputs, and of all.
    let sample, full: [String: String]
  }

  /// A file of `Formats/proofs`.
  private struct Proof: Decodable {
    let function: String
    let inputs: UInt64
    let wrong, misjudgedByScreen: Int
    let digest, constants, sample, quickSample: String
    let instructionSets: [String: String]
    /// Input, result, and how near the result is to a midpoint.
    let hardest: [HardCase]

    struct HardCase: Decodable {
      let input, result: String

      init(from decoder: any Decoder) throws {
        var list = try decoder.unkeyedContainer()
        input = try list.decode(String.self)
        result = try list.decode(String.self)
      }
    }
  }

  private static func proof(of name: String) throws -> Proof {
    try ScalarMathTests.decode("Formats/proofs/\(name).json")
  }

  @Test("NUM-012: a sample of all inputs has the digest of the function's proof")
  func samples() throws {
    for (name, function) in ScalarMathTests.functions {
      let proof = try Self.proof(of: name)
      // 2¹⁸ inputs, each with its own low bits; the hash is FNV-1a.
      var digest: UInt64 = 0xCBF2_9CE4_8422_2325
      for index in 0..<UInt32(1) << 18 {
        let input = index << 14 + (index &* 37) & 0x3FFF
        var word = ScalarMathTests.bits(function(Float(bitPattern: input)))
        for _ in 0..<4 {
          digest = (digest ^ UInt64(word & 0xFF)) &* 0x100_0000_01B3
          word >>= 8
        }
      }
      #expect(String(digest, radix: 16) == Self.unpadded(proof.quickSample), "\(name)")
    }
  }

  private static func unpadded(_ digits: String) -> Substring { digits.drop { $0 == "0" } }

  @Test("NUM-012: every number in the functions' sources is one that was proved")
  func constants() throws {
    for (name, _) in ScalarMathTests.functions {
      let digest = try ProvedSource(function: name).digest
      #expect(
        try Self.proof(of: name).constants == digest,
        "\(name) has other constants: Scripts/prove --function \(name)")
    }
  }

  @Test("NUM-012: the proofs tried every input, found nothing wrong, and agree with the fixture")
  func proofs() throws {
    let fixture: Fixture = try ScalarMathTests.decode("Fixtures/scalar-math-v1.json")
    for (name, function) in ScalarMathTests.functions {
      let proof = try Self.proof(of: name)
      #expect(proof.function == name)
      #expect(proof.inputs == 1 << 32)
      #expect(proof.wrong == 0 && proof.misjudgedByScreen == 0)
      #expect(proof.digest == fixture.full[name])
      #expect(proof.sample == fixture.sample[name])
      #expect(proof.instructionSets["scalar"] != nil)
      for (set, digest) in proof.instructionSets { #expect(digest == proof.digest, "\(set)") }
      for pair in proof.hardest {
        try ScalarMathTests.expect(function, named: name, of: pair.input, gives: pair.result)
      }
    }
  }
}
