public import CanonicalJSON
internal import NumericsContract

/// An open file with tensors, whatever its format.
///
/// Opening reads and checks what the file says about its tensors; their bytes are read when they are
/// asked for, a range at a time. The files stay open, so that one renamed over them later does not
/// change what is read.
public protocol TensorFile: Sendable {
  /// The path, as the caller gave it.
  var path: String { get }
  /// The format that the bytes are in.
  var format: TensorFileFormat { get }
  /// The size of the file, or of all files if there are several.
  var byteCount: Int { get }
  /// The tensors by ascending UTF-8 order of their paths; each path once.
  var tensors: [StoredTensor] { get }
  /// What the file says besides its tensors, an object; empty if it says nothing.
  var metadata: JSONValue { get }
  /// Bytes of a tensor, row-major and little-endian; `range` counts from the tensor's first byte.
  ///
  /// - Precondition: the tensor is one of ``tensors``, the range lies inside its ``StoredTensor/byteCount``.
  func read(_ tensor: StoredTensor, _ range: Range<Int>) throws(TensorFileError) -> [UInt8]
}

extension TensorFile {
  /// All bytes of a tensor, row-major and little-endian.
  public func read(_ tensor: StoredTensor) throws(TensorFileError) -> [UInt8] {
    try read(tensor, 0..<tensor.byteCount)
  }

  /// The tensor with that path, or nil.
  public func tensor(_ path: String) -> StoredTensor? {
    let place = tensors.place { $0.path.precedesInUTF8(path) }
    guard place < tensors.count, tensors[place].path.utf8.elementsEqual(path.utf8) else {
      return nil
    }
    return tensors[place]
  }
}

extension Array {
  /// The first place whose element does not precede what is looked for, in an ascending array.
  func place(precedes: (Element) -> Bool) -> Int {
    var range = 0..<count
    while !range.isEmpty {
      let middle = range.lowerBound + range.count / 2
      range = precedes(self[middle]) ? middle + 1..<range.upperBound : range.lowerBound..<middle
    }
    return range.lowerBound
  }
}
