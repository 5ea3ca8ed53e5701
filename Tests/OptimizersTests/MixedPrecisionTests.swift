import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

/// Passes whose products are of 16 bits: against scalar code from the text, and on every device.
@Suite("Mixed precision")
struct MixedPrecisionTests {
  private static let mixed = Precision.allCases.filter { $0.productType != nil }

  /// A number rounded to the 16 bits of a product's type.
  private func narrow(_ x: Float, _ precision: Precision) throws -> Float {
    let format = try #require(precision.productType?.narrowFormat)
    return Float(format.number(bits: format.bits(rounding: Double(x))))
  }

  /// Products and their sums in binary32, in the order of p; fewer than 256, so one panel.
  private func chain(_ count: Int, _ factors: (Int) -> (Float, Float)) -> Float {
    (0..<count).reduce(0) { sum, p in
      let (a, b) = factors(p)
      return sum.addingProduct(a, b)
    }
  }

  @Test(
    "NUM-126: a linear layer rounds operands and result to 16 bits, and gradients likewise",
    arguments: mixed)
  func linear(_ precision: Precision) throws {
    let (m, k, n) = (5, 7, 3)
    let x = RandomStream(seed: 1, name: "x").fillNormal(count: m * k)
    let dy = RandomStream(seed: 1, name: "dy").fillNormal(count: m * n)
    func tensors(_ dispatcher: Dispatcher) throws -> [[Float]] {
      let (layer, below) = (Linear(from: k, to: n), Linear(from: k, to: k, bias: false))
      let network = Sequential(below, layer)
      let model = Model(network, on: dispatcher, seed: 3)
      // The identity of `below` hands on x and shows its gradient as that of a product with it.
      let identity = (0..<k * k).map { $0 / k == $0 % k ? 1 as Float : 0 }
      below.weight.value.overwrite(
        with: identity.flatMap { LittleEndian.bytes(of: $0.bitPattern) })
      let context = Context.training(on: dispatcher, at: .init(seed: 1), precision: precision)
      let y = network(Tensor(x, shape: [m, k], on: dispatcher), context)
      #expect(y.type == .float32)
      let upstream = Tensor(dy, shape: [m, n], on: dispatcher)
      let gradients =
        context.tape?.gradients(
          of: (y * upstream).sum(),
          startingFrom: Tensor([1 as Float], shape: [], on: dispatcher), for: model.parameters)
        ?? []
      return try [layer.weight.value, layer.bias?.value, y].map { try $0?.floats() ?? [] }
        + gradients.map { try $0?.floats() ?? [] }
    }
    let found = try sameOnEveryDevice { try tensors($0) }
    let (w, b) = (found[0], found[1])
    let (xr, wr) = (
      try x.map { try narrow($0, precision) }, try w.map { try narrow($0, precision) }
    )
    let dyr = try dy.map { try narrow($0, precision) }
    for i in 0..<m {
      for j in 0..<n {
        let sum = chain(k) { (xr[i * k + $0], wr[j * k + $0]) } + (try narrow(b[j], precision))
        #expect(found[2][i * n + j] == (try narrow(sum, precision)))
      }
    }
    // Parameters in order: below's weight, then bias and weight of the layer.
    let (dbelow, dbias, dweight) = (found[3], found[4], found[5])
    for j in 0..<n {
      let column = SumOrder.sum(count: m) { dyr[$0 * n + j] }
      #expect(dbias[j] == (try narrow(column, precision)))
      for p in 0..<k {
        let sum = chain(m) { (dyr[$0 * n + j], xr[$0 * k + p]) }
        #expect(dweight[j * k + p] == (try narrow(sum, precision)))
      }
    }
    // Gradient of x, rounded, then that of the weight below from it.
    let dx = try (0..<m * k).map { place in
      try narrow(chain(n) { (dyr[place / k * n + $0], wr[$0 * k + place % k]) }, precision)
    }
    for o in 0..<k {
      for p in 0..<k {
        let sum = chain(m) { (dx[$0 * k + o], xr[$0 * k + p]) }
        #expect(dbelow[o * k + p] == (try narrow(sum, precision)))
      }
    }
    #expect(xr != x && wr != w)
  }

  /// Every layer that has a product, one after another.
  private struct Products: Layer {
    let convolution = Conv2D(from: 2, to: 4, kernel: 3, relu: true)
    let transposed = ConvTranspose2D(from: 4, to: 4, kernel: 2)
    let attention = MultiHeadAttention(4, heads: 2)
    let scores = Linear(from: 4, to: 3)
    var contents: Contents {
      [
        "convolution": convolution, "transposed": transposed, "attention": attention,
        "scores": scores,
      ]
    }

