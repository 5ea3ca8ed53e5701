import Devices
import Foundation
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Convolutions as tensors know them.
@Suite("Convolutions")
struct ConvolutionTests {
  @Test(
    "NUM-101, NUM-102, NUM-103: gradients of convolutions", arguments: GradientCase.convolutions)
  func gradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("NUM-100: a sequence is an image of one row, forward and backward")
  func sequences() throws {
    let values = [2 * 9 * 3, 4 * 3 * 3, 4].enumerated().map {
      GradientCase.uniform($1, in: -1...1, salt: UInt64($0))
    }
    let line = TrainingPass(
      [(values[0], [2, 9, 3]), (values[1], [4, 3, 3]), (values[2], [4])], on: ReferenceDevice())
    let image = TrainingPass(
      [(values[0], [2, 1, 9, 3]), (values[1], [4, 1, 3, 3]), (values[2], [4])],
      on: ReferenceDevice())
    let found = line.tensors[0].conv1d(
      weight: line.tensors[1], bias: line.tensors[2], stride: 2, padding: 1)
    let expected = image.tensors[0].conv2d(
      weight: image.tensors[1], bias: image.tensors[2],
      Windows2D(
        stride: Size2D(rows: 1, columns: 2),
        padding: Padding2D(top: 0, bottom: 0, left: 1, right: 1)))
    #expect(found.shape == [2, 5, 4])
    #expect(try found.floats().map(\.bitPattern) == expected.floats().map(\.bitPattern))
    let upstream = GradientCase.uniform(40, in: -1...1, salt: 9)
    let one = try line.gradients(of: found, from: upstream)
    let two = try image.gradients(of: expected, from: upstream)
    for (left, right) in zip(one, two) {
      #expect(left.map(\.bitPattern) == right.map(\.bitPattern))
    }
  }

  @Test(
    "NUM-100, NUM-101, NUM-102: ReLU in a convolution is ReLU of its result, forward and backward",
    arguments: [ElementType.float32, .bfloat16, .float16])
  func rectifiedConvolutions(type: ElementType) throws {
    let values = [2 * 5 * 6 * 3, 4 * 3 * 3 * 3, 4].enumerated().map {
      GradientCase.uniform($1, in: -1...1, salt: UInt64($0))
    }
    let shapes: [Shape] = [[2, 5, 6, 3], [4, 3, 3, 3], [4]]
    let upstream = GradientCase.uniform(2 * 3 * 4 * 4, in: -1...1, salt: 9)
    let passes = try [true, false].map { fused in
      let pass = TrainingPass(Array(zip(values, shapes)), on: ReferenceDevice())
      let stored = pass.tensors.map { $0.converted(to: type) }
      let (x, w, bias) = (stored[0], stored[1], stored[2])
      let convolved =
        fused ? x.conv2d(weight: w, bias: bias, relu: true) : x.conv2d(weight: w, bias: bias).relu()
      let y = convolved.converted(to: .float32)
      return [try y.floats()] + (try pass.gradients(of: y, from: upstream))
    }
    #expect(passes[0].map { $0.map(\.bitPattern) } == passes[1].map { $0.map(\.bitPattern) })
    #expect(passes[0][0].contains(0) && passes[0][0].contains { $0 > 0 })
  }

  @Test("convolutions of tensors that do not fit name the shapes")
  func refusals() async {
    let channels = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([1, 5, 5, 3], on: dispatcher)
        .conv2d(weight: Self.zeros([4, 3, 3, 2], on: dispatcher), Windows2D(padding: 1))
    }
    #expect(
      channels.text.contains(
        "conv2d outside any layer: input of shape [1, 5, 5, 3] and weight of shape [4, 3, 3, 2] do "
          + "not fit with stride 1x1, padding 1+1x1+1, dilation 1x1, groups 1"))
    let kernel = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([1, 5, 5, 3], on: dispatcher)
        .conv2d(weight: Self.zeros([4, 6, 3, 3], on: dispatcher))
    }
    #expect(kernel.text.contains("[1, 5, 5, 3] and weight of shape [4, 6, 3, 3] do not fit"))
    let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([1, 5, 5, 3], on: dispatcher)
        .conv2d(
          weight: Self.zeros([4, 3, 3, 3], on: dispatcher), bias: Self.zeros([3], on: dispatcher))
    }
    #expect(
      bias.text.contains(
        "weight of shape [4, 3, 3, 3] and bias of shape [3] do not fit; expected [4]"))
    let extra = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([1, 5, 5, 3], on: dispatcher)
        .convTranspose2d(
          weight: Self.zeros([3, 3, 3, 2], on: dispatcher), Windows2D(stride: 2), outputPadding: 2)
    }
    #expect(
      extra.text.contains(
        "convTranspose2d outside any layer: input of shape [1, 5, 5, 3] and weight of shape "
          + "[3, 3, 3, 2] do not fit with stride 2x2, padding 0+0x0+0, dilation 1x1, groups 1, "
          + "output padding 2x2"))
    let line = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([1, 5, 5, 3], on: dispatcher)
        .conv1d(weight: Self.zeros([4, 3, 3], on: dispatcher))
    }
    #expect(line.text.contains("conv1d outside any layer: input of shape [1, 5, 5, 3]"))
  }
}
