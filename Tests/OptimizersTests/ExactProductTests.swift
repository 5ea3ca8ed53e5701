import Layers
import NumericsContract
import ReferenceDevice
import Tensors
import Testing

/// Products of small whole numbers, which 16 bits hold: mixed precision must not change them, and
/// differences are exact.
@Suite("Exact products in mixed precision")
struct ExactProductTests {
  /// A layer with a product, its input's shape, and how to call it.
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let inputShape: Shape
    let make: @Sendable () -> any UnaryLayer
    var testDescription: String { name }
  }

  static let cases = [
    Case(name: "Linear", inputShape: [4, 5]) { Linear(from: 5, to: 3) },
    Case(name: "Conv2D", inputShape: [2, 4, 3, 2]) {
      Conv2D(from: 2, to: 4, kernel: 2, padding: 1, groups: 2)
    },
    Case(name: "Conv2D with ReLU", inputShape: [2, 4, 3, 2]) {
      Conv2D(from: 2, to: 3, kernel: 2, stride: 2, relu: true)
    },
    Case(name: "ConvTranspose2D", inputShape: [2, 3, 2, 3]) {
      ConvTranspose2D(from: 3, to: 2, kernel: 2, stride: 2)
    },
  ]

  /// Whole numbers from −2 to 2.
  private func numbers(_ count: Int, _ name: String) -> [Float] {
    let stream = RandomStream(seed: 2, name: name)
    return (0..<count).map { (stream.uniform(at: $0) * 5).rounded(.down) - 2 }
  }

  private struct Pass {
    let loss: Double
    let gradients: [[Float]]
  }

  /// Σ y · dy over a layer's outputs, with an element of a parameter moved, and its gradients.
  private func pass(
    _ example: Case, _ precision: Precision,
    moving: (parameter: Int, element: Int, by: Float)? = nil
  ) throws -> Pass {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let layer = example.make()
    let model = Model(layer, on: dispatcher, seed: 1)
    for (index, parameter) in model.parameters.enumerated() {
      var values = numbers(parameter.shape.count, parameter.path)
      if let moving, moving.parameter == index { values[moving.element] += moving.by }
      parameter.value.overwrite(
        with: values.flatMap { LittleEndian.bytes(of: $0.bitPattern) })
    }
    let context = Context.training(on: dispatcher, at: .init(seed: 1), precision: precision)
    let x = Tensor(
      numbers(example.inputShape.count, "x"), shape: example.inputShape, on: dispatcher)
    let y = layer(x, context)
    let dy = numbers(y.count, "dy")
    let loss = (y * Tensor(dy, shape: y.shape, on: dispatcher)).sum()
    let gradients =
      context.tape?.gradients(
        of: loss, startingFrom: Tensor([1 as Float], shape: [], on: dispatcher),
        for: model.parameters) ?? []
    return Pass(
      loss: Double(try loss.floats()[0]), gradients: try gradients.map { try $0?.floats() ?? [] })
  }

  @Test(
    "NUM-126: numbers that 16 bits hold give the bits of a pass in single precision",
    arguments: cases, Precision.allCases)
  func bits(_ example: Case, _ precision: Precision) throws {
    let (mixed, single) = (try pass(example, precision), try pass(example, .single))
    #expect(mixed.loss == single.loss && single.loss != 0)
    #expect(mixed.gradients == single.gradients)
    #expect(single.gradients.allSatisfy { $0.contains { $0 != 0 } })
  }

  @Test(
    "NUM-126: the gradient is half the difference between the losses one step up and one step down",
    arguments: cases.filter { $0.name != "Conv2D with ReLU" },
    Precision.allCases.filter { $0.productType != nil })
  func centralDifferences(_ example: Case, _ precision: Precision) throws {
    let found = try pass(example, precision).gradients
    for (parameter, gradient) in found.enumerated() {
      for element in gradient.indices {
        // Sums of few products of numbers up to 3: every one is exact, and so is the difference of a
        // function that is linear in the element.
        let up = try pass(example, precision, moving: (parameter, element, 1)).loss
        let down = try pass(example, precision, moving: (parameter, element, -1)).loss
        #expect(Double(gradient[element]) == (up - down) / 2, "\(parameter), \(element)")
      }
    }
  }
}
