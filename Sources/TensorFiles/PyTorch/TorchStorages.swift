/// The storages of a PyTorch archive, each a member of its own.
final class TorchStorages {
  private let archive: ZIPArchive
  private let prefix: String
  private let isBigEndian: Bool
  private var opened: [String: FileSource] = [:]

  /// Elements that tensors without bytes of their own may have: a view can repeat one element forever.
  private static let repeatedLimit = 1 << 28

  init(_ archive: ZIPArchive, prefix: String) throws(TensorFileError) {
    self.archive = archive
    self.prefix = prefix
    guard let entry = archive.entry(prefix + "byteorder") else {
      // PyTorch below 2.1 did not say.
      isBigEndian = false
      return
    }
    let source = try archive.open(entry, maySkipChecksum: true)
    let order = String(decoding: try source.prefix(16), as: UTF8.self)
    guard order == "little" || order == "big" else {
      throw source.malformed(expected: "little or big", found: "'\(order)'")
    }
    isBigEndian = order == "big"
  }

  /// Checks a tensor against its storage; returns the bytes and where in them its elements are.
  func place(
    of tensor: TorchTensor, _ path: String
  ) throws(TensorFileError) -> (source: FileSource, layout: ElementLayout) {
    let storage = tensor.storage
    let source = try open(storage, path)
    let size = tensor.type.byteCount
    guard tensor.shape.count == tensor.strides.count,
      tensor.shape.count <= TensorShape.rankLimit,
      let byteCount = TensorShape.byteCount(tensor.shape, bits: 8 * size), tensor.offset >= 0,
      !tensor.strides.contains(where: { $0 < 0 })
    else {
      throw archive.source.malformed(
        path, expected: "a shape and strides of at most \(TensorShape.rankLimit) axes, in range",
        found: "\(tensor.shape), strides \(tensor.strides), offset \(tensor.offset)")
    }
    guard let end = Self.end(of: tensor), end <= source.byteCount / size else {
      throw archive.source.malformed(
        path,
        expected: "elements inside the \(source.byteCount / size) of the storage \(storage.key)",
        found: "\(tensor.shape), strides \(tensor.strides), offset \(tensor.offset)")
    }
    guard byteCount / size <= max(source.byteCount / size, Self.repeatedLimit) else {
      throw archive.source.error(
        .tooLarge, path,
        expected: "at most \(Self.repeatedLimit) elements that repeat those of a storage",
        found: "\(tensor.shape)", remedy: "Save the tensor before it is expanded.")
    }
    return (
      source,
      ElementLayout(
        tensor.shape, strides: tensor.strides, start: byteCount == 0 ? 0 : tensor.offset * size,
        elementByteCount: size,
        swappedByteCount: isBigEndian ? tensor.type.numberByteCount : 1)
    )
  }

  /// The place after the last element, in elements of the storage; nil beyond the range of Int.
  private static func end(of tensor: TorchTensor) -> Int? {
    guard !tensor.shape.contains(0) else { return 0 }
    var last = tensor.offset
    for (length, stride) in zip(tensor.shape, tensor.strides) {
      let (step, overflow) = (length - 1).multipliedReportingOverflow(by: stride)
      let (sum, carry) = last.addingReportingOverflow(step)
      guard !overflow, !carry else { return nil }
      last = sum
    }
    return last == .max ? nil : last + 1
  }

  private func open(_ storage: TorchStorage, _ path: String) throws(TensorFileError) -> FileSource {
    let source: FileSource
    if let known = opened[storage.key] {
      source = known
    } else {
      let name = "\(prefix)data/\(storage.key)"
      guard let entry = archive.entry(name) else {
        throw archive.source.malformed(path, expected: "a member \(name)", found: "none")
      }
      source = try archive.open(entry, maySkipChecksum: true)
      opened[storage.key] = source
    }
    let (byteCount, overflow) = storage.count.multipliedReportingOverflow(
      by: storage.type.byteCount)
    guard !overflow, byteCount == source.byteCount else {
      throw archive.source.malformed(
        path,
        expected: "\(storage.count) elements of \(storage.type.name) in the storage \(storage.key)",
        found: "\(source.byteCount) bytes")
    }
    return source
  }
}
