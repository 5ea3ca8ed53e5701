internal import CHDF5

/// One property list of libhdf5, closed with its last reference.
final class PropertyList {
  /// The library's identifier of the list.
  let id: hid_t

  /// Creates a list of `listClass` with the library's defaults.
  init(_ listClass: hid_t) throws(HDF5Error) {
    id = try ErrorStack.checked(H5Pcreate(listClass), "H5Pcreate", "a property list")
  }

  deinit {
    H5Pclose(id)
  }
}
