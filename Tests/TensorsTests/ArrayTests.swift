import Devices
import NumericsContract
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

  @Test("NUM-087: gradients of moved elements", arguments: GradientCase.movedElements)
  func movedElements(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-087: elements of every type move whole, and empty parts are parts")
  func types() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let x = Tensor([1, 2, 3, 4, 5, 6] as [Int32], shape: [2, 3], on: dispatcher)
    #expect(try x.transposed().integers() == [1, 4, 2, 5, 3, 6])
    #expect(try x.sliced(axis: 1, 1..<3).integers() == [2, 3, 5, 6])
    #expect(try concatenate([x, x.sliced(0..<1)]).integers() == [1, 2, 3, 4, 5, 6, 1, 2, 3])
    #expect(try stack([x, x], axis: 1).integers() == [1, 2, 3, 1, 2, 3, 4, 5, 6, 4, 5, 6])
    let parts = x.split(axis: 1, sizes: [0, 3])
    #expect(parts.map(\.shape) == [[2, 0], [2, 3]])
    #expect(try concatenate(parts, axis: 1).integers() == x.integers())
  }

  @Test("NUM-087: a slice of whole rows is where the rows are")
  func views() {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let x = Self.zeros([4, 3], on: dispatcher)
    let rows = x.sliced(1..<3)
    #expect(rows.operand.storage === x.operand.storage)
    #expect(rows.operand.offset == 3)
    #expect(x.sliced(axis: 1, 0..<2).operand.storage !== x.operand.storage)
  }

  @Test("NUM-087: the gradient of a slice is +0 where nothing was taken")
  func sliceGradient() throws {
    let pass = TrainingPass([([1, 2, 3, 4, 5], [5])], on: ReferenceDevice())
    let slice = pass.tensors[0].sliced(1..<5, step: 2)
    let gradient = try pass.gradients(of: slice, from: [-0.0, 7])
    #expect(gradient[0].map(\.bitPattern) == [0, 0x8000_0000, 0, 0x40E0_0000, 0])
  }

  @Test("NUM-088: gradients of batched products", arguments: GradientCase.batchedProducts)
  func batchedProducts(_ gradientCase: GradientCase) throws { try gradientCase.check() }

  @Test("NUM-090: gradients pass through conversions, and those of a storage type add in binary32")
  func conversions() throws {
    let pass = TrainingPass([([1.00390625, 3], [2])], on: ReferenceDevice())
    let narrow = pass.tensors[0].converted(to: .bfloat16)
    #expect(narrow.type == .bfloat16)
    let wide = narrow.converted(to: .float32)
    // 1 + 2⁻⁸ is the middle between 1 and 1 + 2⁻⁷.
    #expect(try wide.floats() == [1, 3])
    let again = narrow.converted(to: .float32)
    // Contributions 1 + 2⁻⁷ and 2⁻⁹ of the first element: their binary32 sum rounds to 1 + 2⁻⁷; the
    // second element's, 1 and 2⁻⁸ · 1.5, to 1 + 2⁻⁷.
    let weights = pass.constant([0x1p-9, 0x1.8p-8], [2])
    let gradients = try pass.gradients(of: wide + again * weights, from: [1 + 0x1p-7, 1])
    #expect(gradients == [[1 + 0x1p-7, 1 + 0x1p-7]])
    #expect(wide.converted(to: .int32).type == .int32)
    #expect(try wide.converted(to: .int32).integers() == [1, 3])
  }

  @Test("NUM-087, NUM-089: a constant pads every type")
  func paddedTypes() throws {
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let x = Tensor([5, 6] as [Int32], shape: [2], on: dispatcher)
    #expect(try x.padded(axis: 0, before: 1, after: 1, with: -7).integers() == [-7, 5, 6, -7])
    let doubles = Tensor([0.1, 0.2] as [Double], shape: [2], on: dispatcher)
    #expect(try doubles.padded(axis: 0, before: 1, after: 0).doubles() == [0, 0.1, 0.2])
    #expect(try doubles.converted(to: .float32).floats() == [0.1, 0.2])
    let bytes = Tensor([0, 200] as [UInt8], shape: [2], on: dispatcher)
    #expect(try bytes.converted(to: .float32).floats() == [0, 200])
    let wide = Tensor([1 << 40, -3] as [Int64], shape: [2], on: dispatcher)
    #expect(try wide.converted(to: .int32).integers() == [0, -3])
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

  @Test("moves that do not fit name the shapes")
  func moveRefusals() async {
    let order = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([2, 3], on: Dispatcher(device: ReferenceDevice())).permuted([0, 0])
    }
    #expect(order.text.contains("order [0, 0] does not name each axis of shape [2, 3] once"))
    let slice = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([2, 3], on: Dispatcher(device: ReferenceDevice())).sliced(axis: 1, 1..<4)
    }
    #expect(slice.text.contains("places 1..<4 by 1 do not lie within axis 1 of shape [2, 3]"))
    let join = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let parts = [Self.zeros([2, 3], on: dispatcher), Self.zeros([3, 2], on: dispatcher)]
      _ = concatenate(parts, axis: 1)
    }
    #expect(join.text.contains("float32 [2, 3], float32 [3, 2] do not fit along axis 1"))
    let parts = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Self.zeros([2, 3], on: Dispatcher(device: ReferenceDevice())).split(sizes: [1, 2])
    }
    #expect(parts.text.contains("lengths [1, 2] do not add up to axis 0 of shape [2, 3]"))
  }

  @Test("a batched product of other leading axes names both shapes")
  func productRefusal() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let dispatcher = Dispatcher(device: ReferenceDevice())
      let b = Self.zeros([3, 5, 4], on: dispatcher)
      _ = Self.zeros([2, 3, 4], on: dispatcher).matmul(b, transposeB: true)
    }
    #expect(
      result.text.contains(
        "shapes [2, 3, 4] and [3, 5, 4] do not fit; expected [m, k] and [n, k], and the same axes"))
  }
}
