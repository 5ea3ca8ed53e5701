import Devices
import NumericsContract

extension Tensor {
  /// The rows that indices name, as an embedding looks them up (NUM-085).
  ///
  /// - Shapes: `[r, s…]` at int32 `[i…]` → `[i…, s…]`.
  /// - Gradient: dy added at the rows that the indices name, by the sum rule over their positions in
  ///   ascending order (NUM-086); none for the indices.
  /// - Precondition: the shapes fit, else the program stops naming both. An index outside the rows makes
  ///   its row NaN, or 0 where the table's type has no NaN (NUM-092).
  public func gathered(at indices: Tensor) -> Tensor {
    if shape.rank == 0 || indices.type != .int32
      || indices.shape.rank + shape.rank - 1 > Shape.maximumRank
    {
      dispatcher.refuse(
        "gather",
        "a table of shape \(shape) and \(indices.type.rawValue) indices of shape "
          + "\(indices.shape) do not fit; expected [rows, …] and int32, of at most "
          + "\(Shape.maximumRank) axes together beside the rows")
    }
    let (rows, tail) = (shape[0], Array(shape.axes.dropFirst()))
    let output = sibling(Shape(indices.shape.axes + tail))
    dispatcher.perform(
      .gather(
        Gather(
          operand, at: indices.operand, rows: rows, columns: tail.reduce(1, *),
          into: output.operand)))
    let indices = indices.detached
    return output.recorded(from: self) { [$0.scatterAdded(at: indices, rows: rows)] }
  }

  /// Rows added up where indices say, the others +0 (NUM-086).
  ///
  /// - Shapes: `[i…, s…]` at int32 `[i…]` → `[rows, s…]`.
  /// - Gradient: the rows of dy that the indices name (NUM-085); none for the indices.
  /// - Precondition: the shapes fit, else the program stops naming both. A row whose index is outside the
  ///   rows takes part in nothing.
  public func scatterAdded(at indices: Tensor, rows: Int) -> Tensor {
    if isStored("scatterAdd") {
      return widened.scatterAdded(at: indices, rows: rows).narrowed(to: type)
    }
    let rank = indices.shape.rank
    if indices.type != .int32 || rank == 0 || Array(shape.axes.prefix(rank)) != indices.shape.axes
      || rows < 0
    {
      dispatcher.refuse(
        "scatterAdd",
        "input of shape \(shape) and \(indices.type.rawValue) indices of shape \(indices.shape) "
          + "do not fit \(rows) rows; expected [indices, …] and int32 [indices]")
    }
    let tail = Array(shape.axes.dropFirst(rank))
    let output = sibling(Shape([rows] + tail))
    dispatcher.perform(
      .scatterAdd(
        ScatterAdd(
          operand, at: indices.operand, rows: rows, columns: tail.reduce(1, *),
          into: output.operand)))
    let indices = indices.detached
    return output.recorded(from: self) { [$0.gathered(at: indices)] }
  }
}
