internal import CHDF5
internal import NumericsContract

/// A dataset of a foreign file, open for reading; all calls happen under the process-wide lock.
final class DatasetReader {
  let shape: [Int]
  let type: ElementType
  /// Bytes of all elements.
  let byteCount: Int
  /// Where the elements are if they lie in the file as they are, in order and in one piece.
  let offset: Int?
  /// Bytes that the elements occupy in the file, packed or not.
  let storedByteCount: Int

  private let subject: String
  private let dataset: hid_t

  /// Why a dataset is no tensor, although nothing is wrong with it.
  struct LeftOut: Error {
    let reason: String
  }

  /// Deflate packs 1032 bytes into one at best; a dataset that claims more has nothing to show for it.
  static let packingLimit = 1032
  /// What a small dataset may have in an object header, and a packed one before its first byte.
  static let packingAllowance = 65_536
  /// Bytes of unpacked chunks that are kept, for the next elements of them.
  private static let chunkCacheByteCount = 128 << 20
  /// Deflate, shuffle and the checksum of Fletcher; others have been a way into libhdf5.
  private static let filters = [1, 2, 3]

  /// Opens the dataset `name` below `place`, which stays open.
  ///
  /// **Throws** ``LeftOut`` for one that holds no numbers, ``HDF5Error`` for one that must not be read.
  init(_ place: hid_t, _ name: String, called path: String, in file: OpenFile) throws {
    let list = try PropertyList(chdf5_class_dataset_access())
    try ErrorStack.check(
      H5Pset_chunk_cache(list.id, 12_421, Self.chunkCacheByteCount, 0.75), "H5Pset_chunk_cache",
      path)
    let dataset = try ErrorStack.checked(
      unsafe H5Dopen2(place, name, list.id), "H5Dopen2", "\(file.name), \(path)")
    do {
      let facts = Facts(file: file.name, path: path, dataset: dataset)
      let isPlain = try facts.requireOwnStorage()
      type = try facts.elementType()
      shape = try facts.shape()
      storedByteCount = Int(clamping: H5Dget_storage_size(dataset))
      guard storedByteCount <= file.byteCount else {
        throw facts.refused(
          found: "\(storedByteCount) bytes of elements",
          expected: "fewer than the file's \(file.byteCount)")
      }
      byteCount = try facts.byteCount(shape, type, stored: storedByteCount)
      let address = isPlain ? H5Dget_offset(dataset) : chdf5_undefined_address()
      let isInOrder = try isPlain && facts.isLittleEndian(type)
      offset = isInOrder && byteCount > 0 ? Int(exactly: address) : nil
    } catch {
      H5Dclose(dataset)
      throw error
    }
    subject = "\(file.name), \(path)"
    self.dataset = dataset
  }

  deinit { H5Dclose(dataset) }

  /// Reads the elements whose numbers, row-major, are in `range`; little-endian.
  func elements(_ range: Range<Int>) throws(HDF5Error) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: range.count * type.byteCount)
    guard !bytes.isEmpty else { return [] }
    let memoryType = try FileTypes.element(type)
    defer { H5Tclose(memoryType) }
    let transfer = try PropertyList(chdf5_class_dataset_transfer())
    let space = try ErrorStack.checked(H5Dget_space(dataset), "H5Dget_space", subject)
    defer { H5Sclose(space) }
    var position = 0
    for box in ElementBox.covering(range, of: shape) {
      if !shape.isEmpty {
        let (start, count) = (box.start.map { hsize_t($0) }, box.lengths.map { hsize_t($0) })
        try ErrorStack.check(
          unsafe H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nil, count, nil),
          "H5Sselect_hyperslab", subject)
      }
      let memory = try ErrorStack.checked(
        unsafe H5Screate_simple(1, [hsize_t(box.count)], nil), "H5Screate_simple", subject)
      defer { H5Sclose(memory) }
      try ErrorStack.check(
        unsafe bytes.withUnsafeMutableBytes { buffer in
          unsafe H5Dread(
            dataset, memoryType, memory, space, transfer.id,
            buffer.baseAddress.map { unsafe $0 + position })
        }, "H5Dread", subject)
      position += box.count * type.byteCount
    }
    return bytes
  }
}

// MARK: - Checks

extension DatasetReader {
  /// What is asked of a dataset before it is read.
  private struct Facts {
    let file: String
    let path: String
    let dataset: hid_t

    func refused(found: String, expected: String) -> HDF5Error {
      .refused(file: file, dataset: path, found: found, expected: expected)
    }

