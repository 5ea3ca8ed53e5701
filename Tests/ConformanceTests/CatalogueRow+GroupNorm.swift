import Devices
import NumericsContract

extension CatalogueRow {
  /// Group norm and its gradient.
  static let groupNorms = [
    CatalogueRow("groupNorm") {
      groupShapes.flatMap { shape in kinds.map { forward(shape, $0) } }
    },
    CatalogueRow("groupNormGradient") {
      groupShapes.flatMap { shape in kinds.map { gradient(shape, $0) } }
    },
  ].map { $0.inBothFormats() }

  private static let kinds: [Numbers] = [.normals, .wide, .tiny, .sparse]

  /// Whole images, single channels, groups around vectors and blocks, enough of them for several tasks.
  private static let groupShapes: [GroupShape] = [
    (0, 3, 1, 2), (2, 0, 2, 1), (1, 1, 1, 1), (2, 5, 1, 7), (3, 4, 3, 1), (2, 9, 2, 8),
    (1, 7, 3, 9),
    (2, 3, 4, 16), (1, 65, 2, 33), (9, 4, 5, 3), (1, 821, 1, 5), (12, 64, 4, 12),
  ].map { GroupShape(batch: $0, positions: $1, groups: $2, size: $3) }

  private static func forward(_ shape: GroupShape, _ kind: Numbers) -> ConformanceCase {
    let epsilon = shape.positions % 2 == 0 ? 1e-5 : 0
    return ConformanceCase(
      "groupNorm \(shape.label) \(kind), ε \(epsilon)",
      [
        kind.array(shape.count), Numbers.normals.array(shape.channels, salt: 1),
        Numbers.normals.array(shape.channels, salt: 2),
      ],
      into: [
        .fresh(.float32, shape.count), .fresh(.float32, shape.count),
        .fresh(.float32, shape.batch * shape.groups),
      ]
    ) {
      [
        .groupNorm(
          GroupNormForward(
            shape, $0[0], gamma: $0[1], beta: $0[2], epsilon: epsilon, into: $1[0],
            normalized: $1[1], inverse: $1[2]))
      ]
    }
  }

  private static func gradient(_ shape: GroupShape, _ kind: Numbers) -> ConformanceCase {
    ConformanceCase(
      "groupNormGradient \(shape.label) \(kind)",
      [
        kind.array(shape.count), Numbers.normals.array(shape.channels, salt: 1),
        Numbers.normals.array(shape.count, salt: 2),
        Numbers.normals.array(shape.batch * shape.groups, salt: 3),
      ], into: [.fresh(.float32, shape.count)]
    ) {
      [
        .groupNormGradient(
          GroupNormGradient(
            shape, upstream: $0[0], gamma: $0[1], normalized: $0[2], inverse: $0[3], into: $1[0]))
      ]
    }
  }
}

extension GroupShape {
  /// Such as `12x64x4x12`.
  fileprivate var label: String { "\(batch)x\(positions)x\(groups)x\(size)" }
}
