import Devices
import NumericsContract

extension CatalogueRow {
  /// Operations on operands of different shapes that give booleans or take them.
  static let arithmetic = [
    CatalogueRow("comparison") { comparisons + typedComparisons },
    CatalogueRow("select") { selections + typedSelections },
  ]

  /// Pairs of shapes: the fast paths (equal, scalar, row, column), rows that are long or short, and what
  /// has to be walked axis by axis.
  private static let shapePairs: [([Int], [Int])] = [
    ([], []), ([1], [1, 1]), ([7], []), ([], [9]), ([5, 1], [5, 33]), ([5, 33], [33]),
    ([33], [5, 33]), ([4, 8], [4, 1]), ([3, 17], [1, 17]), ([65, 1], [1, 3]), ([3, 1], [1, 65]),
    ([2, 3, 1, 5], [3, 4, 1]), ([2, 1, 9], [1, 16, 1]), ([2, 1, 2, 1, 2, 1], [1, 3, 1, 5, 1, 7]),
    ([2, 1, 2, 1, 2, 1], [2, 3, 2, 5, 2, 7]), ([0, 3], [1, 3]), ([3, 0], [1]), ([2, 1], [1, 0]),
    ([1501, 47], [47]), ([1501, 1], [1, 47]), ([2, 35_003], [2, 1]), ([35_003], [1]),
  ]

  static func axes(_ shapes: [Int]...) -> BroadcastAxes {
    guard let axes = BroadcastAxes(shapes) else { preconditionFailure("\(shapes) do not fit") }
    return axes
  }

  /// Operand `index` of the axes with numbers of a kind, or with booleans.
  private static func numbers(_ axes: BroadcastAxes, _ index: Int, _ kind: Numbers) -> HostArray {
    kind.array(axes.count(of: index), salt: index)
  }

  static func booleans(_ count: Int, salt: Int) -> HostArray {
    HostArray(
      .bool, bytes: Numbers.normals.make(count, salt: salt).map { $0.bitPattern & 4 == 0 ? 0 : 1 })
  }

  /// Small whole numbers of both signs, and the extremes.
  private static func integers(_ count: Int, step: Int) -> HostArray {
    HostArray(
      (0..<count).map { index in
        index % 31 == 30 ? (step == 7 ? Int32.min : .max) : Int32(index * step % 4 - 2)
      })
  }

  /// Binary operations on operands of different shapes, in place and not, and on booleans.
  static var broadcastPairs: [ConformanceCase] {
    Binary.Function.allCases.flatMap { function in
      shapePairs.flatMap { left, right in
        let axes = axes(left, right)
        let kinds: [Numbers] = axes.count > 1000 ? [.normals] : [.normals, .specials]
        var cases = kinds.map { kind in
          ConformanceCase(
            "\(function) of \(left) and \(right) \(kind)",
            [numbers(axes, 0, kind), numbers(axes, 1, kind)], into: [.fresh(.float32, axes.count)]
          ) { [.binary(Binary(function, $0[0], $0[1], over: axes, into: $1[0]))] }
        }
        for index in 0..<2 where axes.count(of: index) == axes.count && axes.count < 1000 {
          cases.append(
            ConformanceCase(
              "\(function) of \(left) and \(right) in place of input \(index)",
              [numbers(axes, 0, .specials), numbers(axes, 1, .specials)], into: [.updated(index)]
            ) { [.binary(Binary(function, $0[0], $0[1], over: axes, into: $1[0]))] })
        }
        return cases
      }
    }
      + [Binary.Function.minimum, .maximum].flatMap { function in
        shapePairs.map { left, right in
          let axes = axes(left, right)
          return ConformanceCase(
            "\(function) of bool \(left) and \(right)",
            [booleans(axes.count(of: 0), salt: 0), booleans(axes.count(of: 1), salt: 1)],
            into: [.fresh(.bool, axes.count)]
          ) { [.binary(Binary(function, $0[0], $0[1], over: axes, into: $1[0]))] }
        }
      }
  }

