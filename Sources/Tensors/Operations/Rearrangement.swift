import Devices

extension Shape {
  /// Elements from one place to the next along each axis of a row-major array.
  var strides: [Int] {
    var strides = axes
    var stride = 1
    for axis in strides.indices.reversed() {
      strides[axis] = stride
      stride *= self[axis]
    }
    return strides
  }

  /// This shape with another length of one axis.
  func replacing(_ axis: Int, by length: Int) -> Shape {
    var lengths = axes
    lengths[axis] = length
    return Shape(lengths)
  }
}

extension Tensor {
  /// The axes in another order: axis a of the result is axis `order[a]` of this tensor (NUM-087).
  ///
  /// - Shapes: `[l₀, l₁, …] → [l(order₀), l(order₁), …]`.
  /// - Gradient: dy in the inverse order.
  /// - Precondition: `order` names every axis once, else the program stops naming the shape.
  public func permuted(_ order: [Int]) -> Tensor {
    if order.sorted() != Array(0..<shape.rank) {
      dispatcher.refuse("permute", "order \(order) does not name each axis of shape \(shape) once")
    }
    if order == Array(0..<shape.rank) { return self }
    let output = sibling(Shape(order.map { shape[$0] }), type: type)
    let (from, to) = (shape.strides, output.shape.strides)
    copyElements(
      order.indices.map { axis in
        CopyAxis(
          count: output.shape[axis], inputStride: from[order[axis]], outputStride: to[axis])
      }, to: output)
    var inverse = order
    for (axis, original) in order.enumerated() { inverse[original] = axis }
    return output.recorded(from: self) { [$0.permuted(inverse)] }
  }

  /// Two axes exchanged, the last two unless named; negative counts from the last (NUM-087).
  ///
  /// - Gradient: dy with the same two axes exchanged.
  /// - Precondition: the axes exist, else the program stops naming the shape.
  public func transposed(_ first: Int = -2, _ second: Int = -1) -> Tensor {
    var order = Array(0..<shape.rank)
    order.swapAt(axisIndex(first, "transpose"), axisIndex(second, "transpose"))
    return permuted(order)
  }

  /// Part of an axis: every `step`-th place of a range (NUM-087).
  ///
  /// Where the part is one run of elements and the step is 1, nothing is copied.
  ///
  /// - Shapes: `[…, l, …] → […, ⌈range ÷ step⌉, …]`.
  /// - Gradient: dy at the places that were taken, +0 elsewhere.
  /// - Precondition: the range lies within the axis and the step is positive, else the program stops
  ///   naming the shape.
  public func sliced(axis: Int = 0, _ range: Range<Int>, step: Int = 1) -> Tensor {
    let axis = axisIndex(axis, "slice")
    if range.lowerBound < 0 || range.upperBound > shape[axis] || step < 1 {
      dispatcher.refuse(
        "slice", "places \(range) by \(step) do not lie within axis \(axis) of shape \(shape)")
    }
    if range == 0..<shape[axis], step == 1 { return self }
    let length = (range.count + step - 1) / step
    let part = shape.replacing(axis, by: length)
    let strides = shape.strides
    let start = part.count == 0 ? 0 : range.lowerBound * strides[axis]
    let original = shape
    let axes = zip(strides, part.strides).enumerated().map { place, strides in
      CopyAxis(
        count: part[place], inputStride: strides.0 * (place == axis ? step : 1),
        outputStride: strides.1)
    }
    let output: Tensor
    if step == 1, shape.axes[..<axis].allSatisfy({ $0 == 1 }) {
      let run = Operand(
        operand.storage, type: type, offset: operand.offset + start, count: part.count)
      output = Tensor(run, shape: part, on: dispatcher)
    } else {
      output = sibling(part, type: type)
      copyElements(axes, from: start, to: output)
    }
    return output.recorded(from: self) { upstream in
      let gradient = upstream.filledSibling(original, 0)
      let inverse = axes.map {
        CopyAxis(count: $0.count, inputStride: $0.outputStride, outputStride: $0.inputStride)
      }
      upstream.copyElements(inverse, to: gradient, at: start)
      return [gradient]
    }
  }

  /// A constant before and behind an axis (NUM-087).
  ///
  /// - Shapes: `[…, l, …] → […, before + l + after, …]`.
  /// - Gradient: the slice of dy where this tensor is.
  /// - Precondition: the axis exists and nothing is negative, else the program stops naming the shape.
  public func padded(axis: Int, before: Int, after: Int, with value: Double = 0) -> Tensor {
    let axis = axisIndex(axis, "pad")
    if before < 0 || after < 0 {
      dispatcher.refuse("pad", "\(before) before and \(after) behind axis \(axis) of \(shape)")
    }
    let length = shape[axis]
    let output = filledSibling(shape.replacing(axis, by: before + length + after), value)
    place(in: output, axis: axis, at: before)
    return output.recorded(from: self) {
      [$0.sliced(axis: axis, before..<before + length)]
    }
  }

  /// Copies this tensor into a wider one, where it starts at a place of one axis.
  func place(in output: Tensor, axis: Int, at start: Int) {
    let (from, to) = (shape.strides, output.shape.strides)
    copyElements(
      shape.axes.enumerated().map { place, count in
        CopyAxis(count: count, inputStride: from[place], outputStride: to[place])
      }, to: output, at: count == 0 ? 0 : start * to[axis])
  }

  /// Position of an axis; negative counts from the last.
  func axisIndex(_ axis: Int, _ operation: String) -> Int {
    let position = axis < 0 ? shape.rank + axis : axis
    if position < 0 || position >= shape.rank {
      dispatcher.refuse(operation, "axis \(axis) of shape \(shape)")
    }
    return position
  }

  /// A new tensor of this one's type, every element the same.
  func filledSibling(_ shape: Shape, _ value: Double) -> Tensor {
    let output = sibling(shape, type: type)
    dispatcher.perform(.fill(Fill(value, into: output.operand)))
    return output
  }

  /// Moves elements, from one of this tensor on, to one of another tensor on.
  func copyElements(
    _ axes: [CopyAxis], from start: Int = 0, to output: Tensor, at place: Int = 0
  ) {
    func run(_ operand: Operand, _ start: Int, _ span: Int) -> Operand {
      Operand(operand.storage, type: operand.type, offset: operand.offset + start, count: span)
    }
    dispatcher.perform(
      .copy(
        Copy(
          run(operand, start, axes.inputSpan), into: run(output.operand, place, axes.outputSpan),
          axes: axes)))
  }
}
