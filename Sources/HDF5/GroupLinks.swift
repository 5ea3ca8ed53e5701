internal import CHDF5
internal import NumericsContract

/// A link of a group.
struct GroupLink {
  let name: String
  /// Whether the name is valid UTF-8; if not, `name` says it as well as it can.
  let isText: Bool
  let kind: Int
}

/// The links of a group.
enum GroupLinks {
  /// The links in the order of their names' bytes.
  ///
  /// - Parameter limit: how many there may be.
  static func of(
    _ group: hid_t, _ path: String, in file: String, atMost limit: Int
  ) throws(HDF5Error) -> [GroupLink] {
    var names = CNames(limit: limit)
    let status = unsafe withUnsafeMutablePointer(to: &names) { names in
      unsafe chdf5_each_link(
        group,
        { name, kind, context in
          guard let context = unsafe context else { return 1 }
          return unsafe context.assumingMemoryBound(to: CNames.self).pointee
            .add(name, Int(kind)) ? 0 : 1
        }, names)
    }
    try ErrorStack.check(status, "H5Literate", "\(file), \(path)/")
    guard status == 0 else {
      throw .refused(
        file: file, dataset: path + "/", found: "more links",
        expected: "at most \(StoredFile.Limits.objectCount) objects")
    }
    return names.all.map { name, kind in
      let valid = String(validating: name, as: UTF8.self)
      return GroupLink(
        name: valid ?? String(decoding: name, as: UTF8.self), isText: valid != nil, kind: kind)
    }.sorted { $0.name.precedesInUTF8($1.name) }
  }
}

/// Names that C functions tell one after the other, up to a limit.
struct CNames {
  let limit: Int
  private(set) var all: [(name: [UInt8], kind: Int)] = []

  init(limit: Int) { self.limit = limit }

  /// Notes a name unless there are too many.
  mutating func add(_ name: UnsafePointer<CChar>, _ kind: Int) -> Bool {
    guard all.count < limit else { return false }
    all.append((Array(unsafe String(cString: name).utf8), kind))
    return true
  }
}
