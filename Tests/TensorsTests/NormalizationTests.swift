import Devices
import ReferenceDevice
import Tensors
import Testing

/// Batch norm as tensors know it.
@Suite("Normalizations")
struct NormalizationTests {
  @Test("NUM-112: gradients of batch norm with respect to x, γ and β")
  func batchNorm() throws { try GradientCase.batchNorm.check() }

  @Test("NUM-112: gradients of batch norm with given statistics")
  func givenBatchNorm() throws { try GradientCase.givenBatchNorm.check() }

  @Test("NUM-117: gradients of group norm with respect to x, γ and β")
  func groupNorm() throws { try GradientCase.groupNorm.check() }

  @Test("NUM-118: gradients of RMS norm with respect to x and γ")
  func rmsNorm() throws { try GradientCase.rmsNorm.check() }

  @Test("NUM-015, NUM-118: rows of several axes are rows of their elements")
  func trailingAxes() throws {
    let shapes: [(Shape, Shape)] = [([2, 3, 4], [3, 4]), ([2, 12], [12])]
    var found: [[[UInt32]]] = []
    for (shape, row) in shapes {
      let pass = TrainingPass(
        [
          (GradientCase.uniform(24, in: -2...2, salt: 1), shape),
          (GradientCase.uniform(12, in: 0.5...1.5, salt: 2), row),
          (GradientCase.uniform(12, in: -1...1, salt: 3), row),
        ], on: ReferenceDevice())
      let x = pass.tensors
      let output = x[0].layerNorm(gamma: x[1], beta: x[2], epsilon: 1e-5)
      let scaled = output.rmsNorm(gamma: x[1], epsilon: 1e-6)
      #expect(scaled.shape == shape)
      let gradients = try pass.gradients(
        of: scaled, from: GradientCase.uniform(24, in: -1...1, salt: 4))
      found.append(
        try [output.floats().map(\.bitPattern), scaled.floats().map(\.bitPattern)]
          + gradients.map { $0.map(\.bitPattern) })
    }
    #expect(found[0] == found[1])
  }

  @Test("NUM-117: one group of whole images is a layer norm whose scale repeats for each pixel")
  func oneGroup() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let values = GradientCase.uniform(2 * 5 * 3, in: -2...2, salt: 1)
    let (gamma, beta) = (
      GradientCase.uniform(3, in: 0.5...1.5, salt: 2), GradientCase.uniform(3, in: -1...1, salt: 3)
    )
    let grouped = Tensor(values, shape: [2, 5, 3], on: dispatcher).groupNorm(
      groups: 1, gamma: Tensor(gamma, shape: [3], on: dispatcher),
      beta: Tensor(beta, shape: [3], on: dispatcher), epsilon: 1e-5)
    let repeated = { (vector: [Float]) in
      Tensor((0..<5).flatMap { _ in vector }, shape: [15], on: dispatcher)
    }
    let rows = Tensor(values, shape: [2, 15], on: dispatcher).layerNorm(
      gamma: repeated(gamma), beta: repeated(beta), epsilon: 1e-5)
    #expect(try grouped.floats().map(\.bitPattern) == rows.floats().map(\.bitPattern))
  }

  @Test("group norm and RMS norm of tensors that do not fit name the shapes")
  func otherRefusals() async {
    let groups = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([2, 4, 6], on: dispatcher).groupNorm(
        groups: 4, gamma: Self.zeros([6], on: dispatcher), beta: Self.zeros([6], on: dispatcher),
        epsilon: 1e-5)
    }
    #expect(groups.text.contains("input of shape [2, 4, 6]"))
    #expect(groups.text.contains("do not fit 4 groups"))
    let rows = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([2, 4, 6], on: dispatcher)
        .rmsNorm(gamma: Self.zeros([4], on: dispatcher), epsilon: 1e-5)
    }
    #expect(
      rows.text.contains(
        "rmsNorm outside any layer: input of shape [2, 4, 6], gamma of shape [4] do not fit"))
  }

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
      let mean = TrainingPass([([1, 2], [2])], on: ReferenceDevice()).tensors[0]
      let vector = Self.zeros([2], on: mean.dispatcher)
      _ = Self.zeros([3, 2], on: mean.dispatcher).batchNorm(
        mean: mean, variance: vector, gamma: vector, beta: vector, epsilon: 1e-5)
    }
    #expect(
      tracked.text.contains("batchNorm outside any layer: given statistics have no gradient"))
  }
}
