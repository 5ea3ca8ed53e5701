import Testing

@testable import HDF5

@Suite struct ElementBoxTests {
  /// The numbers of a box's elements, row-major.
  private func numbers(of box: ElementBox, in shape: [Int]) -> [Int] {
    var numbers = [0]
    for (axis, length) in shape.enumerated() {
      let indices = box.start[axis]..<box.start[axis] + box.lengths[axis]
      numbers = numbers.flatMap { number in indices.map { number * length + $0 } }
    }
    return numbers
  }

  @Test(
    "HDF5: every range of elements is covered by boxes, in order and once",
    arguments: [[], [1], [7], [2, 3], [3, 1, 4], [2, 3, 2, 2], [1, 1, 5]])
  func everyRange(shape: [Int]) {
    let count = shape.reduce(1, *)
    for lower in 0...count {
      for upper in lower...count {
        let boxes = ElementBox.covering(lower..<upper, of: shape)
        #expect(boxes.flatMap { numbers(of: $0, in: shape) } == Array(lower..<upper))
        #expect(boxes.count <= max(1, 2 * shape.count - 1))
      }
    }
  }
}
