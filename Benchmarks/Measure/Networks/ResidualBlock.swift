import Lockstep

/// Two normalised convolutions and a way around them.
struct ResidualBlock: UnaryLayer {
  let first: Conv2D
  let second: Conv2D
  let firstNorm: BatchNorm
  let secondNorm: BatchNorm
  let shortcut: Conv2D?
  let shortcutNorm: BatchNorm?
  let place = LayerPlace()

  init(from inputs: Int, to outputs: Int, stride: Int) {
    first = Conv2D(
      from: inputs, to: outputs, kernel: 3, stride: Size2D(stride), padding: 1, bias: false)
    second = Conv2D(from: outputs, to: outputs, kernel: 3, padding: 1, bias: false)
    firstNorm = BatchNorm(outputs)
    secondNorm = BatchNorm(outputs)
    let isPlain = stride == 1 && inputs == outputs
    shortcut =
      isPlain
      ? nil
      : Conv2D(from: inputs, to: outputs, kernel: 1, stride: Size2D(stride), bias: false)
    shortcutNorm = isPlain ? nil : BatchNorm(outputs)
  }

  var contents: Contents {
    var parts: [(String, any LayerPart)] = [
      ("first", first), ("second", second), ("firstNorm", firstNorm), ("secondNorm", secondNorm),
    ]
    if let shortcut, let shortcutNorm {
      parts += [("shortcut", shortcut), ("shortcutNorm", shortcutNorm)]
    }
    return Contents(parts)
  }

  func callAsFunction(_ images: Tensor, _ context: Context) -> Tensor {
    let middle = firstNorm(first(images, context), context).relu()
    let deep = secondNorm(second(middle, context), context)
    guard let shortcut, let shortcutNorm else { return (deep + images).relu() }
    return (deep + shortcutNorm(shortcut(images, context), context)).relu()
  }
}
