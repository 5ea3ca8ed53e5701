internal import Glibc
internal import NumericsContract

/// Compares elements of one type from the bytes of two tensors.
///
/// A block of elements that differs goes through short loops without branches (`BlockReals`); what is
/// rare, such as a NaN, is looked for in loops of its own.
struct TensorComparison<Element: StoredElement> {
  private(set) var figures = ComparisonFigures()
  private var reals = BlockReals()

  init(countsBits: Bool) {
    if countsBits { figures.histogram = DifferenceHistogram(bitWidth: Element.Bits.bitWidth) }
  }

  /// Takes the next bytes of both tensors, equally many.
  ///
  /// - Precondition: a multiple of 4096 elements, except at the end.
  mutating func add(_ aBytes: [UInt8], _ bBytes: [UInt8]) {
    precondition(
      aBytes.count == bBytes.count, "\(aBytes.count) bytes against \(bBytes.count)")
    unsafe aBytes.withUnsafeBytes { a in
      unsafe bBytes.withUnsafeBytes { b in unsafe add(a, b) }
    }
  }

  private mutating func add(_ aBytes: UnsafeRawBufferPointer, _ bBytes: UnsafeRawBufferPointer) {
    let size = MemoryLayout<Element.Bits>.size
    let count = aBytes.count / size
    for start in stride(from: 0, to: count, by: SumOrder.blockSize) {
      let end = min(start + SumOrder.blockSize, count)
      let a = unsafe UnsafeRawBufferPointer(rebasing: aBytes[start * size..<end * size])
      let b = unsafe UnsafeRawBufferPointer(rebasing: bBytes[start * size..<end * size])
      if unsafe TensorComparison.areEqual(a, b) {
        let nan = unsafe BlockCounts.nanCount(Element.self, a)
        figures.nanInA += nan
        figures.nanInB += nan
        figures.squares.append(0)
      } else {
        unsafe addBlock(a, b, count: end - start)
      }
      figures.compared += end - start
    }
  }

  private static func areEqual(
    _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer
  ) -> Bool {
    guard let a = left.baseAddress, let b = right.baseAddress else { return true }
    return unsafe memcmp(a, b, left.count) == 0
  }

  private mutating func addBlock(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) {
    let counts = unsafe reals.take(Element.self, a, b, count: count)
    var differing = counts.differing
    var nanInBoth = 0
    if counts.nanInA > 0, counts.nanInB > 0 {
      let (both, payloads) = unsafe TensorComparison.commonNaNs(a, b, count: count)
      nanInBoth = both
      figures.nanPayloads += payloads
      differing -= payloads
    }
    if differing > 0, figures.differing == 0 { unsafe findFirst(a, b, count: count) }
    figures.differing += differing
    figures.nanInA += counts.nanInA
    figures.nanInB += counts.nanInB
    figures.nanAgainstNumber += counts.nanInA + counts.nanInB - 2 * nanInBoth
    figures.maxima.ulp = max(figures.maxima.ulp, counts.farthest)
    // Other bits at no distance are zeros of the other sign.
    if differing > counts.apart { unsafe countZeros(a, b, count: count) }
    if figures.histogram != nil { unsafe addHistogram(a, b, count: count) }
    let isPlain = counts.nanInA + counts.nanInB == 0 && Element.hasExactReals
    let plain = isPlain ? reals.plainDistances : nil
    let result = unsafe plain ?? exactDistances(a, b, count: count)
    figures.maxima.absolute = .ieeeMaximum(figures.maxima.absolute, result.absolute)
    figures.maxima.relative = .ieeeMaximum(figures.maxima.relative, result.relative)
    figures.squares.append(result.squares)
  }

  /// Elements that are a NaN on both sides, and how many of them differ in their payload.
  private static func commonNaNs(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) -> (both: Int, payloads: Int) {
    var (both, payloads) = (0, 0)
    for index in 0..<count
    where unsafe Element.load(a, index).isNaN && Element.load(b, index).isNaN {
      both += 1
      if unsafe Element.raw(a, index) != Element.raw(b, index) { payloads += 1 }
    }
    return (both, payloads)
  }

  /// Distances of real numbers, with NaN, infinities and integers beyond 2^53 as they should be.
  private func exactDistances(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) -> BlockReals.Distances {
    var differences = [Double](repeating: 0, count: count)
    var (absolute, relative) = (0.0, 0.0)
    for index in 0..<count {
      let left = unsafe Element.load(a, index)
      let right = unsafe Element.load(b, index)
      // Where the numbers are equal, the difference is 0 whatever they are.
      guard left.bits != right.bits else { continue }
      let difference = left.absoluteDifference(from: right)
      differences[index] = difference
      let (p, q) = (left.real.magnitude, right.real.magnitude)
      absolute = .ieeeMaximum(absolute, difference)
      relative = .ieeeMaximum(relative, difference == 0 ? 0 : difference / (p > q ? p : q))
    }
    return BlockReals.Distances(
      absolute: absolute, relative: relative,
      squares: SumOrder.sum(count: count) { differences[$0] * differences[$0] })
  }

  private mutating func countZeros(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) {
    for index in 0..<count {
      let left = unsafe Element.load(a, index)
      let right = unsafe Element.load(b, index)
      guard left.bits != right.bits, left.real == 0, right.real == 0 else { continue }
      if right.isNegativeZero { figures.zerosTurnedNegative += 1 }
      if left.isNegativeZero { figures.zerosTurnedPositive += 1 }
    }
  }

  private mutating func addHistogram(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) {
    for index in 0..<count {
      let left = unsafe Element.load(a, index)
      let right = unsafe Element.load(b, index)
      guard left.bits != right.bits else { continue }
      figures.histogram?.add(
        distance: UInt64(left.distance(to: right)), differingBits: UInt64(left.bits ^ right.bits))
    }
  }

  private mutating func findFirst(
    _ a: UnsafeRawBufferPointer, _ b: UnsafeRawBufferPointer, count: Int
  ) {
    for index in 0..<count {
      let left = unsafe Element.load(a, index)
      let right = unsafe Element.load(b, index)
      guard left.bits != right.bits else { continue }
      figures.first = TensorDifference.Element(
        index: figures.compared + index, a: left.json, b: right.json, aText: left.text,
        bText: right.text, aBits: left.bitText, bBits: right.bitText, offsetA: nil, offsetB: nil)
      return
    }
  }
}