    /// Whether the elements lie in one piece, neither packed nor in chunks.
    func requireOwnStorage() throws(HDF5Error) -> Bool {
      let creation = try ErrorStack.checked(
        H5Dget_create_plist(dataset), "H5Dget_create_plist", path)
      defer { H5Pclose(creation) }
      let layout = H5Pget_layout(creation)
      guard layout != H5D_VIRTUAL else {
        throw refused(
          found: "a virtual dataset, whose elements are those of others",
          expected: "elements in the file itself")
      }
      guard [H5D_COMPACT, H5D_CONTIGUOUS, H5D_CHUNKED].contains(layout),
        H5Pget_external_count(creation) == 0
      else {
        throw refused(found: "elements in other files", expected: "elements in the file itself")
      }
      let filterCount = H5Pget_nfilters(creation)
      try ErrorStack.check(filterCount, "H5Pget_nfilters", path)
      for index in 0..<filterCount {
        let (filter, name) = try filter(index, of: creation)
        guard DatasetReader.filters.contains(filter) else {
          throw refused(
            found: "elements packed by filter \(filter)" + (name.isEmpty ? "" : " (\(name))"),
            expected: "none, or deflate, shuffle and fletcher32")
        }
      }
      return layout == H5D_CONTIGUOUS && filterCount == 0
    }

    private func filter(
      _ index: Int32, of creation: hid_t
    ) throws(HDF5Error) -> (number: Int, name: String) {
      var (flags, info) = (UInt32(0), UInt32(0))
      var count = 0
      var name = [CChar](repeating: 0, count: 64)
      let number = unsafe H5Pget_filter2(
        creation, UInt32(index), &flags, &count, nil, name.count - 1, &name, &info)
      try ErrorStack.check(number, "H5Pget_filter2", path)
      let bytes = name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
      return (Int(number), String(decoding: bytes, as: UTF8.self))
    }

    /// The type that the elements have apart from the order of their bytes.
    func elementType() throws -> ElementType {
      let stored = try ErrorStack.checked(H5Dget_type(dataset), "H5Dget_type", path)
      defer { H5Tclose(stored) }
      let ordered = try ErrorStack.checked(H5Tcopy(stored), "H5Tcopy", path)
      defer { H5Tclose(ordered) }
      // Refused for types that have no order, and for truth values, which have one byte.
      _ = H5Tset_order(ordered, H5T_ORDER_LE)
      for type in ElementType.allCases {
        let candidate = try FileTypes.element(type)
        defer { H5Tclose(candidate) }
        if H5Tequal(ordered, candidate) > 0 { return type }
      }
      throw LeftOut(reason: "\(FileTypes.name(of: stored)) of \(H5Tget_size(stored)) bytes")
    }

    func isLittleEndian(_ type: ElementType) throws(HDF5Error) -> Bool {
      let stored = try ErrorStack.checked(H5Dget_type(dataset), "H5Dget_type", path)
      defer { H5Tclose(stored) }
      let candidate = try FileTypes.element(type)
      defer { H5Tclose(candidate) }
      return H5Tequal(stored, candidate) > 0
    }

    func shape() throws -> [Int] {
      let space = try ErrorStack.checked(H5Dget_space(dataset), "H5Dget_space", path)
      defer { H5Sclose(space) }
      guard H5Sget_simple_extent_type(space) != H5S_NULL else {
        throw LeftOut(reason: "a dataset without a shape")
      }
      let rank = H5Sget_simple_extent_ndims(space)
      try ErrorStack.check(rank, "H5Sget_simple_extent_ndims", path)
      guard rank > 0 else { return [] }
      var lengths = [hsize_t](repeating: 0, count: Int(rank))
      try ErrorStack.check(
        unsafe H5Sget_simple_extent_dims(space, &lengths, nil), "H5Sget_simple_extent_dims", path)
      return lengths.map { Int(clamping: $0) }
    }

    /// Bytes of all elements, if the file has bytes to make them from.
    func byteCount(
      _ shape: [Int], _ type: ElementType, stored: Int
    ) throws(HDF5Error) -> Int {
      // Without the zeros, so that no part of a shape overflows later either.
      var whole = type.byteCount
      for length in shape where length != 0 {
        let (product, overflow) = whole.multipliedReportingOverflow(by: length)
        whole = overflow ? .max : product
      }
      let count = shape.contains(0) && whole < .max ? 0 : whole
      let (most, overflow) = stored.multipliedReportingOverflow(by: DatasetReader.packingLimit)
      guard count == 0 || stored > 0, count < .max,
        overflow || count <= most || count - most <= DatasetReader.packingAllowance
      else {
        throw refused(
          found: "\(stored) bytes for the shape \(shape)",
          expected: "as many as \(type.rawValue) elements need, "
            + "packed at most \(DatasetReader.packingLimit) to 1")
      }
      return count
    }
  }
}
