/// The axes over which operands of different shapes are paired (NUM-070).
///
/// Shapes are aligned at their last axes; an operand with length 1 (or no axis) where another one has
/// more is *repeated* along that axis. Axes of length 1 are left out and neighbouring axes along which
/// the same operands are repeated are one, so that equal shapes have a single axis.
public struct BroadcastAxes: Sendable {
  /// Most axes a shape may have.
  public static let maximumRank = 6

  /// Number of axes, at least 1.
  public private(set) var rank = 0
  private var lengths = InlineArray<6, Int>(repeating: 1)
  /// Bit i of an axis is set when operand i is repeated along it.
  private var repetitions = InlineArray<6, UInt8>(repeating: 0)

  /// Creates the axes of operands of equal shapes.
  public init(count: Int) {
    append(count, repeating: 0)
    if rank == 0 { rank = 1 }
  }

  /// Creates the axes of operands of these shapes, or returns nil where they do not fit.
  ///
  /// - Precondition: no shape has more than six axes.
  public init?(_ shapes: [[Int]]) {
    let rank = shapes.map(\.count).max() ?? 0
    precondition(rank <= Self.maximumRank, "shapes \(shapes) have more than six axes")
    for axis in 0..<rank {
      let own = shapes.map { shape in
        let place = axis - (rank - shape.count)
        return place < 0 ? 1 : shape[place]
      }
      let length = own.first { $0 != 1 } ?? 1
      guard own.allSatisfy({ $0 == 1 || $0 == length }) else { return nil }
      let repeated = own.indices.reduce(UInt8(0)) { own[$1] == length ? $0 : $0 | 1 << $1 }
      append(length, repeating: repeated)
    }
    if self.rank == 0 { self.rank = 1 }
  }

  /// Creates the axes of `[outer, middle, inner]` and an operand 1 that is repeated over the middle.
  public init(outer: Int, repeated: Int, inner: Int) {
    append(outer, repeating: 0)
    append(repeated, repeating: 2)
    append(inner, repeating: 0)
    if rank == 0 { rank = 1 }
  }

  private mutating func append(_ length: Int, repeating operands: UInt8) {
    if length == 1 { return }
    if rank > 0 && repetitions[rank - 1] == operands {
      lengths[rank - 1] *= length
    } else {
      lengths[rank] = length
      repetitions[rank] = operands
      rank += 1
    }
  }

  /// Length of an axis.
  public func length(_ axis: Int) -> Int { lengths[axis] }

  /// Whether an operand is repeated along an axis.
  public func repeats(_ operand: Int, along axis: Int) -> Bool {
    repetitions[axis] >> operand & 1 == 1
  }

  /// Number of results.
  public var count: Int { product(0..<rank) { _ in true } }

  /// Number of elements of an operand.
  public func count(of operand: Int) -> Int {
    product(0..<rank) { !repeats(operand, along: $0) }
  }

  /// How often each element of an operand is repeated.
  public func repetitions(of operand: Int) -> Int {
    product(0..<rank) { repeats(operand, along: $0) }
  }

  /// Distance of an operand's neighbours along an axis, 0 where it is repeated.
  public func stride(of operand: Int, along axis: Int) -> Int {
    repeats(operand, along: axis) ? 0 : product(axis + 1..<rank) { !repeats(operand, along: $0) }
  }

  /// Distance, along an axis, in the row-major order of the repetitions of an operand; 0 where it is not
  /// repeated.
  public func repetitionStride(of operand: Int, along axis: Int) -> Int {
    repeats(operand, along: axis) ? product(axis + 1..<rank) { repeats(operand, along: $0) } : 0
  }

  private func product(_ axes: Range<Int>, where condition: (Int) -> Bool) -> Int {
    var product = 1
    for axis in axes where condition(axis) { product *= lengths[axis] }
    return product
  }

  /// Place, in an operand, of the element with a row-major index over some of the axes and 0 on the
  /// others.
  public func place(_ index: Int, over axes: [Int], of operand: Int) -> Int {
    var (rest, place) = (index, 0)
    for axis in axes.reversed() {
      place += rest % lengths[axis] * stride(of: operand, along: axis)
      rest /= lengths[axis]
    }
    return place
  }

  /// The axes as `[outer, repeated, inner]` of an operand, or nil where it is repeated along several.
  public func run(repeating operand: Int) -> (outer: Int, repeated: Int, inner: Int)? {
    var found: Int?
    for axis in 0..<rank where repeats(operand, along: axis) {
      if found != nil { return nil }
      found = axis
    }
    guard let axis = found else { return (count, 1, 1) }
    return (product(0..<axis) { _ in true }, lengths[axis], product(axis + 1..<rank) { _ in true })
  }

  /// Lengths of an operand's axes, 1 where it is repeated, such as `64x1`.
  public func label(of operand: Int) -> String {
    (0..<rank).map { repeats(operand, along: $0) ? "1" : "\(lengths[$0])" }
      .joined(separator: "x")
  }
}
