import Devices
import ReferenceDevice
import Tensors
import Testing

@Suite("Shape")
struct ShapeTests {
  @Test("a shape counts its elements, and a scalar has one")
  func count() {
    #expect(Shape([3, 0, 2]).count == 0)
    #expect(Shape([3, 4]).count == 12)
    #expect(Shape([]).count == 1)
  }

  @Test("an axis is counted from the first or, negative, from the last")
  func axes() {
    let shape: Shape = [2, 3, 4, 5, 6, 7]
    #expect(shape.rank == 6)
    #expect((0..<6).map { shape[$0] } == [2, 3, 4, 5, 6, 7])
    #expect((1...6).map { shape[-$0] } == [7, 6, 5, 4, 3, 2])
    #expect(shape.axes == [2, 3, 4, 5, 6, 7])
    #expect("\(shape)" == "[2, 3, 4, 5, 6, 7]")
  }

  @Test("shapes are equal when rank and lengths are: a trailing 1 is an axis")
  func equality() {
    #expect(Shape([2, 3]) == [2, 3])
    #expect(Shape([2, 3]) != [3, 2])
    #expect(Shape([2]) != [2, 1])
    #expect(Shape([]) != [1])
  }

  @Test("a shape that cannot be stops the program and is named")
  func refusals() async {
    let axes = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([1, 2, 3, 4, 5, 6, 7])
    }
    #expect(
      axes.text.contains("a shape of [1, 2, 3, 4, 5, 6, 7]; at most 6 axes, none negative"))
    let negative = await #expect(
      processExitsWith: .failure, observing: [\.standardErrorContent]
    ) { _ = Shape([2, -1]) }
    #expect(negative.text.contains("a shape of [2, -1]"))
    let axis = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Shape([2, 3])[2]
    }
    #expect(axis.text.contains("axis 2 of a tensor of shape [2, 3]"))
  }

  @Test("a tensor takes exactly as many numbers as its shape has elements")
  func tensors() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      _ = Tensor([1, 2, 3] as [Float], shape: [2, 2], on: Dispatcher(device: ReferenceDevice()))
    }
    #expect(result.text.contains("a tensor of shape [2, 2] from 3 numbers"))
  }
}
