import Devices
import NumericsContract
import Testing

/// Mistakes that others made, one by one, with the bits that show them.
struct TrapTests {
  private let contestants: [Contestant]

  init() throws {
    contestants = try Contestant.oneOfEachKind()
  }

  /// Computes one operation with one output on every kind of device and compares bits.
  private func expect(
    _ label: String, _ inputs: [HostArray], gives expected: [Float],
    build: @escaping @Sendable ([Operand], Operand) -> Operation
  ) {
    let conformanceCase = ConformanceCase(label, inputs, into: [.fresh(.float32, expected.count)]) {
      [build($0, $1[0])]
    }
    for contestant in contestants {
      if let difference = contestant.difference(
        in: conformanceCase, from: [HostArray(expected)])
      {
        Issue.record("\(difference)")
      }
    }
  }

  @Test("NUM-001: subnormal results are kept, and only the sign bit is negated")
  func subnormals() {
    let small = Float.leastNonzeroMagnitude
    expect(
      "subnormal sums",
      [HostArray([small, 0x1p-126, 0x1p-127]), HostArray([small, -0x1p-127, 0])],
      gives: [0x1p-148, 0x1p-127, 0x1p-127]
    ) { .binary(Binary(.add, $0[0], $0[1], into: $1)) }
    expect(
      "negation", [HostArray([Float(0), -0.0, 1, .infinity])], gives: [-0.0, 0, -1, -.infinity]
    ) {
      .unary(Unary(.negate, $0[0], into: $1))
    }
  }

  @Test("NUM-002: a host scalar is rounded once, from binary64")
  func hostScalars() {
    // Just above the middle of 1 and its successor: rounding through a shorter format loses it.
    let aboveTie = 1 + 0x1p-24 + 0x1p-50
    for (scalar, rounded) in [
      (1 + 0x1p-24, Float(1)), (aboveTie, Float(1).nextUp), (1e300, .infinity),
    ] {
      expect("scale by \(scalar)", [HostArray([Float(1)])], gives: [rounded]) {
        .scale(Scale($0[0], by: scalar, into: $1))
      }
      expect("fill with \(scalar)", [], gives: [rounded]) { .fill(Fill(scalar, into: $1)) }
    }
  }

  @Test("NUM-001: a product and then a difference is two roundings, never one")
  func contraction() {
    // x · x is 1 + 2⁻²² + 2⁻⁴⁶ exactly; the last term survives only in a contraction.
    let x = Float(1).nextUp.nextUp
    let square = x * x
    let conformanceCase = ConformanceCase(
      "x · x − c", [HostArray([x]), HostArray([square])], into: [.fresh(.float32, 1)]
    ) {
      [
        .binary(Binary(.multiply, $0[0], $0[0], into: $1[0])),
        .binary(Binary(.subtract, $1[0], $0[1], into: $1[0])),
      ]
    }
    #expect((-square).addingProduct(x, x) != 0)
    for contestant in contestants {
      let difference = contestant.difference(in: conformanceCase, from: [HostArray([Float(0)])])
      #expect(difference == nil)
    }
  }

  @Test("NUM-004: nothing is multiplied beyond the inner size, whatever the tile")
  func paddingOfProducts() {
    // Every product underflows to −0; one padding term 0 · 0 would turn a result to +0.
    let tiny = Float.leastNonzeroMagnitude
    for (m, n, k) in [(1, 1, 1), (3, 5, 1), (9, 17, 3), (17, 33, 31), (8, 64, 257)] {
      expect(
        "product of underflows \(m)x\(n)x\(k)",
        [
          HostArray([Float](repeating: tiny, count: m * k)),
          HostArray([Float](repeating: -tiny, count: k * n)),
        ], gives: [Float](repeating: -0.0, count: m * n)
      ) { .matmul(Matmul($0[0], $0[1], m: m, n: n, k: k, into: $1)) }
    }
  }

  @Test("NUM-005: a sum is never −0, however many −0 it has")
  func signOfSums() {
    for count in [0, 1, 2, 63, 64, 65, 4096, 4097] {
      expect(
        "sum of \(count) times −0", [HostArray([Float](repeating: -0.0, count: count))], gives: [0]
      ) { .sum(Sum($0[0], outer: 1, reduced: count, inner: 1, into: $1)) }
    }
  }

