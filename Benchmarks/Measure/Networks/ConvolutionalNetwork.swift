import Lockstep

/// 28 × 28 images: two convolutions, pooling, two linear layers.
struct ConvolutionalNetwork: Network {
  let first = Conv2D(from: 1, to: 32, kernel: 3, relu: true)
  let second = Conv2D(from: 32, to: 64, kernel: 3, relu: true)
  let pool = MaxPool2D(2)
  let hidden = Linear(from: 12 * 12 * 64, to: 128)
  let output = Linear(from: 128, to: 10)

  var contents: Contents {
    ["first": first, "second": second, "pool": pool, "hidden": hidden, "output": output]
  }

  func scores(_ images: Tensor, _ context: Context) -> Tensor {
    let features = second(first(images, context), context)
    let rows = pool(features, context).reshaped(to: [images.shape[0], 12 * 12 * 64])
    return output(hidden(rows, context).relu(), context)
  }

  static func batch(_ inputs: RandomInputs) -> (inputs: Tensor, labels: Tensor) {
    (
      inputs.uniform([64, 28, 28, 1], 0, 1, name: "images"),
      inputs.labels(64, classes: 10)
    )
  }
}
