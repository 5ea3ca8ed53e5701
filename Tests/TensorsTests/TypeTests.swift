import CPUDevice
import Devices
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Tensors of other types than binary32.
@Suite("Types of elements")
struct TypeTests {
  private let dispatcher = Dispatcher(device: ReferenceDevice())

  private func doubles(_ values: [Double], _ shape: Shape) -> Tensor {
    Tensor(values, shape: shape, on: dispatcher)
  }

  private func narrow(_ values: [Float], _ shape: Shape, _ type: ElementType) -> Tensor {
    Tensor(values, shape: shape, on: dispatcher).converted(to: type)
  }

  @Test("NUM-091: gradients of binary64 operations", arguments: GradientCase.doubles)
  func gradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-060, NUM-154, NUM-157: gradients of functions in binary64",
    arguments: GradientCase.doubleFunctions)
  func functionGradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test(
    "NUM-019, NUM-091: gradients of layers and losses in binary64",
    arguments: GradientCase.doubleLayers)
  func layerGradients(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-023, NUM-155: the scale of dropout stays binary64")
  func dropoutScale() throws {
    let stream = RandomStream(seed: 5, name: "dropout:case")
    let words = stream.words(count: 24)
    let values = (1...24).map { Double($0) / 10 }
    let found = try doubles(values, [24]).dropout(0.3, stream: stream).doubles()
    let threshold = UInt64((0.7 * 0x1p32).rounded())
    let expected = zip(values, words).map { UInt64($1) < threshold ? $0 * (1 / (1 - 0.3)) : 0 }
    #expect(found == expected)
    #expect(
      found != zip(values, words).map { UInt64($1) < threshold ? $0 * Double(Float(1 / 0.7)) : 0 })
  }

  @Test("NUM-091: host scalars and counts stay binary64, and shapes broadcast")
  func hostScalars() throws {
    let x = doubles([1, 2, 3, 4, 5, 7], [2, 3])
    let scale: Tensor = x * 0.1
    #expect(try scale.doubles() == [1, 2, 3, 4, 5, 7].map { $0 * 0.1 })
    let quotient: Tensor = 1.0 / (x + 0.1)
    #expect(try quotient.doubles() == [1, 2, 3, 4, 5, 7].map { 1 / ($0 + 0.1) })
    #expect(try x.mean(axes: [1]).doubles() == [2, 16.0 / 3])
    let centred: Tensor = x - x.mean(axes: [0], keepingAxes: true)
    #expect(try centred.doubles() == [-1.5, -1.5, -2, 1.5, 1.5, 2])
    #expect(try x.clamped(to: 2.1...4.3).doubles() == [2.1, 2.1, 3, 4, 4.3, 4.3])
    #expect(try select(x .> 4.5, x, -x).doubles() == [-1, -2, -3, -4, 5, 7])
    #expect(try maximum(x, 3.5).sum().doubles() == [3.5 * 3 + 16])
    #expect(try x.variance(axes: [1]).doubles()[0] == 2.0 / 3)
    #expect(try x.matmul(x, transposeB: true).doubles() == [14, 35, 35, 90])
    let target = doubles([1, 2, 3, 4, 5, 6.5], [2, 3])
    #expect(try meanSquaredError(x, target).doubles() == [0.25 / 6])
    #expect(try x.broadcast(to: [2, 2, 3]).doubles() == [1, 2, 3, 4, 5, 7, 1, 2, 3, 4, 5, 7])
  }

  @Test("NUM-092: integers wrap, and booleans are reduced")
  func integers() throws {
    let x = Tensor([.max, -2, 3, 4] as [Int32], shape: [2, 2], on: dispatcher)
    #expect(try (x + 1.0).integers() == [.min, -1, 4, 5])
    #expect(try (x * x).integers() == [1, 4, 9, 16])
    #expect(try (-x).integers() == [-.max, 2, -3, -4])
    #expect(try (x - x.sum(axes: [0], keepingAxes: true)).integers() == [-3, -4, .min + 1, 2])
    #expect(try x.sum().integers() == [.min + 4])
    #expect(try maximum(x, 3.0).integers() == [.max, 3, 3, 4])
    #expect(try x.clamped(to: 0...3).integers() == [3, 0, 3, 3])
    #expect(try select(x .< 3.0, x.scaledByTwo, x).integers() == [.max, -4, 3, 4])
    #expect(try (x .== x.transposed()).booleans() == [true, false, false, true])
    let wide = Tensor([.max, 1] as [Int64], shape: [2], on: dispatcher)
    #expect(try wide.sum().longIntegers() == [.min])
    #expect(try (wide .< 2.0).converted(to: .int64).longIntegers() == [0, 1])
    let mask = x .> 2.0
    #expect(try mask.any(axes: [1]).booleans() == [true, true])
    #expect(try mask.all(axes: [1]).booleans() == [false, true])
    #expect(try mask.sliced(axis: 1, 0..<0).any(axes: [1]).booleans() == [false, false])
    #expect(try mask.sliced(axis: 1, 0..<0).all(axes: [1]).booleans() == [true, true])
    let flags = Tensor([true, false], shape: [2], on: dispatcher)
    #expect(try (flags .^ .!flags).booleans() == [true, true])
    #expect(try (flags .| (flags .& .!flags)).booleans() == [true, false])
    let rows = Tensor([1, -1] as [Int32], shape: [2], on: dispatcher)
    #expect(try x.gathered(at: rows).integers() == [3, 4, 0, 0])
  }

  @Test("NUM-093: an operation on a storage type is the binary32 one, rounded once")
  func storageTypes() throws {
    let (a, b) = (narrow([1, 3, -2, 0.5], [2, 2], .bfloat16), narrow([3, 7], [2], .bfloat16))
    let (wideA, wideB) = (a.converted(to: .float32), b.converted(to: .float32))
    func expect(_ found: Tensor, _ expected: Tensor) throws {
      #expect(found.type == .bfloat16)
      #expect(try found.bytes() == expected.converted(to: .bfloat16).bytes())
    }
    try expect(a + b, wideA + wideB)
    try expect(a - b, wideA - wideB)
    try expect(a * b, wideA * wideB)
    try expect(a / b, wideA / wideB)
    try expect(-a, -wideA)
    let product: Tensor = a * 0.1
    let wideProduct: Tensor = wideA * 0.1
    try expect(product, wideProduct)
    let sum: Tensor = 0.1 + a
    let wideSum: Tensor = wideA + 0.1
    try expect(sum, wideSum)
    try expect(a.exp(), wideA.exp())
    try expect(a.gelu(), wideA.gelu())
    try expect(a.mean(axes: [0]), wideA.mean(axes: [0]))
    try expect(a.variance(axes: [1]), wideA.variance(axes: [1]))
    try expect(a.matmul(a), wideA.matmul(wideA))
    try expect(a.linear(weight: a, bias: b), wideA.linear(weight: wideA, bias: wideB))
    try expect(a.softmax(), wideA.softmax())
    try expect(
      a.layerNorm(gamma: b, beta: b, epsilon: 1e-5),
      wideA.layerNorm(gamma: wideB, beta: wideB, epsilon: 1e-5))
    try expect(
      a.batchNorm(gamma: b, beta: b, epsilon: 1e-5).output,
      wideA.batchNorm(gamma: wideB, beta: wideB, epsilon: 1e-5).output)
    try expect(maximum(a, b), maximum(wideA, wideB))
    try expect(meanSquaredError(a, a.transposed()), meanSquaredError(wideA, wideA.transposed()))
    let labels = Tensor([0, 1] as [Int32], shape: [2], on: dispatcher)
    try expect(crossEntropy(a, labels), crossEntropy(wideA, labels))
    try expect(select(a .> 0.7, a, b), select(wideA .> 0.7, wideA, wideB))
    try expect(a.max(axis: 1), wideA.max(axis: 1))
    try expect(a.logSumExp(), wideA.logSumExp())
    #expect(try a.argmax(axis: 1).integers() == [1, 1])
    let images = narrow((0..<16).map { Float($0) * 0.37 - 2 }, [1, 4, 4, 1], .float16)
    let filter = narrow([0.3, -0.7, 1.1, 0.2], [1, 2, 2, 1], .float16)
    let wide = images.converted(to: .float32).conv2d(weight: filter.converted(to: .float32))
    #expect(
      try images.conv2d(weight: filter).bytes() == wide.converted(to: .float16).bytes())
  }

  @Test("NUM-093: a mean rounds once, and a host scalar is that of binary32")
  func roundedOnce() throws {
    // 2048 + 3 is no binary16 number: rounded to 2052 first, the mean would be 684.
    let x = narrow([2048, 3, 0], [3], .float16)
    #expect(try x.mean().converted(to: .float32).floats() == [683.5])
    let third: Tensor = x.sum() / 3.0
    #expect(try third.converted(to: .float32).floats() == [684])
    // 1 + 2⁻¹² is 1 in binary16, and 1 + 1.5 · 2⁻¹² rounds to 1 too.
    let small = narrow([0x1.8p-12], [1], .float16)
    let shifted: Tensor = small + (1 + 0x1p-12)
    #expect(try shifted.converted(to: .float32).floats() == [1 + 0x1p-10])
  }

  @Test("NUM-093: gradients take binary32 results from before they were rounded")
  func storedGradients() throws {
    let pass = TrainingPass([([1], [1])], on: ReferenceDevice())
    let y = pass.tensors[0].converted(to: .bfloat16).exp()
    #expect(y.type == .bfloat16)
    // 5 · e is 13.5914, nearest to 13.5625; 5 · bfloat16(e) is a tie that goes to 13.625.
    #expect(try pass.gradients(of: y.converted(to: .float32), from: [5]) == [[13.5625]])
  }

  @Test("NUM-093: a repeated operand's gradient is summed in binary32")
  func storedSums() throws {
    let pass = TrainingPass([([1], [1])], on: ReferenceDevice())
    let x = pass.tensors[0].converted(to: .bfloat16)
    let ones = pass.constant([1, 1, 1], [3]).converted(to: .bfloat16)
    let y = (x * ones).converted(to: .float32)
    // 256 + 1 + 1: pair by pair in bfloat16 it would stay 256.
    #expect(try pass.gradients(of: y, from: [256, 1, 1]) == [[258]])
    let repeated = TrainingPass([([1], [1])], on: ReferenceDevice())
    let z = repeated.tensors[0].converted(to: .bfloat16).broadcast(to: [3])
    #expect(z.type == .bfloat16)
    #expect(
      try repeated.gradients(of: z.converted(to: .float32), from: [256, 1, 1]) == [[258]])
  }

  @Test("NUM-091, NUM-093: types that do not fit are refused by name")
  func refusals() async {
    let mixed = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Tensor([1, 2] as [Float], shape: [2], on: dispatcher)
      _ = x.converted(to: .float16) + x
    }
    #expect(
      mixed.text.contains(
        "add outside any layer: float16 [2] and float32 [2] have different types; convert one"))
    let function = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Tensor([1, 2] as [Int32], shape: [2], on: dispatcher).tanh()
    }
    #expect(
      function.text.contains(
        "tanh outside any layer: int32 [2] is not computed in; convert it to one of float32, "
          + "float64"))
    let division = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Tensor([1, 2] as [Int32], shape: [2], on: dispatcher)
      _ = x / x
    }
    #expect(division.text.contains("divide outside any layer: int32 [2] is not computed in"))
    let layer = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let x = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2], on: dispatcher)
      _ = x.converted(to: .bfloat16).linear(weight: x, bias: nil)
    }
    #expect(
      layer.text.contains(
        "linear outside any layer: bfloat16 [2, 2] and float32 [2, 2] have different types"))
  }
}

extension Tensor {
  fileprivate var scaledByTwo: Tensor { self * 2.0 }
}