    func callAsFunction(_ x: Tensor, _ context: Context) -> Tensor {
      let images = transposed(convolution(x, context), context)
      let rows = attention(images.reshaped(to: [2, 16, 4]), context)
      return scores(rows.reshaped(to: [32, 4]), context)
    }
  }

  /// Bits of outputs and gradients, and the operations.
  private func pass(
    _ precision: Precision, on device: any Device
  ) throws -> (bits: [[UInt32]], operations: [String]) {
    let tracing = TracingDevice(device)
    let dispatcher = Dispatcher(device: tracing)
    let network = Products()
    let model = Model(network, on: dispatcher, seed: 3)
    tracing.removeRecords()
    let context = Context.training(on: dispatcher, at: .init(seed: 1), precision: precision)
    let x = RandomStream(seed: 1, name: "x").fillNormal(count: 2 * 5 * 5 * 2)
    let y = network(Tensor(x, shape: [2, 5, 5, 2], on: dispatcher), context)
    let gradients =
      context.tape?.gradients(
        of: y.square().mean(),
        startingFrom: Tensor([1 as Float], shape: [], on: dispatcher), for: model.parameters) ?? []
    let bits = try ([y] + gradients).map { try $0?.floats().map(\.canonicalBits) ?? [] }
    return (bits, tracing.records.map(\.signature))
  }

  @Test("NUM-126: every layer's product is converted, equally on every device", arguments: mixed)
  func layers(_ precision: Precision) throws {
    let type = try #require(precision.productType)
    let devices = try everyDevice()
    let reference = try pass(precision, on: devices[0])
    for device in devices.dropFirst() {
      let other = try pass(precision, on: device)
      #expect(other.bits == reference.bits && other.operations == reference.operations)
    }
    let (narrowing, widening) = (
      reference.operations.count { $0.hasPrefix("convert") && $0.hasSuffix("to \(type.rawValue)") },
      reference.operations.count { $0.hasPrefix("convert") && $0.hasSuffix("to float32") }
    )
    // Forward: three operands of each of five products with parameters and one of attention, and six
    // results. Backward: the gradient of each result, then of each operand but the images, which have
    // none; each passes the conversions of NUM-093 and of NUM-126.
    #expect(narrowing == 16 + 6 + 6 + 15)
    #expect(widening == 16 + 6 + 6 + 15)
    let single = try pass(.single, on: devices[0])
    #expect(!single.operations.contains { $0.hasPrefix("convert") })
    #expect(single.bits != reference.bits)
  }

  @Test("NUM-126: an evaluation rounds as a pass that trains", arguments: mixed)
  func evaluation(_ precision: Precision) throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let layer = Linear(from: 4, to: 2)
    _ = Model(layer, on: dispatcher, seed: 3)
    let x = Tensor(
      RandomStream(seed: 1, name: "x").fillNormal(count: 12), shape: [3, 4], on: dispatcher)
    let training = layer(x, .training(on: dispatcher, at: .init(seed: 1), precision: precision))
    let evaluation = layer(x, .evaluation(on: dispatcher, seed: 1, precision: precision))
    #expect(try training.bytes() == (try evaluation.bytes()))
    #expect(try layer(x, .evaluation(on: dispatcher, seed: 1)).bytes() != (try training.bytes()))
  }

  @Test(
    "NUM-125, NUM-126: training in binary16 with a scaler repeats on every device", arguments: [3])
  func training(growthInterval: Int) throws {
    let outcome = try sameOnEveryDevice { dispatcher in
      let network = SmallNetwork()
      let model = Model(network, on: dispatcher, seed: 3)
      let optimizer = AdamW(learningRate: 0.05)
      optimizer.prepare(model.parameters)
      // The first losses overflow binary16 on their way back, so that steps are skipped.
      let scaler = GradientScaler(initialScale: 0x1p24, growthInterval: growthInterval)
      var scales: [Double] = []
      for step in 0..<20 {
        let context = Context.training(
          on: dispatcher, at: .init(seed: 1), precision: .mixedFloat16)
        let x = SmallNetwork.batch(step, on: dispatcher)
        let loss = network(x, context).square().mean()
        let seed = Tensor([1 as Float], shape: [], on: dispatcher)
        let gradients =
          context.tape?.gradients(
            of: scaler.scaled(loss), startingFrom: seed, for: model.parameters) ?? []
        if let unscaled = try scaler.unscaled(gradients) { optimizer.step(unscaled) }
        scales.append(scaler.scale)
      }
      return [scales.map { UInt32($0) }] + (try model.bits())
    }
    let scales = outcome[0]
    #expect(scales[0] == 1 << 23, "the first step is skipped")
    #expect(zip(scales, scales.dropFirst()).contains { $0 < $1 }, "some are not")
    #expect(outcome.dropFirst().allSatisfy { $0.allSatisfy { Float(bitPattern: $0).isFinite } })
  }
}
