import Devices
import ReferenceDevice
import Tensors
import Testing

/// Batch norm as tensors know it.
@Suite("Normalizations")
struct NormalizationTests {
  @Test("NUM-112: gradients of batch norm with respect to x, γ and β")
  func batchNorm() throws { try GradientCase.batchNorm.check() }

  @Test("NUM-110: an image batch has the statistics of its pixels' rows")
  func images() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let values = GradientCase.uniform(2 * 3 * 5 * 4, in: -2...2, salt: 1)
    let (ones, zeros) = ([Float](repeating: 1, count: 4), [Float](repeating: 0, count: 4))
    func result(_ shape: Shape) -> Tensor.BatchNormResult {
      Tensor(values, shape: shape, on: dispatcher).batchNorm(
        gamma: Tensor(ones, shape: [4], on: dispatcher),
        beta: Tensor(zeros, shape: [4], on: dispatcher), epsilon: 1e-5)
    }
    let (images, rows) = (result([2, 3, 5, 4]), result([30, 4]))
    #expect(images.output.shape == [2, 3, 5, 4] && images.mean.shape == [4])
    for (image, row) in [
      (images.output, rows.output), (images.mean, rows.mean), (images.variance, rows.variance),
    ] {
      #expect(try image.floats().map(\.bitPattern) == row.floats().map(\.bitPattern))
    }
  }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("batch norm of tensors that do not fit names the shapes")
  func refusals() async {
    let training = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([2, 3], on: dispatcher).batchNorm(
        gamma: Self.zeros([3], on: dispatcher), beta: Self.zeros([2], on: dispatcher),
        epsilon: 1e-5)
    }
    #expect(
      training.text.contains(
        "batchNorm outside any layer: input of shape [2, 3] does not fit gamma of shape [3], beta "
          + "of shape [2]; expected […, n] and [n]"))
    let tracked = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = TrainingPass([([1, 2], [1, 2])], on: ReferenceDevice()).tensors[0]
      let vector = Self.zeros([2], on: x.dispatcher)
      _ = x.batchNorm(mean: vector, variance: vector, gamma: vector, beta: vector, epsilon: 1e-5)
    }
    #expect(tracked.text.contains("with given statistics it has no gradient"))
  }
}
