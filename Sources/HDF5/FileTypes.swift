internal import CHDF5
internal import NumericsContract

/// The HDF5 types of elements and attributes; each call returns a type that the caller closes.
enum FileTypes {
  /// The type that stores elements of `type`, little-endian.
  static func element(_ type: ElementType) throws(HDF5Error) -> hid_t {
    switch type {
    // HDF5 names no 16-bit floats before 2.0; their fields are carved out of binary32.
    case .float16: try float(exponentBits: 5, fractionBits: 10, bias: 15)
    case .bfloat16: try float(exponentBits: 8, fractionBits: 7, bias: 127)
    case .float32: try copy(chdf5_type_float32())
    case .float64: try copy(chdf5_type_float64())
    case .int8: try copy(chdf5_type_int8())
    case .int16: try copy(chdf5_type_int16())
    case .int32: try copy(chdf5_type_int32())
    case .int64: try copy(chdf5_type_int64())
    case .uint8: try copy(chdf5_type_uint8())
    case .uint16: try copy(chdf5_type_uint16())
    case .uint32: try copy(chdf5_type_uint32())
    case .uint64: try copy(chdf5_type_uint64())
    case .bool: try boolean()
    }
  }

  /// What people call a type's class.
  static func name(of type: hid_t) -> String {
    switch H5Tget_class(type) {
    case H5T_INTEGER: "an integer"
    case H5T_FLOAT: "a float"
    case H5T_STRING: "a string"
    case H5T_BITFIELD: "a bit field"
    case H5T_OPAQUE: "an opaque type"
    case H5T_COMPOUND: "a compound type"
    case H5T_REFERENCE: "a reference"
    case H5T_ENUM: "an enumeration"
    case H5T_VLEN: "a type of variable length"
    case H5T_ARRAY: "an array type"
    default: "an unknown type"
    }
  }

  /// The type that stores the attribute value `value`.
  static func attribute(_ value: AttributeValue) throws(HDF5Error) -> hid_t {
    switch value {
    case .text(let text): try fixedText(text)
    case .integer: try element(.int64)
    case .flag: try boolean()
    }
  }

  private static func copy(_ type: hid_t) throws(HDF5Error) -> hid_t {
    try ErrorStack.checked(H5Tcopy(type), "H5Tcopy", "a predefined type")
  }

  private static func float(
    exponentBits: Int, fractionBits: Int, bias: Int
  ) throws(HDF5Error) -> hid_t {
    let type = try copy(chdf5_type_float32())
    do throws(HDF5Error) {
      let subject = "a float of \(1 + exponentBits + fractionBits) bits"
      // The fields first: the size may shrink only when no field would be cut off.
      try ErrorStack.check(
        H5Tset_fields(
          type, exponentBits + fractionBits, fractionBits, exponentBits, 0, fractionBits),
        "H5Tset_fields", subject)
      try ErrorStack.check(H5Tset_size(type, 2), "H5Tset_size", subject)
      try ErrorStack.check(H5Tset_ebias(type, bias), "H5Tset_ebias", subject)
    } catch {
      H5Tclose(type)
      throw error
    }
    return type
  }

  private static func boolean() throws(HDF5Error) -> hid_t {
    let type = try ErrorStack.checked(
      H5Tenum_create(chdf5_type_int8()), "H5Tenum_create", "the truth values")
    do throws(HDF5Error) {
      for (name, value) in [("FALSE", Int8(0)), ("TRUE", Int8(1))] {
        var value = value
        try ErrorStack.check(
          unsafe H5Tenum_insert(type, name, &value), "H5Tenum_insert", name)
      }
    } catch {
      H5Tclose(type)
      throw error
    }
    return type
  }

  private static func fixedText(_ text: String) throws(HDF5Error) -> hid_t {
    let type = try copy(chdf5_type_c_string())
    do throws(HDF5Error) {
      let subject = "a text of \(text.utf8.count) bytes"
      try ErrorStack.check(H5Tset_size(type, max(text.utf8.count, 1)), "H5Tset_size", subject)
      try ErrorStack.check(H5Tset_strpad(type, H5T_STR_NULLPAD), "H5Tset_strpad", subject)
      // ASCII where it suffices: old readers cannot convert UTF-8 attributes.
      let isASCII = text.utf8.allSatisfy { $0 < 0x80 }
      try ErrorStack.check(
        H5Tset_cset(type, isASCII ? H5T_CSET_ASCII : H5T_CSET_UTF8), "H5Tset_cset", subject)
    } catch {
      H5Tclose(type)
      throw error
    }
    return type
  }
}
