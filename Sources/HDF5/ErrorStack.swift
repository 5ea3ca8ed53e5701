internal import CHDF5

/// The error stack of libhdf5, and the checks that turn it into an ``HDF5Error``.
enum ErrorStack {
  /// Returns `identifier` if it is valid; else throws what the stack says.
  static func checked(
    _ identifier: hid_t, _ call: String, _ subject: @autoclosure () -> String
  ) throws(HDF5Error) -> hid_t {
    guard identifier >= 0 else {
      throw .library(call: call, subject: subject(), trace: entries())
    }
    return identifier
  }

  /// Throws what the stack says if `status` tells of a failure.
  static func check(
    _ status: herr_t, _ call: String, _ subject: @autoclosure () -> String
  ) throws(HDF5Error) {
    guard status >= 0 else {
      throw .library(call: call, subject: subject(), trace: entries())
    }
  }

  /// The cause that the stack gives, which is its innermost entry.
  static func cause() -> String { entries().last ?? "no reason" }

  /// The entries of the calling thread's stack, outermost call first.
  private static func entries() -> [String] {
    var lines: [String] = []
    _ = unsafe withUnsafeMutablePointer(to: &lines) { lines in
      unsafe H5Ewalk2(
        chdf5_current_error_stack(), H5E_WALK_DOWNWARD,
        { _, entry, context in
          guard let entry = unsafe entry?.pointee, let context = unsafe context else { return 0 }
          let function = unsafe entry.func_name.map { unsafe String(cString: $0) } ?? "?"
          let reason = unsafe entry.desc.map { unsafe String(cString: $0) } ?? "no description"
          unsafe context.assumingMemoryBound(to: [String].self).pointee
            .append("\(function): \(reason)")
          return 0
        }, lines)
    }
    return lines
  }
}
