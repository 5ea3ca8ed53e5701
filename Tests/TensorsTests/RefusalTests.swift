import Devices
import ReferenceDevice
import Tensors
import Testing

extension Optional where Wrapped == ExitTest.Result {
  /// What a process wrote to standard error before it ended.
  var text: String { map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? "" }
}

/// Tensors that do not fit: the program stops and says which operation, in which layer, and what.
@Suite("Refusals")
struct RefusalTests {
  /// Runs `body` in the layer `hidden` of a device of its own.
  private static func inHidden(_ body: (Dispatcher) -> Tensor) {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    _ = dispatcher.within(layer: "hidden") { body(dispatcher) }
  }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("a product of matrices that do not fit names the operation, the layer and both shapes")
  func matmul() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden { Self.zeros([2, 3], on: $0).matmul(Self.zeros([4, 5], on: $0)) }
    }
    #expect(
      result.text.contains(
        "matmul in layer 'hidden': shapes [2, 3] and [4, 5] do not fit; expected [m, k] and [k, n]")
    )
  }

  @Test("a linear map of the wrong width names the operation, the layer and both shapes")
  func linear() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden {
        Self.zeros([2, 3], on: $0).linear(weight: Self.zeros([5, 4], on: $0), bias: nil)
      }
    }
    #expect(
      result.text.contains(
        "linear in layer 'hidden': input of shape [2, 3] and weight of shape [5, 4] do not fit"))
    let bias = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden {
        Self.zeros([2, 4], on: $0).linear(
          weight: Self.zeros([5, 4], on: $0), bias: Self.zeros([4], on: $0))
      }
    }
    #expect(
      bias.text.contains(
        "linear in layer 'hidden': weight of shape [5, 4] and bias of shape [4] do not fit"))
  }

  @Test("a sum of different shapes names the operation, the layer and both shapes")
  func addition() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden { Self.zeros([2, 3], on: $0) + Self.zeros([2], on: $0) }
    }
    #expect(result.text.contains("add in layer 'hidden': shapes [2, 3] and [2] do not broadcast"))
  }

  @Test("cross-entropy with too few labels names the operation, the layer and both shapes")
  func crossEntropies() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden {
        crossEntropy(
          Self.zeros([2, 3], on: $0), Tensor([0] as [Int32], shape: [1], on: $0))
      }
    }
    #expect(
      result.text.contains(
        "crossEntropy in layer 'hidden': logits of shape [2, 3] and int32 labels of shape [1] do "
          + "not fit"))
    let type = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden { crossEntropy(Self.zeros([2, 3], on: $0), Self.zeros([2], on: $0)) }
    }
    #expect(type.text.contains("float32 labels of shape [2] do not fit; expected […, classes]"))
  }

  @Test("layer norm of another width names the operation, the layer and the shapes")
  func layerNorm() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden {
        Self.zeros([2, 3], on: $0).layerNorm(
          gamma: Self.zeros([4], on: $0), beta: Self.zeros([4], on: $0), epsilon: 1e-5)
      }
    }
    #expect(
      result.text.contains(
        "layerNorm in layer 'hidden': input of shape [2, 3], gamma of shape [4] and beta of shape "
          + "[4] do not fit"))
  }

  @Test("a reshape to another number of elements names the operation, the layer and both shapes")
  func reshape() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      Self.inHidden { Self.zeros([2, 3], on: $0).reshaped(to: [7]) }
    }
    #expect(result.text.contains("reshape in layer 'hidden': shape [2, 3] does not fit [7]"))
  }

  @Test("outside any layer the message says so")
  func outside() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([2], on: dispatcher) * Self.zeros([3], on: dispatcher)
    }
    #expect(result.text.contains("multiply outside any layer: shapes [2] and [3] do not broadcast"))
  }

  @Test("a value that is logged neither at steps nor over epochs is refused by its name")
  func logNowhere() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      Context.evaluation(on: dispatcher, seed: 1).log(
        "loss", Self.zeros([], on: dispatcher), onStep: false, onEpoch: false)
    }
    #expect(result.text.contains("log of 'loss' outside any layer: neither onStep nor onEpoch"))
  }
}
