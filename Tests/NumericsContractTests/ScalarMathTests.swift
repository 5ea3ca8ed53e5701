import CScalarMath
import Foundation
import Testing

/// The scalar functions on their hardest inputs, with results that MPFR computed.
@Suite("Scalar mathematics")
struct ScalarMathTests {
  private struct Fixture: Decodable {
    /// Input and result of each case as hexadecimal bits, by function.
    let hardCases: [String: [[String]]]
  }

  static let functions: [(name: String, function: @Sendable (Float) -> Float)] = [
    ("exp", { lockstep_exp_f32($0) }), ("log", { lockstep_log_f32($0) }),
    ("sinpi", { lockstep_sinpi_f32($0) }), ("cospi", { lockstep_cospi_f32($0) }),
    ("tanh", { lockstep_tanh_f32($0) }), ("sigmoid", { lockstep_sigmoid_f32($0) }),
    ("exp2", { lockstep_exp2_f32($0) }), ("expm1", { lockstep_expm1_f32($0) }),
    ("rsqrt", { lockstep_rsqrt_f32($0) }), ("log1p", { lockstep_log1p_f32($0) }),
    ("softplus", { lockstep_softplus_f32($0) }),
    ("erf", { lockstep_erf_f32($0) }),
    ("silu", { lockstep_silu_f32($0) }),
    ("gelu", { lockstep_gelu_f32($0) }),
    ("gelu_tanh", { lockstep_gelu_tanh_f32($0) }),
    ("silu_derivative", { lockstep_silu_derivative_f32($0) }),
    ("gelu_derivative", { lockstep_gelu_derivative_f32($0) }),
    ("gelu_tanh_derivative", { lockstep_gelu_tanh_derivative_f32($0) }),
  ]

  @Test("NUM-012: hard cases and special inputs of each scalar function are correctly rounded")
  func hardCases() throws {
    let folder = URL(filePath: #filePath)
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let fixture = try JSONDecoder().decode(
      Fixture.self, from: Data(contentsOf: folder.appending(path: "Fixtures/scalar-math-v1.json")))
    #expect(fixture.hardCases.count == Self.functions.count)
    for (name, function) in Self.functions {
      let cases = try #require(fixture.hardCases[name])
      #expect(cases.count > 20)
      for pair in cases {
        try #require(pair.count == 2)
        let input = try #require(UInt32(pair[0], radix: 16))
        let expected = try #require(UInt32(pair[1], radix: 16))
        let found = function(Float(bitPattern: input))
        // The sign and payload of a NaN are no part of the contract (NUM-009).
        let bits = found.isNaN ? 0x7FC0_0000 : found.bitPattern
        #expect(bits == expected, "\(name)(\(pair[0]))")
      }
    }
  }
}
