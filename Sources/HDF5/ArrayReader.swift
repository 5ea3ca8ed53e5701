internal import CHDF5
internal import NumericsContract

/// A dataset of a foreign file, open for reading; all calls happen under the process-wide lock.
final class ArrayReader {
  let shape: [Int]
  let type: ElementType

  private let path: String
  private let name: String
  private let file: hid_t
  private let dataset: hid_t
  private let byteCount: Int

  /// Deflate packs 1032 bytes into one at best; a dataset that claims more has nothing to show for it.
  private static let packingLimit = 1032
  /// What a small dataset may have in an object header, and a packed one before its first byte.
  private static let packingAllowance = 65_536

  init(path: String, dataset name: String) throws(HDF5Error) {
    let subject = "\(path), \(name)"
    let access = try PropertyList(chdf5_class_file_access())
    // The driver over C streams, whatever HDF5_DRIVER says.
    try ErrorStack.check(H5Pset_fapl_stdio(access.id), "H5Pset_fapl_stdio", subject)
    try ErrorStack.check(
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG), "H5Pset_fclose_degree", subject)
    let file = try ErrorStack.checked(
      unsafe H5Fopen(path, chdf5_file_read_only(), access.id), "H5Fopen", subject)
    do throws(HDF5Error) {
      let link = try PropertyList(chdf5_class_link_access())
      try ArrayReader.requireHardLinks(file, path, name, link)
      let list = try PropertyList(chdf5_class_dataset_access())
      let dataset = try ErrorStack.checked(
        unsafe H5Dopen2(file, name, list.id), "H5Dopen2", subject)
      // Closing the file closes whatever is still open in it.
      try ArrayReader.requireOwnStorage(dataset, path, name)
      type = try ArrayReader.elementType(dataset, path, name)
      shape = try ArrayReader.shape(dataset, subject)
      byteCount = try ArrayReader.byteCount(dataset, shape, type, path, name)
      self.dataset = dataset
    } catch {
      H5Fclose(file)
      throw error
    }
    self.path = path
    self.name = name
    self.file = file
  }

  deinit { H5Fclose(file) }

  /// Reads all elements, little-endian.
  func elements() throws(HDF5Error) -> [UInt8] {
    guard byteCount > 0 else { return [] }
    let memoryType = try FileTypes.element(type)
    defer { H5Tclose(memoryType) }
    let transfer = try PropertyList(chdf5_class_dataset_transfer())
    var bytes = [UInt8](repeating: 0, count: byteCount)
    let whole = chdf5_whole_dataspace()
    try ErrorStack.check(
      unsafe H5Dread(dataset, memoryType, whole, whole, transfer.id, &bytes), "H5Dread",
      "\(path), \(name)")
    return bytes
  }

  /// Soft and external links could lead in circles or to other files.
  private static func requireHardLinks(
    _ file: hid_t, _ path: String, _ name: String, _ access: PropertyList
  ) throws(HDF5Error) {
    var prefix = ""
    for component in name.split(separator: "/") {
      prefix += "/" + component
      guard unsafe chdf5_is_hard_link(file, prefix, access.id) > 0 else {
        throw .unreadable(
          file: path, dataset: name, found: "no hard link \(prefix)", expected: "a dataset")
      }
    }
  }

  private static func requireOwnStorage(
    _ dataset: hid_t, _ path: String, _ name: String
  ) throws(HDF5Error) {
    let creation = try ErrorStack.checked(H5Dget_create_plist(dataset), "H5Dget_create_plist", name)
    defer { H5Pclose(creation) }
    let layout = H5Pget_layout(creation)
    guard [H5D_COMPACT, H5D_CONTIGUOUS, H5D_CHUNKED].contains(layout),
      H5Pget_external_count(creation) == 0
    else {
      throw .unreadable(
        file: path, dataset: name, found: "elements in other files",
        expected: "elements in the file itself")
    }
  }

  /// The type that the elements have apart from the order of their bytes.
  private static func elementType(
    _ dataset: hid_t, _ path: String, _ name: String
  ) throws(HDF5Error) -> ElementType {
    let stored = try ErrorStack.checked(H5Dget_type(dataset), "H5Dget_type", name)
    defer { H5Tclose(stored) }
    let ordered = try ErrorStack.checked(H5Tcopy(stored), "H5Tcopy", name)
    defer { H5Tclose(ordered) }
    // Refused for types that have no order, and for truth values, which have one byte.
    _ = H5Tset_order(ordered, H5T_ORDER_LE)
    for type in ElementType.allCases {
      let candidate = try FileTypes.element(type)
      defer { H5Tclose(candidate) }
      if H5Tequal(ordered, candidate) > 0 { return type }
    }
    throw .unreadable(
      file: path, dataset: name,
      found: "a type of class \(H5Tget_class(stored).rawValue) and \(H5Tget_size(stored)) bytes",
      expected: "one of " + ElementType.allCases.map(\.rawValue).joined(separator: ", "))
  }

  private static func shape(_ dataset: hid_t, _ subject: String) throws(HDF5Error) -> [Int] {
    let space = try ErrorStack.checked(H5Dget_space(dataset), "H5Dget_space", subject)
    defer { H5Sclose(space) }
    let rank = H5Sget_simple_extent_ndims(space)
    try ErrorStack.check(rank, "H5Sget_simple_extent_ndims", subject)
    var lengths = [hsize_t](repeating: 0, count: Int(rank))
    try ErrorStack.check(
      unsafe H5Sget_simple_extent_dims(space, &lengths, nil), "H5Sget_simple_extent_dims", subject)
    return lengths.map { Int(clamping: $0) }
  }

  /// Bytes of all elements, if the file has bytes to make them from.
  private static func byteCount(
    _ dataset: hid_t, _ shape: [Int], _ type: ElementType, _ path: String, _ name: String
  ) throws(HDF5Error) -> Int {
    // Without the zeros, so that no part of a shape overflows later either.
    var whole = type.byteCount
    for length in shape where length != 0 {
      let (product, overflow) = whole.multipliedReportingOverflow(by: length)
      whole = overflow ? .max : product
    }
    let count = shape.contains(0) && whole < .max ? 0 : whole
    let stored = Int(clamping: H5Dget_storage_size(dataset))
    let (most, overflow) = stored.multipliedReportingOverflow(by: packingLimit)
    guard count == 0 || stored > 0,
      overflow || count <= most || count - most <= packingAllowance
    else {
      throw .unreadable(
        file: path, dataset: name, found: "\(stored) bytes for the shape \(shape)",
        expected: "as many as \(type.rawValue) elements need, packed at most \(packingLimit) to 1")
    }
    return count
  }
}
