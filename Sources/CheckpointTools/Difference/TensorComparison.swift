internal import Checkpoints
internal import Glibc
internal import NumericsContract

/// Compares two tensors of one type and shape from their bytes in order.
struct TensorComparison<Element: StoredElement> {
  private let a: CheckpointDataset
  private let b: CheckpointDataset
  private var differing = 0
  private var distance = TensorDifference.Distance()
  private var first: TensorDifference.Element?
  private var nanInA = 0
  private var nanInB = 0
  private var nanAgainstNumber = 0
  private var nanPayloads = 0
  private var zerosTurnedNegative = 0
  private var zerosTurnedPositive = 0
  /// Sums of squared differences of blocks; the fold over them is the contract's sum.
  private var squares: [Double] = []
  private var compared = 0

  init(_ a: CheckpointDataset, _ b: CheckpointDataset) {
    self.a = a
    self.b = b
  }

  /// Takes the next bytes of both tensors, equally many.
  ///
  /// - Precondition: a multiple of 4096 elements, except at the end.
  mutating func add(_ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer) {
    let size = MemoryLayout<Element.Bits>.size
    let count = aBytes.count / size
    for start in stride(from: 0, to: count, by: SumOrder.blockSize) {
      let end = min(start + SumOrder.blockSize, count)
      let left = unsafe UnsafeRawBufferPointer(rebasing: aBytes[start * size..<end * size])
      let right = unsafe UnsafeRawBufferPointer(rebasing: bBytes[start * size..<end * size])
      if unsafe TensorComparison.areEqual(left, right) {
        let nan = unsafe TensorComparison.nanCount(left)
        nanInA += nan
        nanInB += nan
        squares.append(0)
      } else {
        unsafe addBlock(left, right, count: end - start)
      }
      compared += end - start
    }
  }

  private static func areEqual(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Bool {
    guard let a = left.baseAddress, let b = right.baseAddress else { return true }
    return unsafe memcmp(a, b, left.count) == 0
  }

  private static func nanCount(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard Element.hasNaN else { return 0 }
    let count = bytes.count / MemoryLayout<Element.Bits>.size
    var result = 0
    for index in 0..<count where unsafe Element.load(bytes, index).isNaN { result += 1 }
    return result
  }

  private mutating func addBlock(
    _ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer, count: Int
  ) {
    var differences = [Double](repeating: 0, count: count)
    for index in 0..<count {
      let left = unsafe Element.load(aBytes, index)
      let right = unsafe Element.load(bBytes, index)
      if left.isNaN { nanInA += 1 }
      if right.isNaN { nanInB += 1 }
      if left.bits == right.bits {
        if left.isNaN, unsafe TensorComparison.rawBitsDiffer(aBytes, bBytes, index) {
          nanPayloads += 1
        }
      } else {
        differences[index] = addDifference(left, right, at: compared + index)
      }
    }
    squares.append(SumOrder.sum(count: count) { differences[$0] * differences[$0] })
  }

  /// Records a pair of elements whose bits differ and returns |a − b|.
  private mutating func addDifference(_ left: Element, _ right: Element, at index: Int) -> Double {
    differing += 1
    if differing == 1 { first = element(left, right, at: index) }
    if left.isNaN != right.isNaN { nanAgainstNumber += 1 }
    if left.real == 0, right.real == 0 {
      if right.isNegativeZero { zerosTurnedNegative += 1 }
      if left.isNegativeZero { zerosTurnedPositive += 1 }
    }
    distance.ulp = max(distance.ulp, left.distance(to: right))
    let absolute = left.absoluteDifference(from: right)
    let a = left.real.magnitude
    let b = right.real.magnitude
    // Where the numbers are equal, the difference is 0 whatever they are.
    let relative = absolute == 0 ? 0 : absolute / (a > b ? a : b)
    // Not above the maximum and not NaN is the common case, and one comparison.
    if !(absolute <= distance.absolute) {
      distance.absolute = Double.ieeeMaximum(distance.absolute, absolute)
    }
    if !(relative <= distance.relative) {
      distance.relative = Double.ieeeMaximum(distance.relative, relative)
    }
    return absolute
  }

  private func element(
    _ left: Element, _ right: Element, at index: Int
  ) -> TensorDifference.Element {
    let byte = index * MemoryLayout<Element.Bits>.size
    return TensorDifference.Element(
      index: index, a: left.json, b: right.json, aText: left.text, bText: right.text,
      aBits: left.bitText, bBits: right.bitText, offsetA: a.offset + byte, offsetB: b.offset + byte)
  }

  private static func rawBitsDiffer(
    _ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer, _ index: Int
  ) -> Bool {
    let offset = index * MemoryLayout<Element.Bits>.size
    let left = unsafe aBytes.loadUnaligned(fromByteOffset: offset, as: Element.Bits.self)
    let right = unsafe bBytes.loadUnaligned(fromByteOffset: offset, as: Element.Bits.self)
    return left != right
  }

  /// The result, once all bytes were taken.
  var difference: TensorDifference {
    var distance = distance
    distance.norm = SumOrder.foldAdjacentPairs(squares).squareRoot()
    return TensorDifference(
      a: a, b: b, status: differing == 0 ? .same : .changed, differing: differing,
      distance: distance, firstDifference: first, nanInA: nanInA, nanInB: nanInB,
      nanAgainstNumber: nanAgainstNumber, nanPayloads: nanPayloads,
      zerosTurnedNegative: zerosTurnedNegative, zerosTurnedPositive: zerosTurnedPositive)
  }
}
