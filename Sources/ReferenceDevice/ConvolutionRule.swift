internal import Devices

// NUM-100 to NUM-102, one product for each element of the result.

extension ConvolutionShape {
  /// Numbers of a term of the product rule over (kernel row, kernel column, channel of a group).
  fileprivate func term(_ p: Int, channels: Int) -> (row: Int, column: Int, channel: Int) {
    let (tap, channel) = p.quotientAndRemainder(dividingBy: channels)
    let (row, column) = tap.quotientAndRemainder(dividingBy: columns.kernel)
    return (row, column, channel)
  }

  /// x under a kernel element of a window; +0 in the padding.
  fileprivate func element<Number: ElementFloat>(
    _ x: [Number], _ image: Int, window: (row: Int, column: Int), tap: (row: Int, column: Int),
    channel: Int
  ) -> Number {
    guard let row = rows.position(window: window.row, tap: tap.row),
      let column = columns.position(window: window.column, tap: tap.column)
    else { return 0 }
    return x[((image * rows.input + row) * columns.input + column) * inputs + channel]
  }

  /// Image, row and column of position `index` of y.
  fileprivate func window(_ index: Int) -> (image: Int, row: Int, column: Int) {
    let (line, column) = index.quotientAndRemainder(dividingBy: columns.output)
    let (image, row) = line.quotientAndRemainder(dividingBy: rows.output)
    return (image, row, column)
  }
}

extension Convolution {
  /// Without the bias, which `AddRow` adds.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (x, w) = (self.input.elements(type), weight.elements(type))
    let terms = shape.rows.kernel * shape.columns.kernel * shape.groupInputs
    var y: [Number] = []
    for position in 0..<shape.positionCount {
      let window = shape.window(position)
      for output in 0..<shape.outputs {
        let firstChannel = output / shape.groupOutputs * shape.groupInputs
        y.append(
          product(
            terms,
            { p in
              let term = shape.term(p, channels: shape.groupInputs)
              return shape.element(
                x, window.image, window: (window.row, window.column),
                tap: (term.row, term.column), channel: firstChannel + term.channel)
            }, { p in w[output * terms + p] }))
      }
    }
    self.output.store(y)
  }
}

extension ConvolutionInputGradient {
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (dy, w) = (upstream.elements(type), weight.elements(type))
    let channels = shape.groupOutputs
    let (rows, columns) = (shape.rows, shape.columns)
    var dx: [Number] = []
    for index in 0..<shape.inputCount {
      let (pixel, input) = index.quotientAndRemainder(dividingBy: shape.inputs)
      let (line, column) = pixel.quotientAndRemainder(dividingBy: columns.input)
      let (image, row) = line.quotientAndRemainder(dividingBy: rows.input)
      let (group, channel) = input.quotientAndRemainder(dividingBy: shape.groupInputs)
      func output(_ p: Int) -> Int? {
        let term = shape.term(p, channels: channels)
        guard let i = rows.window(over: row, tap: term.row),
          let j = columns.window(over: column, tap: term.column)
        else { return nil }
        return ((image * rows.output + i) * columns.output + j) * shape.outputs
          + group * channels + term.channel
      }
      dx.append(
        product(
          rows.kernel * columns.kernel * channels, present: { output($0) != nil },
          { p in output(p).map { dy[$0] } ?? .nan },
          { p in
            let term = shape.term(p, channels: channels)
            let filter = (group * channels + term.channel) * rows.kernel + term.row
            return w[(filter * columns.kernel + term.column) * shape.groupInputs + channel]
          }))
    }
    self.output.store(dx)
  }
}

extension ConvolutionWeightGradient {
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (dy, x) = (upstream.elements(type), self.input.elements(type))
    let taps = shape.rows.kernel * shape.columns.kernel
    var dw: [Number] = []
    for index in 0..<shape.weightCount {
      let output = index / (taps * shape.groupInputs)
      let term = shape.term(index % (taps * shape.groupInputs), channels: shape.groupInputs)
      let channel = output / shape.groupOutputs * shape.groupInputs + term.channel
      dw.append(
        product(
          shape.positionCount, { p in dy[p * shape.outputs + output] },
          { p in
            let window = shape.window(p)
            return shape.element(
              x, window.image, window: (window.row, window.column), tap: (term.row, term.column),
              channel: channel)
          }))
    }
    self.output.store(dw)
  }
}
