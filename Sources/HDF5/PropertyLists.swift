internal import CHDF5

/// The property lists that make a file a pure function of what is put into it.
///
/// **Reference** HDF5 Reference Manual, H5P. Every call of libhdf5 gets one of these lists, never
/// the default, because defaults differ between releases and react to the environment.
struct PropertyLists {
  /// Allocations of at least `alignmentThreshold` bytes start at multiples of `alignment`.
  static let alignmentThreshold: hsize_t = 65_536
  static let alignment: hsize_t = 16_384

  /// Bytes that libhdf5 reserves at once for metadata, and for small datasets.
  static let aggregationBlock: hsize_t = 2_048

  /// Links and attributes stay in the object header up to this number, and always return to it.
  private static let compactMaximum: UInt32 = 65_535

  let fileCreation: PropertyList
  let fileAccess: PropertyList
  let groupCreation: PropertyList
  let groupAccess: PropertyList
  let datasetCreation: PropertyList
  let datasetAccess: PropertyList
  let attributeCreation: PropertyList
  let attributeAccess: PropertyList
  let linkCreation: PropertyList

  /// Creates all lists; each is closed with its last reference.
  init() throws(HDF5Error) {
    fileCreation = try PropertyList(chdf5_class_file_creation())
    fileAccess = try PropertyList(chdf5_class_file_access())
    groupCreation = try PropertyList(chdf5_class_group_creation())
    groupAccess = try PropertyList(chdf5_class_group_access())
    datasetCreation = try PropertyList(chdf5_class_dataset_creation())
    datasetAccess = try PropertyList(chdf5_class_dataset_access())
    attributeCreation = try PropertyList(chdf5_class_attribute_creation())
    attributeAccess = try PropertyList(chdf5_class_attribute_access())
    linkCreation = try PropertyList(chdf5_class_link_creation())
    try configureFileAccess()
    try configureObjectCreation()
    try configureNames()
  }

  private func configureFileAccess() throws(HDF5Error) {
    let subject = "the file access list"
    // The driver over C streams, whatever HDF5_DRIVER says: the others resolve the path of an
    // anonymous file as if it were a symbolic link, and fail. The driver leaves no trace in a file.
    try ErrorStack.check(H5Pset_fapl_stdio(fileAccess.id), "H5Pset_fapl_stdio", subject)
    // 1.8 bounds: superblock 2, checksummed metadata, the same bytes from 1.10.8 to 2.0.
    try ErrorStack.check(
      H5Pset_libver_bounds(fileAccess.id, H5F_LIBVER_V18, H5F_LIBVER_V18), "H5Pset_libver_bounds",
      subject)
    try ErrorStack.check(
      H5Pset_alignment(fileAccess.id, Self.alignmentThreshold, Self.alignment), "H5Pset_alignment",
      subject)
    try ErrorStack.check(
      H5Pset_fclose_degree(fileAccess.id, H5F_CLOSE_STRONG), "H5Pset_fclose_degree", subject)
    try ErrorStack.check(
      H5Pset_meta_block_size(fileAccess.id, Self.aggregationBlock), "H5Pset_meta_block_size",
      subject)
    try ErrorStack.check(
      H5Pset_small_data_block_size(fileAccess.id, Self.aggregationBlock),
      "H5Pset_small_data_block_size", subject)
    // The memory file has no other user.
    try ErrorStack.check(
      H5Pset_file_locking(fileAccess.id, false, true), "H5Pset_file_locking", subject)
  }

  private func configureObjectCreation() throws(HDF5Error) {
    for (list, subject) in [
      (fileCreation, "the file creation list"), (groupCreation, "the group creation list"),
      (datasetCreation, "the dataset creation list"),
    ] {
      // Time stamps would make every save different.
      try ErrorStack.check(
        H5Pset_obj_track_times(list.id, false), "H5Pset_obj_track_times", subject)
      try ErrorStack.check(
        H5Pset_attr_phase_change(list.id, Self.compactMaximum, 0), "H5Pset_attr_phase_change",
        subject)
    }
    for (list, subject) in [
      (fileCreation, "the file creation list"), (groupCreation, "the group creation list"),
    ] {
      try ErrorStack.check(
        H5Pset_link_phase_change(list.id, Self.compactMaximum, 0), "H5Pset_link_phase_change",
        subject)
      try ErrorStack.check(
        H5Pset_link_creation_order(list.id, 0), "H5Pset_link_creation_order", subject)
    }
    let subject = "the dataset creation list"
    try ErrorStack.check(
      H5Pset_layout(datasetCreation.id, H5D_CONTIGUOUS), "H5Pset_layout", subject)
    // Early allocation without filling: the offsets are known at once and nothing is written.
    try ErrorStack.check(
      H5Pset_alloc_time(datasetCreation.id, H5D_ALLOC_TIME_EARLY), "H5Pset_alloc_time", subject)
    try ErrorStack.check(
      H5Pset_fill_time(datasetCreation.id, H5D_FILL_TIME_NEVER), "H5Pset_fill_time", subject)
  }

  private func configureNames() throws(HDF5Error) {
    try ErrorStack.check(
      H5Pset_char_encoding(attributeCreation.id, H5T_CSET_UTF8), "H5Pset_char_encoding",
      "the attribute creation list")
    try ErrorStack.check(
      H5Pset_char_encoding(linkCreation.id, H5T_CSET_UTF8), "H5Pset_char_encoding",
      "the link creation list")
    try ErrorStack.check(
      H5Pset_create_intermediate_group(linkCreation.id, 0), "H5Pset_create_intermediate_group",
      "the link creation list")
  }
}
