import Devices
import ReferenceDevice
import Tensors
import Testing

/// Rows and elements that are moved.
@Suite("Arrays")
struct ArrayTests {
  @Test(
    "NUM-085, NUM-086: gradients of gather and scatter-add", arguments: GradientCase.indexedRows)
  func indexedRows(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-085, NUM-086: an index out of range gives NaN and reaches no row of the gradient")
  func outOfRange() throws {
    let pass = TrainingPass([([1, 2, 3, 4], [2, 2])], on: ReferenceDevice())
    let indices = Tensor([1, 2, -1] as [Int32], shape: [3], on: pass.context.dispatcher)
    let rows = pass.tensors[0].gathered(at: indices)
    #expect(rows.shape == [3, 2])
    let found = try rows.floats()
    #expect(found[0..<2] == [3, 4])
    #expect(found[2...].allSatisfy { $0.isNaN })
    #expect(try pass.gradients(of: rows, from: [1, 2, 3, 4, 5, 6]) == [[0, 0, 1, 2]])
  }

  private static func zeros(_ shape: Shape, on dispatcher: Dispatcher) -> Tensor {
    Tensor([Float](repeating: 0, count: shape.count), shape: shape, on: dispatcher)
  }

  @Test("rows at indices that do not fit name both shapes")
  func refusals() async {
    let gather = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      _ = Self.zeros([4, 2], on: dispatcher).gathered(at: Self.zeros([3], on: dispatcher))
    }
    #expect(
      gather.text.contains(
        "gather outside any layer: a table of shape [4, 2] and float32 indices of shape [3]"))
    let scatter = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let indices = Tensor([0, 1] as [Int32], shape: [2], on: dispatcher)
      _ = Self.zeros([3, 2], on: dispatcher).scatterAdded(at: indices, rows: 5)
    }
    #expect(
      scatter.text.contains("input of shape [3, 2] and int32 indices of shape [2] do not fit 5"))
  }
}
