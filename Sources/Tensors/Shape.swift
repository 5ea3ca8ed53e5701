/// Lengths of a tensor's axes, outermost first, at most six, kept without allocation.
public struct Shape: Sendable, Equatable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// Most axes a tensor may have.
  public static let maximumRank = 6

  private var lengths = InlineArray<6, Int>(repeating: 1)
  /// Number of axes; 0 for a scalar.
  public let rank: Int

  /// Creates a shape from the lengths of the axes.
  ///
  /// - Precondition: at most six axes, none negative.
  public init(_ axes: [Int]) {
    precondition(
      axes.count <= Shape.maximumRank && axes.allSatisfy { $0 >= 0 },
      "a shape of \(axes); at most \(Shape.maximumRank) axes, none negative")
    rank = axes.count
    for (axis, length) in axes.enumerated() { lengths[axis] = length }
  }

  /// Creates a shape from a literal such as `[64, 10]`.
  public init(arrayLiteral axes: Int...) { self.init(axes) }

  /// Length of an axis; negative counts from the last.
  public subscript(_ axis: Int) -> Int {
    let position = axis < 0 ? rank + axis : axis
    precondition(position >= 0 && position < rank, "axis \(axis) of a tensor of shape \(self)")
    return lengths[position]
  }

  /// Number of elements.
  public var count: Int {
    var product = 1
    for axis in 0..<rank { product *= lengths[axis] }
    return product
  }

  /// The lengths as an array.
  public var axes: [Int] { (0..<rank).map { lengths[$0] } }

  /// Such as `[64, 10]`.
  public var description: String { "\(axes)" }

  /// Equal rank and equal lengths.
  public static func == (left: Shape, right: Shape) -> Bool {
    guard left.rank == right.rank else { return false }
    for axis in 0..<left.rank where left.lengths[axis] != right.lengths[axis] { return false }
    return true
  }
}
