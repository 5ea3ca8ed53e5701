import Devices

/// Tensors one after another along an axis; negative counts from the last (NUM-087).
///
/// - Shapes: `[…, l₀, …]`, `[…, l₁, …]`, … → `[…, l₀ + l₁ + …, …]`.
/// - Gradient: slices of dy.
/// - Precondition: at least one tensor; types and all other lengths agree, else the program stops naming
///   the shapes.
public func concatenate(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first else {
    preconditionFailure("concatenate of no tensors")
  }
  let axis = first.axisIndex(axis, "concatenate")
  let lengths = tensors.map { $0.shape.rank == first.shape.rank ? $0.shape[axis] : -1 }
  let agree = zip(tensors, lengths).allSatisfy { tensor, length in
    length >= 0 && tensor.shape == first.shape.replacing(axis, by: length)
      && tensor.type == first.type
  }
  if !agree {
    first.dispatcher.refuse(
      "concatenate",
      "\(tensors.map(\.description).joined(separator: ", ")) do not fit along axis \(axis)")
  }
  let output = first.sibling(
    first.shape.replacing(axis, by: lengths.reduce(0, +)), type: first.type)
  var start = 0
  for (tensor, length) in zip(tensors, lengths) {
    tensor.place(in: output, axis: axis, at: start)
    start += length
  }
  return output.recorded(from: tensors) { $0.split(axis: axis, sizes: lengths) }
}

/// Tensors of one shape side by side along a new axis (NUM-087).
///
/// - Shapes: n times `[l…]` → `[…, n, …]`, the new axis at `axis`; negative counts from behind the last.
/// - Gradient: slices of dy.
/// - Precondition: at least one tensor; types and shapes agree, else the program stops naming the shapes.
public func stack(_ tensors: [Tensor], axis: Int = 0) -> Tensor {
  guard let first = tensors.first else {
    preconditionFailure("stack of no tensors")
  }
  let position = axis < 0 ? first.shape.rank + 1 + axis : axis
  if position < 0 || position > first.shape.rank || first.shape.rank == Shape.maximumRank
    || tensors.contains(where: { $0.shape != first.shape })
  {
    first.dispatcher.refuse(
      "stack", "\(tensors.map(\.description).joined(separator: ", ")) along a new axis \(axis)")
  }
  var axes = first.shape.axes
  axes.insert(1, at: position)
  return concatenate(tensors.map { $0.reshaped(to: Shape(axes)) }, axis: position)
}

extension Tensor {
  /// Consecutive parts of an axis, of given lengths (NUM-087).
  ///
  /// - Gradient: that of `sliced`, for each part that is used.
  /// - Precondition: the lengths add up to the axis, else the program stops naming the shape.
  public func split(axis: Int = 0, sizes: [Int]) -> [Tensor] {
    let axis = axisIndex(axis, "split")
    if sizes.reduce(0, +) != shape[axis] || sizes.contains(where: { $0 < 0 }) {
      dispatcher.refuse("split", "lengths \(sizes) do not add up to axis \(axis) of shape \(shape)")
    }
    var start = 0
    return sizes.map { length in
      defer { start += length }
      return sliced(axis: axis, start..<start + length)
    }
  }
}