  private static var comparisons: [ConformanceCase] {
    let lengthPairs = lengths.filter { $0 < 200 }.map { ([$0], [$0]) }
    return Comparison.Function.allCases.flatMap { function in
      (shapePairs + lengthPairs).flatMap { left, right in
        let axes = axes(left, right)
        let (first, second) = (axes.count(of: 0), axes.count(of: 1))
        let operands: [[HostArray]] = [
          [numbers(axes, 0, .specials), numbers(axes, 1, .specials)],
          [integers(first, step: 7), integers(second, step: 5)],
          [booleans(first, salt: 0), booleans(second, salt: 1)],
        ]
        return operands.filter { axes.count < 1000 || $0[0].type == .float32 }.map { operands in
          ConformanceCase(
            "\(function) of \(operands[0].type) \(left) and \(right)", operands,
            into: [.fresh(.bool, axes.count)]
          ) { [.comparison(Comparison(function, $0[0], $0[1], over: axes, into: $1[0]))] }
        }
      }
    }
  }

  private static var selections: [ConformanceCase] {
    let shapes: [([Int], [Int], [Int])] =
      shapePairs.map { ($0, $1, []) } + shapePairs.map { ([], $0, $1) }
      + shapePairs.map { ($1, $0, $0) } + shapePairs.map { ($0, [], $1) }
      + lengths.filter { $0 < 200 }.map { ([$0], [$0], [$0]) }
      + [([5, 1, 1], [5, 7, 13], [1, 13]), ([7, 13], [5, 7, 1], [5, 1, 1])]
    return shapes.flatMap { mask, left, right in
      let axes = axes(mask, left, right)
      let inputs = [
        booleans(axes.count(of: 0), salt: 5), numbers(axes, 1, .specials),
        numbers(axes, 2, .specials),
      ]
      let whole = [1, 2].filter { axes.count(of: $0) == axes.count && axes.count < 1000 }
      return ([.fresh(.float32, axes.count)] + whole.map { .updated($0) }).map {
        (output: ConformanceCase.Output) in
        ConformanceCase(
          "select by \(mask) from \(left) and \(right) into \(output)", inputs, into: [output],
          isExact: true
        ) { [.select(Select($0[0], $0[1], $0[2], over: axes, into: $1[0]))] }
      }
    }
  }

  /// Sums, and repetitions, over axes that are not neighbours.
  static let severalAxes: [([Int], [Int])] = [
    ([3, 5, 7], [1, 5, 1]), ([2, 3, 2, 9], [2, 1, 2, 1]), ([9, 2, 70, 3], [1, 2, 1, 3]),
    ([65, 2, 64], [1, 2, 1]), ([5, 3, 33, 17], [1, 3, 1, 17]),
    ([2, 3, 2, 3, 2, 9], [1, 3, 1, 3, 1, 9]),
    ([2, 3, 2, 3, 2, 9], [2, 1, 2, 1, 2, 1]), ([0, 3, 2], [1, 3, 1]),
    ([2, 0, 3, 4], [1, 1, 3, 1]),
    ([4, 0, 5], [1, 0, 1]), ([64, 65, 2], [1, 1, 2]), ([70, 8, 70, 9], [1, 8, 1, 9]),
  ]

  static var sumsOverSeveralAxes: [ConformanceCase] {
    severalAxes.flatMap { shape, kept in
      let axes = axes(shape, kept)
      return [Numbers.normals, .tiny, .sparse].map { kind in
        ConformanceCase(
          "sum of \(shape) to \(kept) \(kind)", [kind.array(axes.count)],
          into: [.fresh(.float32, axes.count(of: 1))]
        ) { [.sum(Sum($0[0], over: axes, into: $1[0]))] }
      }
    }
  }

  static var broadcastsAlongSeveralAxes: [ConformanceCase] {
    severalAxes.map { shape, kept in
      let axes = axes(shape, kept)
      return ConformanceCase(
        "broadcast of \(kept) to \(shape)", [Numbers.specials.array(axes.count(of: 1))],
        into: [.fresh(.float32, axes.count)], isExact: true
      ) { [.broadcast(Broadcast($0[0], over: axes, into: $1[0]))] }
    }
  }
}
