import Devices
import NumericsContract

// Operations on other types than binary32: NUM-091, NUM-092. Rows of the table add these cases.
extension CatalogueRow {
  private static let counts = [0, 1, 2, 3, 5, 8, 9, 17, 33, 65, 300]

  private static let shapePairs: [([Int], [Int])] =
    counts.map { ([$0], [$0]) } + [
      ([], []), ([7], []), ([], [9]), ([5, 1], [5, 33]), ([5, 33], [33]), ([3, 1], [1, 65]),
      ([2, 3, 1, 5], [3, 4, 1]), ([0, 3], [1, 3]), ([1501, 47], [47]), ([35_003], [35_003]),
    ]

  /// Operands of the axes, of a type that is not binary32.
  private static func operands(_ axes: BroadcastAxes, _ type: ElementType) -> [HostArray] {
    (0..<2).map { elements(axes.count(of: $0), of: type, salt: $0) }
  }

  static var typedPairs: [ConformanceCase] {
    Binary.Function.allCases.flatMap { function in
      function.types.filter { $0 != .float32 && $0 != .bool }.flatMap { type in
        shapePairs.flatMap { left, right in
          let axes = axes(left, right)
          let whole = (0..<2).filter { axes.count(of: $0) == axes.count && axes.count < 100 }
          return ([.fresh(type, axes.count)] + whole.map { .updated($0) }).map {
            (output: ConformanceCase.Output) in
            ConformanceCase(
              "\(function) of \(type) \(left) and \(right) into \(output)",
              operands(axes, type), into: [output]
            ) { [.binary(Binary(function, $0[0], $0[1], over: axes, into: $1[0]))] }
          }
        }
      }
    }
  }

  static var typedComparisons: [ConformanceCase] {
    Comparison.Function.allCases.flatMap { function in
      [ElementType.float64, .int32, .int64].flatMap { type in
        shapePairs.flatMap { left, right in
          let axes = axes(left, right)
          let (first, second) = (operands(axes, type)[0], operands(axes, type)[1])
          // Elements are seldom equal, so an operand meets itself too.
          return (left == right ? [[first, second], [first, first]] : [[first, second]]).map {
            ConformanceCase(
              "\(function) of \(type) \(left) and \(right)", $0, into: [.fresh(.bool, axes.count)]
            ) { [.comparison(Comparison(function, $0[0], $0[1], over: axes, into: $1[0]))] }
          }
        }
      }
    }
  }

  static var typedSelections: [ConformanceCase] {
    let shapes: [([Int], [Int], [Int])] = [
      ([33], [33], [33]), ([9], [], [9]), ([], [5, 7], [7]), ([5, 1], [7], []), ([0], [], [0]),
    ]
    return [ElementType.float16, .bfloat16, .float64, .int32, .int64, .uint8, .bool].flatMap {
      type in
      shapes.map { mask, left, right in
        let axes = axes(mask, left, right)
        return ConformanceCase(
          "select of \(type) by \(mask) from \(left) and \(right)",
          [
            booleans(axes.count(of: 0), salt: 5), elements(axes.count(of: 1), of: type),
            elements(axes.count(of: 2), of: type, salt: 1),
          ], into: [.fresh(type, axes.count)], isExact: true
        ) { [.select(Select($0[0], $0[1], $0[2], over: axes, into: $1[0]))] }
      }
    }
  }

  static var typedBroadcasts: [ConformanceCase] {
    [ElementType.bfloat16, .float64, .int32, .bool].flatMap { type in
      (severalAxes + [([7], [1]), ([3, 1, 4], [1, 1, 4]), ([65, 33], [65, 1]), ([9], [9])]).map {
        shape, kept in
        let axes = axes(shape, kept)
        return ConformanceCase(
          "broadcast of \(type) \(kept) to \(shape)", [elements(axes.count(of: 1), of: type)],
          into: [.fresh(type, axes.count)], isExact: true
        ) { [.broadcast(Broadcast($0[0], over: axes, into: $1[0]))] }
      }
    }
  }

  static var typedSums: [ConformanceCase] {
    let shapes: [([Int], [Int])] =
      (counts + [64, 4096, 4097, 8193, 65_536, 150_001]).map { ([$0], [1]) } + severalAxes + [
        ([5, 70], [5, 1]), ([70, 5], [1, 5]), ([4097, 9], [1, 9]), ([9, 4097], [9, 1]),
        ([2, 65, 17], [2, 1, 17]), ([5, 7], [5, 7]), ([2, 0], [2, 1]), ([0, 2], [1, 2]),
      ]
    return shapes.flatMap { shape, kept in
      let axes = axes(shape, kept)
      let inputs =
        [doubles(axes.count, .normals), doubles(axes.count, .sparse), doubles(axes.count, .tiny)]
        + [ElementType.int32, .int64].map { elements(axes.count, of: $0) }
      return inputs.enumerated().map { number, input in
        ConformanceCase(
          "sum of \(input.type) \(shape) to \(kept), \(number)", [input],
          into: [.fresh(input.type, axes.count(of: 1))]
        ) { [.sum(Sum($0[0], over: axes, into: $1[0]))] }
      }
    }
  }

  static var typedGathers: [ConformanceCase] {
    [ElementType.float16, .bfloat16, .float64, .int32, .int64, .uint8, .bool].flatMap { type in
      [(0, 3, 2), (40, 7, 1), (40, 7, 33), (3, 4, 0), (3, 0, 4)].map { count, rows, columns in
        ConformanceCase(
          "gather \(count) of \(type) \(rows)x\(columns)",
          [elements(rows * columns, of: type), Numbers.labels(count, below: max(1, rows))],
          into: [.fresh(type, count * columns)]
        ) { [.gather(Gather($0[0], at: $0[1], rows: rows, columns: columns, into: $1[0]))] }
      }
    }
  }
}
