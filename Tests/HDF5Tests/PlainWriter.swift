import CHDF5
import HDF5
import NumericsContract

/// Writes a file the plain way: libhdf5 creates it on disk, and H5Dwrite stores the elements.
///
/// It shares no code with the target: the property lists are spelled out again.
enum PlainWriter {
  enum Failure: Error { case call(Int) }

  static func write(
    to path: String, attributes: [(name: String, value: AttributeValue)], datasets: [DatasetPlan]
  ) throws {
    let outcome = try HDF5Library.withExclusiveAccess { () -> Bool in
      do {
        try writeFile(path, attributes, datasets)
        return true
      } catch {
        return false
      }
    }
    guard outcome else { throw Failure.call(0) }
  }

  private static func writeFile(
    _ path: String, _ attributes: [(name: String, value: AttributeValue)], _ datasets: [DatasetPlan]
  ) throws {
    let access = H5Pcreate(chdf5_class_file_access())
    try check(H5Pset_fapl_sec2(access))
    try check(H5Pset_libver_bounds(access, H5F_LIBVER_V18, H5F_LIBVER_V18))
    try check(H5Pset_alignment(access, 65_536, 16_384))
    let creation = H5Pcreate(chdf5_class_file_creation())
    try stable(creation)
    try check(H5Pset_link_phase_change(creation, 65_535, 0))
    let group = H5Pcreate(chdf5_class_group_creation())
    try stable(group)
    try check(H5Pset_link_phase_change(group, 65_535, 0))
    let dataset = H5Pcreate(chdf5_class_dataset_creation())
    try stable(dataset)
    try check(H5Pset_alloc_time(dataset, H5D_ALLOC_TIME_EARLY))
    try check(H5Pset_fill_time(dataset, H5D_FILL_TIME_NEVER))
    let link = H5Pcreate(chdf5_class_link_creation())
    try check(H5Pset_char_encoding(link, H5T_CSET_UTF8))
    let attribute = H5Pcreate(chdf5_class_attribute_creation())
    try check(H5Pset_char_encoding(attribute, H5T_CSET_UTF8))

    let file = unsafe H5Fcreate(path, chdf5_file_truncate(), creation, access)
    try check(file)
    let scalar = H5Screate(H5S_SCALAR)
    for (name, value) in attributes {
      let (type, bytes) = try stored(value)
      let identifier = unsafe H5Acreate2(file, name, type, scalar, attribute, 0)
      try check(identifier)
      try check(unsafe H5Awrite(identifier, type, bytes))
      try check(H5Aclose(identifier))
      try check(H5Tclose(type))
    }
    try check(H5Sclose(scalar))
    for plan in datasets {
      try makeGroups(above: plan.path, file, link, group)
      let type = try stored(plan.type)
      let extents = plan.shape.map { hsize_t($0) }
      let space =
        extents.isEmpty
        ? H5Screate(H5S_SCALAR) : unsafe H5Screate_simple(Int32(extents.count), extents, nil)
      let identifier = unsafe H5Dcreate2(file, plan.path, type, space, link, dataset, 0)
      try check(identifier)
      let byteCount = plan.shape.reduce(plan.type.byteCount, *)
      if byteCount > 0 {
        let bytes = SampleFile.elements(path: plan.path, byteCount: byteCount)
        try check(
          unsafe H5Dwrite(
            identifier, type, chdf5_whole_dataspace(), chdf5_whole_dataspace(), 0, bytes))
      }
      try check(H5Dclose(identifier))
      try check(H5Sclose(space))
      try check(H5Tclose(type))
    }
    try check(H5Fclose(file))
    for list in [access, creation, group, dataset, link, attribute] { try check(H5Pclose(list)) }
  }

  private static func stable(_ list: hid_t) throws {
    try check(H5Pset_obj_track_times(list, false))
    try check(H5Pset_attr_phase_change(list, 65_535, 0))
  }

  private static func makeGroups(
    above path: String, _ file: hid_t, _ link: hid_t, _ creation: hid_t
  ) throws {
    var prefix = ""
    for component in path.split(separator: "/").dropLast() {
      prefix += "/" + component
      if unsafe H5Lexists(file, prefix, 0) > 0 { continue }
      let group = unsafe H5Gcreate2(file, prefix, link, creation, 0)
      try check(group)
      try check(H5Gclose(group))
    }
  }

  private static func stored(_ value: AttributeValue) throws -> (hid_t, [UInt8]) {
    switch value {
    case .integer(let integer):
      let bits = UInt64(bitPattern: integer)
      return (
        H5Tcopy(chdf5_type_int64()), (0..<8).map { UInt8(truncatingIfNeeded: bits >> ($0 * 8)) }
      )
    case .flag(let flag): return (try stored(.bool), [flag ? 1 : 0])
    case .text(let text):
      let type = H5Tcopy(chdf5_type_c_string())
      try check(H5Tset_size(type, text.isEmpty ? 1 : text.utf8.count))
      try check(H5Tset_strpad(type, H5T_STR_NULLPAD))
      if text.unicodeScalars.contains(where: { !$0.isASCII }) {
        try check(H5Tset_cset(type, H5T_CSET_UTF8))
      }
      return (type, text.isEmpty ? [0] : Array(text.utf8))
    }
  }

  private static func stored(_ type: ElementType) throws -> hid_t {
    switch type {
    case .float16, .bfloat16:
      let fields = type == .float16 ? (15, 10, 5, 10, 15) : (15, 7, 8, 7, 127)
      let copy = H5Tcopy(chdf5_type_float32())
      try check(H5Tset_fields(copy, fields.0, fields.1, fields.2, 0, fields.3))
      try check(H5Tset_size(copy, 2))
      try check(H5Tset_ebias(copy, fields.4))
      return copy
    case .bool:
      let enumeration = H5Tenum_create(chdf5_type_int8())
      for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
        var value = value
        try check(unsafe H5Tenum_insert(enumeration, name, &value))
      }
      return enumeration
    case .float32: return H5Tcopy(chdf5_type_float32())
    case .float64: return H5Tcopy(chdf5_type_float64())
    case .int8: return H5Tcopy(chdf5_type_int8())
    case .int16: return H5Tcopy(chdf5_type_int16())
    case .int32: return H5Tcopy(chdf5_type_int32())
    case .int64: return H5Tcopy(chdf5_type_int64())
    case .uint8: return H5Tcopy(chdf5_type_uint8())
    case .uint16: return H5Tcopy(chdf5_type_uint16())
    case .uint32: return H5Tcopy(chdf5_type_uint32())
    case .uint64: return H5Tcopy(chdf5_type_uint64())
    }
  }

  private static func check(_ status: some SignedInteger) throws {
    guard status >= 0 else { throw Failure.call(Int(status)) }
  }
}
