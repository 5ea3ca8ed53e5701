import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations that treat every element alike.
  static let elementwise = [
    CatalogueRow("fill") { fills },
    CatalogueRow("copy") { copies + stridedCopies },
    CatalogueRow("binary") {
      Binary.Function.allCases.flatMap { binaries($0) } + broadcastPairs + typedPairs
    },
    CatalogueRow("scale") {
      [0.1, -3, 1e-50, 1e300].flatMap { factor in
        mapped("scale by \(factor)") { .scale(Scale($0, by: factor, into: $1)) }
          + mappedDoubles("scale by \(factor)") { .scale(Scale($0, by: factor, into: $1)) }
      }
    },
    CatalogueRow("divide") {
      [3.0, 7, 0.1, 0, 16_777_217].flatMap { divisor in
        mapped("divide by \(divisor)") {
          .divide(DivideByConstant($0, by: divisor, into: $1))
        }
          + mappedDoubles("divide by \(divisor)") {
            .divide(DivideByConstant($0, by: divisor, into: $1))
          }
      }
    },
    CatalogueRow("multiplyByScalar") { multiplications + doubleMultiplications },
    CatalogueRow("addRow") { rowAdditions + doubleRowAdditions },
    CatalogueRow("broadcast") { broadcasts + broadcastsAlongSeveralAxes + typedBroadcasts },
    CatalogueRow("dropout") { dropouts }.inBothFormats(),
  ]

  /// One input, one output of the same count, apart and in place.
  static func mapped(
    _ label: String, _ operation: @escaping @Sendable (Operand, Operand) -> Operation
  ) -> [ConformanceCase] {
    elementwiseInputs.map { count, kind in
      ConformanceCase(
        "\(label), \(count) \(kind)", [kind.array(count)], into: [.fresh(.float32, count)]
      ) { [operation($0[0], $1[0])] }
    }
      + lengthsInPlace.map { count in
        ConformanceCase(
          "\(label), \(count) in place", [Numbers.specials.array(count)], into: [.updated(0)]
        ) { [operation($0[0], $1[0])] }
      }
  }

  /// Two inputs, one output of the same count, apart and in place of one input.
  private static func paired(
    _ label: String, inPlace index: Int,
    _ operation: @escaping @Sendable (Operand, Operand, Operand) -> Operation
  ) -> [ConformanceCase] {
    elementwiseInputs.map { count, kind in
      ConformanceCase(
        "\(label), \(count) \(kind)", [kind.array(count), kind.array(count, salt: 1)],
        into: [.fresh(.float32, count)]
      ) { [operation($0[0], $0[1], $1[0])] }
    }
      + lengthsInPlace.map { count in
        ConformanceCase(
          "\(label), \(count) in place of input \(index)",
          [Numbers.specials.array(count), Numbers.wide.array(count, salt: 1)],
          into: [.updated(index)]
        ) { [operation($0[0], $0[1], $1[0])] }
      }
  }

  private static func binaries(_ function: Binary.Function) -> [ConformanceCase] {
    let operation: @Sendable (Operand, Operand, Operand) -> Operation = {
      .binary(Binary(function, $0, $1, into: $2))
    }
    let itself = ConformanceCase(
      "\(function) of an operand and itself", [Numbers.specials.array(33)],
      into: [.fresh(.float32, 33)]
    ) { [operation($0[0], $0[0], $1[0])] }
    let long = ConformanceCase(
      "\(function), 70001", [Numbers.wide.array(70_001), Numbers.normals.array(70_001, salt: 1)],
      into: [.fresh(.float32, 70_001)]
    ) { [operation($0[0], $0[1], $1[0])] }
    return paired("\(function)", inPlace: 0, operation)
      + paired("\(function)", inPlace: 1, operation) + [itself, long]
  }

  private static var fills: [ConformanceCase] {
    [0, -0.0, 0.1, 1e300, 1e-50, -1e-45, .infinity, .nan].flatMap { value in
      [0, 1, 17, 4097].flatMap { count in
        [ElementType.float32, .float64, .bool].map { type in
          ConformanceCase("fill \(count) \(type) with \(value)", [], into: [.fresh(type, count)]) {
            [.fill(Fill(value, into: $1[0]))]
          }
        }
      }
    }
  }

  private static var copies: [ConformanceCase] {
    lengths.map { count in
      ConformanceCase(
        "copy \(count)", [Numbers.specials.array(count)], into: [.fresh(.float32, count)],
        isExact: true
      ) { [.copy(Copy($0[0], into: $1[0]))] }
    }
      + ElementType.allCases.map { type in
        let bytes = (0..<(33 * type.byteCount)).map { UInt8(truncatingIfNeeded: $0 &* 37) }
        return ConformanceCase(
          "copy 33 \(type)", [HostArray(type, bytes: bytes)], into: [.fresh(type, 33)],
          isExact: true
        ) { [.copy(Copy($0[0], into: $1[0]))] }
      }
  }

  private static var multiplications: [ConformanceCase] {
    [Float(0.1), -0.0, .infinity, .nan, 0x1p-140].flatMap { scalar in
      elementwiseInputs.filter { $0.count < 100 || $0.kind == .specials }.flatMap { count, kind in
        [ConformanceCase.Output.fresh(.float32, count), .updated(0)].map { output in
          ConformanceCase(
            "multiply \(count) \(kind) by \(scalar) into \(output)",
            [kind.array(count), HostArray([scalar])], into: [output]
          ) { [.multiplyByScalar(MultiplyByScalar($0[0], by: $0[1], into: $1[0]))] }
        }
      }
    }
  }

  private static var rowAdditions: [ConformanceCase] {
    let shapes = [
      (0, 5), (5, 0), (1, 1), (1, 17), (2, 8), (3, 7), (5, 33), (64, 10), (7, 64), (3, 65),
      (129, 3), (2, 4097),
    ]
    return shapes.flatMap { rows, columns in
      [Numbers.normals, .specials, .tiny].flatMap { kind in
        [ConformanceCase.Output.fresh(.float32, rows * columns), .updated(0)].map { output in
          ConformanceCase(
            "addRow \(rows)x\(columns) \(kind) into \(output)",
            [kind.array(rows * columns), kind.array(columns, salt: 1)], into: [output]
          ) { [.addRow(AddRow($0[0], row: $0[1], rows: rows, columns: columns, into: $1[0]))] }
        }
      }
    }
  }

  private static var broadcasts: [ConformanceCase] {
    let shapes = [
      (0, 3, 2), (2, 0, 3), (2, 3, 0), (1, 1, 1), (1, 4097, 1), (5, 7, 1), (3, 1, 9), (1, 64, 17),
      (4, 3, 33), (2, 65, 65),
    ]
    return shapes.map { outer, repeated, inner in
      ConformanceCase(
        "broadcast \(outer)x\(repeated)x\(inner)", [Numbers.specials.array(outer * inner)],
        into: [.fresh(.float32, outer * repeated * inner)], isExact: true
      ) {
        [
          .broadcast(
            Broadcast($0[0], outer: outer, repeated: repeated, inner: inner, into: $1[0]))
        ]
      }
    }
  }

  private static var dropouts: [ConformanceCase] {
    // A position above 2³² and a shard reach every word of the counter and of the key.
    let stream = RandomStream(
      seed: 7, name: "dropout:conformance", call: 1, shard: 2, position: 1 << 40 + 3)
    return [0, 0.1, 0.5, 1 - 0x1p-40].flatMap { probability in
      mapped("dropout \(probability)") {
        .dropout(DropoutMask($0, probability: probability, stream: stream, into: $1))
      }
    }
  }
}
