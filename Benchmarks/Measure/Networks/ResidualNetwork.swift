import Lockstep

/// ResNet-18's blocks for 32 × 32 images: four stages of two blocks, 64 to 512 channels.
struct ResidualNetwork: Network {
  let stem = Conv2D(from: 3, to: 64, kernel: 3, padding: 1, bias: false)
  let norm = BatchNorm(64)
  let blocks: [ResidualBlock]
  let pool = AdaptiveAveragePool2D()
  let output = Linear(from: 512, to: 10)

  init() {
    var inputs = 64
    blocks = [(64, 1), (128, 2), (256, 2), (512, 2)].flatMap { outputs, stride in
      defer { inputs = outputs }
      return [
        ResidualBlock(from: inputs, to: outputs, stride: stride),
        ResidualBlock(from: outputs, to: outputs, stride: 1),
      ]
    }
  }

  var contents: Contents {
    ["stem": stem, "norm": norm, "blocks": blocks, "pool": pool, "output": output]
  }

  func scores(_ images: Tensor, _ context: Context) -> Tensor {
    let start = norm(stem(images, context), context).relu()
    let features = blocks.reduce(start) { $1($0, context) }
    return output(pool(features, context).reshaped(to: [images.shape[0], 512]), context)
  }

  static func batch(_ inputs: RandomInputs) -> (inputs: Tensor, labels: Tensor) {
    (
      inputs.uniform([16, 32, 32, 3], 0, 1, name: "images"),
      inputs.labels(16, classes: 10)
    )
  }
}
