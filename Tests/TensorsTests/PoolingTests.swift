import Devices
import ReferenceDevice
import Tensors
import Testing

/// Pooling as tensors know it.
@Suite("Pooling")
struct PoolingTests {
  @Test("NUM-115, NUM-116: gradients of pooling", arguments: GradientCase.pools)
  func gradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-114: adaptive windows cover the input; strided ones leave a rest out")
  func windows() {
    let adaptive = PoolAxis.adaptive(7, to: 3)
    #expect((0..<3).map(adaptive.positions) == [0..<3, 2..<5, 4..<7])
    let wider = PoolAxis.adaptive(2, to: 3)
    #expect((0..<3).map(wider.positions) == [0..<1, 0..<2, 1..<2])
    let strided = PoolAxis.strided(6, window: 3, stride: 2, padding: 1)
    #expect(strided.output == 3)
    #expect((0..<3).map(strided.positions) == [0..<2, 1..<4, 3..<6])
    #expect((0..<3).map(strided.length) == [3, 3, 3])
    #expect(PoolAxis.strided(6, window: 4, stride: 4).output == 1)
  }

  @Test("NUM-115: of equal elements the first has the gradient, and −0 is equal to +0")
  func ties() throws {
    let pass = TrainingPass([([-0.0, 0, -1, 0], [1, 2, 2, 1])], on: ReferenceDevice())
    let output = pass.tensors[0].maxPool(window: (2, 2))
    #expect(try output.floats().map(\.bitPattern) == [0])
    #expect(try pass.gradients(of: output, from: [3])[0] == [3, 0, 0, 0])
  }

  private static func zeros(_ shape: Shape) -> Tensor {
    Tensor(
      [Float](repeating: 0, count: shape.count), shape: shape,
      on: Dispatcher(device: ReferenceDevice()))
  }

  @Test("pooling of a tensor that has no room for a window names the shape")
  func refusals() async {
    let large = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([1, 2, 5, 3]).maxPool(window: (3, 3))
    }
    #expect(
      large.text.contains(
        "maxPool outside any layer: input of shape [1, 2, 5, 3] does not fit windows of (3, 3)"))
    let padded = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([1, 4, 4, 3]).averagePool(window: (2, 2), padding: (0, 2))
    }
    #expect(padded.text.contains("less padding than window"))
    let adaptive = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([4, 3]).adaptiveAveragePool(to: (1, 1))
    }
    #expect(
      adaptive.text.contains(
        "adaptiveAveragePool outside any layer: input of shape [4, 3] does not fit a result of "
          + "(1, 1)"))
  }
}
