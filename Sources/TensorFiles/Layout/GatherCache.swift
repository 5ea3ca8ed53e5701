internal import Synchronization

/// The elements that were gathered last, so that reading an array piece by piece does not gather for
/// every piece; one for a file, because readers take one tensor after the other.
final class GatherCache: Sendable {
  private struct Contents {
    /// What the elements belong to.
    var key = -1
    var elements = 0..<0
    var bytes: [UInt8] = []
  }

  private let contents = Mutex(Contents())

  /// The bytes of elements, from here or from `gather`, which is given a range that contains theirs.
  func bytes(
    of elements: Range<Int>, key: Int, in large: Range<Int>, elementByteCount size: Int,
    gather: (Range<Int>) throws(TensorFileError) -> [UInt8]
  ) throws(TensorFileError) -> [UInt8] {
    let known = contents.withLock { contents -> [UInt8]? in
      guard contents.key == key, contents.elements.lowerBound <= elements.lowerBound,
        elements.upperBound <= contents.elements.upperBound
      else { return nil }
      let start = (elements.lowerBound - contents.elements.lowerBound) * size
      return Array(contents.bytes[start..<start + elements.count * size])
    }
    if let known { return known }
    let bytes = try gather(large)
    contents.withLock { $0 = Contents(key: key, elements: large, bytes: bytes) }
    let start = (elements.lowerBound - large.lowerBound) * size
    return Array(bytes[start..<start + elements.count * size])
  }
}