  @Test("NUM-009: payloads survive a copy, and bits are canonical wherever they are observed")
  func payloads() throws {
    let patterns: [UInt32] = [0x7FC0_0000, 0xFFC0_0000, 0x7FFF_FFFF, 0x7F80_0001, 0xFF80_0001]
    for bits in patterns { #expect(Float.canonicalBits(bits) == 0x7FC0_0000) }
    #expect(Float.canonicalBits(0x7F80_0000) == 0x7F80_0000)
    #expect(Double.canonicalBits(0xFFF8_0000_0000_0001) == 0x7FF8_0000_0000_0000)
    let input = HostArray(.float32, words: patterns)
    let copy = ConformanceCase("copy", [input], into: [.fresh(.float32, 5)], isExact: true) {
      [.copy(Copy($0[0], into: $1[0]))]
    }
    for contestant in contestants {
      let difference = contestant.difference(in: copy, from: [input])
      #expect(difference == nil)
    }
    expect(
      "−NaN + 1", [input, HostArray([Float](repeating: 1, count: 5))],
      gives: [Float](repeating: .nan, count: 5)
    ) { .binary(Binary(.add, $0[0], $0[1], into: $1)) }
  }

  @Test("NUM-010: the first NaN, else the first of equals, and −0 equals +0")
  func largest() {
    let rows: [([Float], Int32)] = [
      ([3, .nan, 9, .nan], 1), ([-0.0, 0, -1, 0], 0), ([1, 2, 2, 2], 1),
      ([-.infinity, -.infinity, -.infinity, -.infinity], 0), ([0, 1, .infinity, .nan], 3),
    ]
    let argmax = ConformanceCase(
      "argmax", [HostArray(rows.flatMap(\.0))], into: [.fresh(.int32, rows.count)]
    ) {
      [
        .extremum(
          Extremum(
            .maximum, $0[0], outer: rows.count, reduced: 4, inner: 1, places: $1[0]))
      ]
    }
    for contestant in contestants {
      let difference = contestant.difference(in: argmax, from: [HostArray(rows.map(\.1))])
      #expect(difference == nil)
    }
  }

  @Test("NUM-011: ReLU and its gradient at ±0, ±∞ and NaN")
  func rectifier() {
    let x: [Float] = [-0.0, 0, -1, 1, .infinity, -.infinity, .nan, .leastNonzeroMagnitude]
    expect("relu", [HostArray(x)], gives: [0, 0, 0, 1, .infinity, 0, .nan, .leastNonzeroMagnitude])
    {
      .unary(Unary(.relu, $0[0], into: $1))
    }
    let dy: [Float] = [5, 5, 5, -0.0, 5, .nan, 5, .nan]
    expect(
      "reluGradient", [HostArray(x), HostArray(dy)], gives: [0, 0, 0, -0.0, 5, 0, .nan, .nan]
    ) {
      .unaryGradient(UnaryGradient(.relu, value: $0[0], upstream: $0[1], into: $1))
    }
  }

  @Test("NUM-060, NUM-061: |x| and sign and their gradients at ±0, ±∞ and NaN")
  func signs() {
    let x: [Float] = [-0.0, 0, -1, 2, .infinity, -.infinity, .nan, -.leastNonzeroMagnitude]
    let dy: [Float] = [5, .nan, 5, -0.0, 5, 0, 5, .infinity]
    let cases: [(Unary.Function, [Float], [Float])] = [
      (
        .absolute, [0, 0, 1, 2, .infinity, .infinity, .nan, .leastNonzeroMagnitude],
        [0, 0, -5, -0.0, 5, -0.0, .nan, -.infinity]
      ),
      (.sign, [-0.0, 0, -1, 1, 1, -1, .nan, -1], [0, 0, 0, 0, 0, 0, 0, 0]),
    ]
    for (function, y, dx) in cases {
      expect("\(function)", [HostArray(x)], gives: y) {
        .unary(Unary(function, $0[0], into: $1))
      }
      expect("\(function)Gradient", [HostArray(x), HostArray(dy)], gives: dx) {
        .unaryGradient(UnaryGradient(function, value: $0[0], upstream: $0[1], into: $1))
      }
    }
  }

  @Test("NUM-023: an element is kept when its word is below RN((1 − p) · 2³²), held in 64 bits")
  func dropout() {
    let stream = RandomStream(seed: 3, name: "dropout:trap", position: 9)
    let x = [Float](repeating: 3, count: 777) + [.nan, .infinity]
    for (probability, threshold, scale) in [
      (0.0, UInt64(1) << 32, Float(1)), (0.25, 3 << 30, 0x1.555556p+0), (1 - 0x1p-32, 1, 0x1p32),
      (1 - 0x1p-40, 0, 0x1p40),
    ] {
      let expected = x.indices.map { i in
        UInt64(stream.word(at: i)) < threshold ? x[i] * scale : 0
      }
      expect("dropout \(probability)", [HostArray(x)], gives: expected) {
        .dropout(DropoutMask($0[0], probability: probability, stream: stream, into: $1))
      }
    }
  }

  @Test("NUM-025: an element's result does not depend on its place or on the number of elements")
  func vectorTails() throws {
    let (p, g, m, v): (Float, Float, Float, Float) = (0.3, -0.017, 0.11, 0.0007)
    let hyperparameters = AdamStep.Hyperparameters(
      learningRate: 1e-3, beta1: 0.9, beta2: 0.999, beta1Power: 0.9, beta2Power: 0.999,
      epsilon: 1e-8, weightDecay: 0.01, decoupled: false)
    for contestant in contestants {
      var patterns: Set<UInt64> = []
      for count in 1...70 {
        let step = ConformanceCase(
          "adam of \(count) equal elements",
          [p, g, m, v].map { HostArray([Float](repeating: $0, count: count)) },
          into: [.updated(0), .updated(2), .updated(3)]
        ) { x, _ in
          [
            .adam(
              AdamStep(
                parameter: x[0], gradient: x[1], firstMoment: x[2], secondMoment: x[3],
                hyperparameters: hyperparameters))
          ]
        }
        let result = try #require(try step.run(on: contestant.device).first)
        for index in 0..<count { patterns.insert(result.bits(at: index)) }
      }
      #expect(patterns.count == 1, "\(contestant.name) gives \(patterns.count) different results")
    }
  }
}
