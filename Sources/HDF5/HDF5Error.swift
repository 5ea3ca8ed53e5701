/// Why the skeleton of a file could not be built.
public enum HDF5Error: Error, Sendable, Hashable {
  /// A call of libhdf5 failed; `trace` is its error stack, outermost call first.
  case library(call: String, subject: String, trace: [String])

  /// A call of the operating system failed with the error number `code`.
  case system(call: String, code: Int32)

  /// libhdf5 cannot be loaded; the text says why.
  case notInstalled(String)

  /// libhdf5 is of a release that Lockstep does not know.
  case libraryVersion(String)

  /// A dataset cannot be stored in the subset of HDF5 that Lockstep writes.
  case invalidPlan(path: String, found: String, expected: String, remedy: String)

  /// An attribute cannot be stored in the subset of HDF5 that Lockstep writes.
  case invalidAttribute(name: String, found: String, expected: String)

  /// A file that is only read holds something that cannot be read.
  case unreadable(file: String, dataset: String, found: String, expected: String)

  /// A file that is only read uses a part of HDF5 that is not read here.
  case refused(file: String, dataset: String, found: String, expected: String)

  /// The memory file that libhdf5 wrote has not the form that was asked for.
  case unexpectedResult(subject: String, found: String, expected: String)
}

extension HDF5Error: CustomStringConvertible {
  /// What failed, on what, what was expected, and the way out.
  public var description: String {
    switch self {
    case .library(let call, let subject, let trace):
      let cause = trace.isEmpty ? "" : " (" + trace.joined(separator: "; ") + ")"
      return "libhdf5: \(call) failed for \(subject)\(cause). "
        + "Nothing was written to disk; store less in one file, or report this trace."
    case .system(let call, let code):
      return "\(call) failed with error number \(code) while libhdf5 laid out the file in memory. "
        + "Nothing was written to disk; free memory, or mount /proc, and save again."
    case .notInstalled(let problem):
      return "libhdf5 is not installed, or does not load: \(problem). "
        + "Install it: apt-get install libhdf5-103-1 (Debian 12), libhdf5-310 (Debian 13)."
    case .libraryVersion(let running):
      return "libhdf5 \(running) is installed, expected a release from 1.10 to 2. "
        + "Install one of them: apt-get install libhdf5-103-1 (Debian 12), libhdf5-310 (Debian 13)."
    case .invalidPlan(let path, let found, let expected, let remedy):
      return "Dataset \"\(path)\": found \(found), expected \(expected). \(remedy)"
    case .invalidAttribute(let name, let found, let expected):
      return "Attribute \"\(name)\": found \(found), expected \(expected). Change the attribute."
    case .unreadable(let file, let dataset, let found, let expected),
      .refused(let file, let dataset, let found, let expected):
      return "\(file), dataset \"\(dataset)\": found \(found), expected \(expected). "
        + "Check the path and the name, or write the data anew."
    case .unexpectedResult(let subject, let found, let expected):
      return "libhdf5 laid out \(subject) with \(found), expected \(expected). "
        + "Nothing was written to disk; use a release of HDF5 between 1.10.8 and 2.0."
    }
  }
}
