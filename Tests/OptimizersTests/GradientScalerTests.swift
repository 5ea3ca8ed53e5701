import Devices
import Layers
import NumericsContract
import Optimizers
import ReferenceDevice
import Tensors
import Testing

/// Scaling of gradients: exact, adaptive, and one read-back a step.
@Suite("Gradient scaling")
struct GradientScalerTests {
  @Test("NUM-125: gradients are multiplied by 1 ÷ z exactly, subnormal results rounded")
  func exact() throws {
    let values: [Float] = [3, -0.1, 0, -0.0, 0x1p-140, 0x1.8p-134, 0x1.fffffep127]
    for exponent in [-16, -3, 0, 16, 32] {
      let scale = Double(sign: .plus, exponent: exponent, significand: 1)
      let bits = try sameOnEveryDevice { dispatcher in
        let scaler = GradientScaler(initialScale: scale)
        let gradients = [nil, Tensor(values, shape: [7], on: dispatcher)]
        return try scaler.unscaled(gradients)?.map { try $0?.floats().map(\.bitPattern) }
      }
      // Multiplied upwards, the largest number becomes infinite.
      let expected = [nil, values.map { Float(Double($0) / scale).bitPattern }]
      #expect(bits == (exponent < 0 ? nil : expected))
    }
  }

  @Test("NUM-125: one infinite or NaN element anywhere skips the step; large finite ones do not")
  func finding() throws {
    func isSkipped(_ gradients: [[Float]], _ dispatcher: Dispatcher) throws -> Bool {
      try GradientScaler(initialScale: 1).unscaled(
        gradients.map { Tensor($0, shape: [$0.count], on: dispatcher) }) == nil
    }
    let large = [Float](repeating: -.greatestFiniteMagnitude, count: 9000)
    let found = try sameOnEveryDevice { dispatcher in
      var found = [try isSkipped([large, large, large], dispatcher)]
      for element in [Float.nan, .infinity, -.infinity] {
        for place in [0, 4096, 8999] {
          var changed = large
          changed[place] = element
          found.append(try isSkipped([large, changed, [1]], dispatcher))
          found.append(try isSkipped([[element], changed], dispatcher))
        }
      }
      return found
    }
    #expect(found.first == false && found.dropFirst().allSatisfy { $0 } && found.count == 19)
    #expect(try GradientScaler().unscaled([nil, nil])?.count == 2)
  }

  @Test("NUM-125: the scale is halved after a skipped step and doubled after enough others")
  func adapting() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let (good, bad) = (
      Tensor([1 as Float], shape: [1], on: dispatcher),
      Tensor([Float.infinity], shape: [1], on: dispatcher)
    )
    let scaler = GradientScaler(initialScale: 4, growthInterval: 3)
    var scales: [Double] = []
    for isGood in [true, true, true, true, false, true, true, false, true, true, true, true] {
      let result = try scaler.unscaled([isGood ? good : bad])
      #expect((result != nil) == isGood)
      scales.append(scaler.scale)
    }
    #expect(scales == [4, 4, 8, 8, 4, 4, 4, 2, 2, 2, 4, 4])
    let (least, largest) = (
      GradientScaler(initialScale: 0x1p-16), GradientScaler(initialScale: 0x1p32, growthInterval: 1)
    )
    _ = try least.unscaled([bad])
    _ = try largest.unscaled([good])
    #expect(least.scale == 0x1p-16 && largest.scale == 0x1p32)
  }

  @Test("a scaler waits for the device once a step, for one number")
  func readings() throws {
    let device = ReadingDevice(ReferenceDevice())
    let dispatcher = Dispatcher(device: device)
    let gradients = (1...20).map {
      Tensor([Float](repeating: 1, count: $0), shape: [$0], on: dispatcher)
    }
    _ = try GradientScaler().unscaled(gradients)
    #expect(device.readings == [8])
  }

  @Test("a scaler that was saved and restored goes on, and a forged state is an error")
  func restoring() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    func run(_ scaler: GradientScaler, _ steps: Range<Int>) throws {
      for step in steps {
        let element: Float = step % 7 == 4 ? .nan : 1
        _ = try scaler.unscaled([Tensor([element], shape: [1], on: dispatcher)])
      }
    }
    let whole = GradientScaler(growthInterval: 3)
    try run(whole, 0..<20)
    for split in 0..<20 {
      let (first, second) = (
        GradientScaler(growthInterval: 3), GradientScaler(initialScale: 2, growthInterval: 3)
      )
      try run(first, 0..<split)
      try second.restore(below: "s", of: try first.tree(below: "s"))
      try run(second, split..<20)
      #expect(try second.tree(below: "s") == (try whole.tree(below: "s")))
    }
    let tree = try whole.tree(below: "s")
    for scale in [0, 3, -4, .nan, .infinity, 0x1p33, 0x1p-17] {
      let error = #expect(throws: StateError.self) {
        try whole.restore(below: "s", of: tree.forging("/s/scale", scale))
      }
      #expect(error?.path == "/s/scale")
    }
    let counted = #expect(throws: StateError.self) {
      try whole.restore(below: "s", of: tree.forging("/s/finiteSteps", UInt64(3)))
    }
    #expect(counted?.path == "/s/finiteSteps")
  }

  @Test("NUM-125, NUM-126: gradients that vanish in binary16 survive with a scaled loss")
  func purpose() throws {
    let (plain, scaled, wide) = (
      try gradients(.mixedFloat16, nil), try gradients(.mixedFloat16, GradientScaler()),
      try gradients(.single, nil)
    )
    #expect(plain.allSatisfy { $0 == 0 })
    // Of a weight's gradient: dy, x and the sum over two rows are each rounded to 11 bits, x · dy to
    // binary32; the products have one sign. (1 + 2⁻¹¹)³ is below 1 + 2⁻⁹.
    for (found, expected) in zip(scaled, wide) {
      #expect(expected != 0 && abs(found - expected) <= abs(expected) * 0x1p-9)
    }
  }

  /// Gradients of a linear layer's weight for a loss of about 2⁻³⁰.
  private func gradients(_ precision: Precision, _ scaler: GradientScaler?) throws -> [Float] {
    let layer = Linear(from: 3, to: 2)
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let model = Model(layer, on: dispatcher, seed: 3)
    let context = Context.training(on: dispatcher, at: .init(seed: 1), precision: precision)
    let x = Tensor([1.1 as Float, 2.3, 0.7, 0.9, 1.7, 0.3], shape: [2, 3], on: dispatcher)
    let loss = (layer(x, context) * 0x1p-30).sum()
    let found = context.tape?.gradients(
      of: scaler?.scaled(loss) ?? loss,
      startingFrom: Tensor([1 as Float], shape: [], on: dispatcher), for: model.parameters)
    let result = try found.flatMap { try scaler == nil ? $0 : scaler?.unscaled($0) }
    return try result?[1]?.floats() ?? []
  }
}
