internal import CHDF5
internal import NumericsContract

/// The attributes of some groups, as far as they can be put into words, within limits.
struct AttributeList {
  let file: String
  private(set) var attributes: [StoredAttribute] = []
  private var byteCount = 0

  init(file: String) { self.file = file }

  /// Adds the attributes of a group.
  mutating func add(_ group: hid_t, called path: String) throws(HDF5Error) {
    var names = CNames(limit: StoredFile.Limits.attributeCount - attributes.count)
    let status = unsafe withUnsafeMutablePointer(to: &names) { names in
      unsafe chdf5_each_attribute(
        group,
        { name, context in
          guard let context = unsafe context else { return 1 }
          return unsafe context.assumingMemoryBound(to: CNames.self).pointee.add(name, 0) ? 0 : 1
        }, names)
    }
    try ErrorStack.check(status, "H5Aiterate2", "\(file), attributes of \(path)")
    guard status == 0 else {
      throw .refused(
        file: file, dataset: path, found: "more attributes",
        expected: "at most \(StoredFile.Limits.attributeCount)")
    }
    for (bytes, _) in names.all.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
      let name = String(decoding: bytes, as: UTF8.self)
      let (value, isList) = try read(group, name, "\(file), attribute \(name) of \(path)")
      attributes.append(StoredAttribute(group: path, name: name, isList: isList, value: value))
    }
  }

  private mutating func read(
    _ group: hid_t, _ name: String, _ subject: String
  ) throws(HDF5Error) -> (StoredAttribute.Value, isList: Bool) {
    let attribute = try ErrorStack.checked(unsafe H5Aopen(group, name, 0), "H5Aopen", subject)
    defer { H5Aclose(attribute) }
    let type = try ErrorStack.checked(H5Aget_type(attribute), "H5Aget_type", subject)
    defer { H5Tclose(type) }
    let space = try ErrorStack.checked(H5Aget_space(attribute), "H5Aget_space", subject)
    defer { H5Sclose(space) }
    let rank = H5Sget_simple_extent_ndims(space)
    try ErrorStack.check(rank, "H5Sget_simple_extent_ndims", subject)
    guard rank <= 1, H5Sget_simple_extent_type(space) != H5S_NULL else {
      return (.leftOut("no value, or a table"), false)
    }
    var length = hsize_t(1)
    if rank == 1 {
      try ErrorStack.check(
        unsafe H5Sget_simple_extent_dims(space, &length, nil), "H5Sget_simple_extent_dims",
        subject)
    }
    let size = max(8, H5Tget_size(type))
    let (bytes, overflow) = Int(clamping: length).multipliedReportingOverflow(by: size)
    guard !overflow, bytes <= StoredFile.Limits.attributeByteCount - byteCount else {
      return (.leftOut("more than all attributes may have"), rank == 1)
    }
    byteCount += bytes
    let source = AttributeSource(attribute: attribute, type: type, subject: subject)
    return (try source.value(count: Int(length)), rank == 1)
  }
}

/// An open attribute.
private struct AttributeSource {
  let attribute: hid_t
  let type: hid_t
  let subject: String

  func value(count: Int) throws(HDF5Error) -> StoredAttribute.Value {
    switch H5Tget_class(type) {
    case H5T_STRING where H5Tis_variable_str(type) > 0: .texts(try variableTexts(count))
    case H5T_STRING: .texts(try fixedTexts(count))
    case H5T_INTEGER: .integers(try elements(count, as: .int64, zero: Int64(0)))
    case H5T_FLOAT: .numbers(try elements(count, as: .float64, zero: Double(0)))
    case H5T_ENUM where try isTruthValue():
      .flags(try elements(count, as: .bool, zero: UInt8(0)).map { $0 != 0 })
    default: .leftOut(FileTypes.name(of: type))
    }
  }

  private func isTruthValue() throws(HDF5Error) -> Bool {
    let boolean = try FileTypes.element(.bool)
    defer { H5Tclose(boolean) }
    return H5Tequal(type, boolean) > 0
  }

  private func elements<Element>(
    _ count: Int, as element: ElementType, zero: Element
  ) throws(HDF5Error) -> [Element] {
    var values = [Element](repeating: zero, count: count)
    guard count > 0 else { return [] }
    let memoryType = try FileTypes.element(element)
    defer { H5Tclose(memoryType) }
    try ErrorStack.check(
      unsafe values.withUnsafeMutableBytes { buffer in
        unsafe H5Aread(attribute, memoryType, buffer.baseAddress)
      },
      "H5Aread", subject)
    return values
  }

  private func fixedTexts(_ count: Int) throws(HDF5Error) -> [String] {
    let size = H5Tget_size(type)
    var bytes = [UInt8](repeating: 0, count: count * size)
    guard !bytes.isEmpty else { return [] }
    try ErrorStack.check(unsafe H5Aread(attribute, type, &bytes), "H5Aread", subject)
    return (0..<count).map { index in
      let text = bytes[index * size..<(index + 1) * size].prefix { $0 != 0 }
      return String(decoding: text, as: UTF8.self)
    }
  }

  private func variableTexts(_ count: Int) throws(HDF5Error) -> [String] {
    guard count > 0 else { return [] }
    var texts = unsafe [UnsafeMutablePointer<CChar>?](repeating: nil, count: count)
    try ErrorStack.check(unsafe H5Aread(attribute, type, &texts), "H5Aread", subject)
    return unsafe texts.map { text in
      guard let text = unsafe text else { return "" }
      defer { _ = unsafe H5free_memory(text) }
      return unsafe String(cString: text)
    }
  }
}
