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

  static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  static func decode<Value: Decodable>(_ path: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(contentsOf: folder.appending(path: path)))
  }

  /// The bits of a result; sign and payload of a NaN are no part of the contract (NUM-009).
  static func bits(_ value: Float) -> UInt32 {
    value.isNaN ? 0x7FC0_0000 : value.bitPattern
  }

  static func expect(
    _ function: (Float) -> Float, named name: String, of input: String, gives result: String
  ) throws {
    let x = try #require(UInt32(input, radix: 16))
    let expected = try #require(UInt32(result, radix: 16))
    #expect(bits(function(Float(bitPattern: x))) == expected, "\(name)(\(input))")
  }

  @Test("NUM-012: hard cases and special inputs of each scalar function are correctly rounded")
  func hardCases() throws {
    let fixture: Fixture = try Self.decode("Fixtures/scalar-math-v1.json")
    #expect(fixture.hardCases.count == Self.functions.count)
    for (name, function) in Self.functions {
      let cases = try #require(fixture.hardCases[name])
      #expect(cases.count > 20)
      for pair in cases {
        try #require(pair.count == 2)
        try Self.expect(function, named: name, of: pair[0], gives: pair[1])
      }
    }
  }

  /// Inputs that other libraries had to patch, or got wrong: a binary64 logarithm rounded to binary32
  /// is not the correctly rounded one of 0x1.2f1fd6p+3.
  private static let exceptional: [(String, [(input: Float, result: Float)])] = [
    ("exp2", [(0x1.853a6ep-9, 0x1.00870ap+0), (-0x1.e7526ep-6, 0x1.f58d62p-1)]),
    (
      "log",
      [
        (0x1.2f1fd6p+3, 0x1.1fcbcep+1), (0x1.bacb4ap+25, 0x1.1e0696p+4),
        (0x1.b121a6p+76, 0x1.a9a3f2p+5), (0x1.6351d8p+95, 0x1.08b512p+6),
      ]
    ),
    (
      "log1p",
      [
        (-0x1.247ab0p-6, -0x1.271f1p-6), (-0x1.3a415ep-5, -0x1.407112p-5),
        (0x1.fb035ap-2, 0x1.9bddc2p-2), (0x1.b7fd86p-4, 0x1.a1ece2p-4),
        (0x1.43c7e2p-6, 0x1.409f8p-6),
      ]
    ),
    ("erf", [(0x1.cb2452p-1, 0x1.972ea8p-1), (0x1.083cd4p+1, 0x1.fe3462p-1)]),
  ]

  @Test("NUM-012: inputs that need exceptions elsewhere are correctly rounded")
  func exceptionalInputs() throws {
    for (name, cases) in Self.exceptional {
      let function = try #require(Self.functions.first { $0.name == name }).function
      for (input, result) in cases { #expect(function(input) == result, "\(name)(\(input))") }
    }
  }
}
