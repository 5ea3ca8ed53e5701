import Devices
import ReferenceDevice
import Tensors
import Testing

/// Operations on tensors of different shapes as tensors know them.
@Suite("Arithmetic")
struct ArithmeticTests {
  @Test(
    """
    NUM-070, NUM-071, NUM-073, NUM-074, NUM-075, NUM-077, NUM-078: gradients of broadcasting, selection \
    and reductions
    """,
    arguments: GradientCase.broadcasting)
  func broadcasting(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-079, NUM-080, NUM-081: gradients of softmax and of cross-entropy with options",
    arguments: GradientCase.softmaxes)
  func softmaxes(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-076, NUM-082, NUM-083, NUM-084: gradients of a variance and of losses of elements",
    arguments: GradientCase.elementLosses)
  func elementLosses(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("losses never broadcast: a target of another shape stops the program")
  func targetShapes() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Self.zeros([3, 1], on: dispatcher)
      _ = meanSquaredError(x, Self.zeros([3], on: dispatcher))
    }
    #expect(
      result.text.contains("meanSquaredError outside any layer: prediction of shape [3, 1] and"))
  }

  @Test("NUM-070: shapes meet at their last axes")
  func shapes() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let x = Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3], on: dispatcher)
    let row = Tensor([10, 20, 30] as [Float], shape: [3], on: dispatcher)
    let column = Tensor([100, 200] as [Float], shape: [2, 1], on: dispatcher)
    #expect(try (x + row).floats() == [11, 22, 33, 14, 25, 36])
    #expect(try (column + x).floats() == [101, 102, 103, 204, 205, 206])
    let outer = column + row
    #expect(outer.shape == [2, 3])
    #expect(try outer.floats() == [110, 120, 130, 210, 220, 230])
    #expect((x.reshaped(to: [2, 1, 3]) * x).shape == [2, 2, 3])
    #expect(x.sum(axes: [0], keepingAxes: true).shape == [1, 3])
    #expect(x.mean(axes: [-1]).shape == [2])
    #expect(try x.sum(axes: []).floats() == x.floats())
  }

  @Test("NUM-077: largest and smallest elements and their places, over all axes, one or some")
  func extrema() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let x = Tensor([3, -1, 3, 0, 5, -1, 2, 5] as [Float], shape: [2, 2, 2], on: dispatcher)
    #expect(try x.max().floats() == [5])
    #expect(try x.min(axis: -1).floats() == [-1, 0, -1, 2])
    #expect(try x.max(axes: [2, 0]).floats() == [5, 5])
    #expect(x.max(axes: [0, 2], keepingAxes: true).shape == [1, 2, 1])
    #expect(try x.argmax().integers() == [4])
    #expect(try x.argmin().integers() == [1])
    #expect(try x.argmax(axis: 0).integers() == [1, 0, 0, 1])
    #expect(try x.argmin(axes: [0, 2], keepingAxes: true).integers() == [1, 1])
    #expect(x.argmin(axes: [0, 2], keepingAxes: true).shape == [1, 2, 1])
    #expect(try x.logSumExp(axes: []).floats() == x.floats())
    let nothing = Tensor([] as [Float], shape: [2, 0], on: dispatcher)
    #expect(try nothing.min(axis: 1).floats() == [.infinity, .infinity])
    #expect(nothing.argmax(axis: 0).shape == [0])
  }

  @Test("NUM-077: places of nothing, and extrema of integers, stop the program")
  func extremumRefusals() async {
    let nothing = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([2, 0], on: Dispatcher(device: ReferenceDevice())).argmin(axis: 1)
    }
    #expect(
      nothing.text.contains(
        "place of the minimum outside any layer: axes [1] of a tensor of shape [2, 0]; expected"))
    let integers = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Tensor([1, 2] as [Int32], shape: [2], on: dispatcher).max()
    }
    #expect(
      integers.text.contains(
        "maximum outside any layer: int32 [2] is not computed in; convert it to one of float32"))
  }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("operands that do not fit stop the program and name the shapes")
  func refusals() async {
    let mask = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Self.zeros([2, 3], on: dispatcher)
      _ = select(x, x, x)
    }
    #expect(mask.text.contains("select outside any layer: float32 mask of shape [2, 3]"))
    let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Self.zeros([2], on: dispatcher)
      let y = Tensor([1, 2] as [Int32], shape: [2], on: dispatcher)
      let z = x .== y
      _ = z
    }
    #expect(type.text.contains("equal outside any layer: float32 [2] and int32 [2] have different"))
    let logic = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Self.zeros([2], on: Dispatcher(device: ReferenceDevice()))
      let y = x .& x
      _ = y
    }
    #expect(
      logic.text.contains("and outside any layer: float32 [2] and float32 [2]; expected bool"))
    let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Self.zeros([2, 3], on: Dispatcher(device: ReferenceDevice()))
      _ = x.sum(axes: [1, -1])
    }
    #expect(
      axes.text.contains("reduction outside any layer: axes [1, -1] of a tensor of shape [2, 3]"))
    let target = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let x = Self.zeros([2, 3], on: Dispatcher(device: ReferenceDevice()))
      _ = x.broadcast(to: [2, 4])
    }
    #expect(target.text.contains("broadcast outside any layer: shape [2, 3] does not broadcast to"))
  }
}
