internal import CHDF5
internal import NumericsContract

/// A file that libhdf5 has open for reading; all calls happen under the process-wide lock.
final class OpenFile: Sendable {
  let id: hid_t
  /// How errors call the file.
  let name: String
  let byteCount: Int

  init(path: String, named name: String) throws(HDF5Error) {
    self.name = name
    let access = try PropertyList(chdf5_class_file_access())
    // Said even though it is the default, which HDF5_DRIVER may change.
    try ErrorStack.check(H5Pset_fapl_sec2(access.id), "H5Pset_fapl_sec2", name)
    try ErrorStack.check(
      H5Pset_fclose_degree(access.id, H5F_CLOSE_STRONG), "H5Pset_fclose_degree", name)
    try ErrorStack.check(chdf5_leave_unlocked(access.id), "H5Pset_file_locking", name)
    let file = unsafe H5Fopen(path, chdf5_file_read_only(), access.id)
    guard file >= 0 else {
      throw .unreadable(
        file: name, dataset: "/", found: ErrorStack.cause(), expected: "what libhdf5 can read")
    }
    id = file
    var size = hsize_t(0)
    guard unsafe H5Fget_filesize(file, &size) >= 0 else {
      H5Fclose(file)
      throw .unreadable(
        file: name, dataset: "/", found: ErrorStack.cause(), expected: "a file with a size")
    }
    byteCount = Int(clamping: size)
  }

  deinit { H5Fclose(id) }

  /// Does something with the dataset `path`, and says of failures what was found there.
  func reading<Result>(_ path: String, _ body: () throws -> Result) throws(HDF5Error) -> Result {
    do {
      return try body()
    } catch let leftOut as DatasetReader.LeftOut {
      throw .refused(
        file: name, dataset: path, found: leftOut.reason,
        expected: "one of " + ElementType.allCases.map(\.rawValue).joined(separator: ", "))
    } catch HDF5Error.library(let call, _, let trace) {
      throw .unreadable(
        file: name, dataset: path, found: trace.last ?? "a failure of \(call)",
        expected: "what libhdf5 can read")
    } catch let error as HDF5Error {
      throw error
    } catch {
      preconditionFailure("\(error) is no error of HDF5")
    }
  }

  /// Soft and external links could lead in circles or to other files.
  func requireHardLinks(to path: String) throws(HDF5Error) {
    let access = try PropertyList(chdf5_class_link_access())
    var prefix = ""
    for component in path.split(separator: "/") {
      prefix += "/" + component
      guard unsafe chdf5_is_hard_link(id, prefix, access.id) > 0 else {
        throw .unreadable(
          file: name, dataset: path, found: "no hard link \(prefix)", expected: "a dataset")
      }
    }
  }
}
