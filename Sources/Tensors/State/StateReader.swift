public import NumericsContract

/// Hands out the leaves of a state tree and remembers which were taken.
///
/// Restoring is total: `finish` refuses a leaf that nobody asked for, and asking for a leaf that is
/// missing or has another type or shape is an error that names it.
public final class StateReader {
  private let tree: StateTree
  private var taken: [Bool]
  private var prefix = ""

  /// Creates a reader at the root of a tree.
  public init(_ tree: StateTree) {
    self.tree = tree
    taken = Array(repeating: false, count: tree.entries.count)
  }

  /// Reads below `name`.
  public func group(
    _ name: String, _ body: (StateReader) throws(StateError) -> Void
  ) throws(StateError) {
    let outer = prefix
    prefix += "/" + name
    defer { prefix = outer }
    try body(self)
  }

  /// Whether a leaf exists at `name`.
  public func contains(_ name: String) -> Bool { tree[prefix + "/" + name] != nil }

  /// Absolute path of a name in the current group.
  public func path(of name: String) -> String { prefix + "/" + name }

  /// Names directly below the current group, in order.
  public var names: [String] {
    var names: [String] = []
    for entry in tree.entries where entry.path.hasPrefix(prefix + "/") {
      let name = String(entry.path.dropFirst(prefix.count + 1).prefix { $0 != "/" })
      if names.last != name { names.append(name) }
    }
    return names
  }

  /// Takes every leaf of the current group, with paths that begin there.
  public func takeAll() -> [StateEntry] {
    var entries: [StateEntry] = []
    for (index, entry) in tree.entries.enumerated() where entry.path.hasPrefix(prefix + "/") {
      taken[index] = true
      entries.append(
        StateEntry(
          path: String(entry.path.dropFirst(prefix.count)), type: entry.type,
          shape: entry.shape, bytes: entry.bytes))
    }
    return entries
  }

  /// Takes the leaf at `name`.
  ///
  /// - Throws: `StateError` when it is missing or has another type or shape.
  public func read(
    _ name: String, type: ElementType, shape: [Int]
  ) throws(StateError) -> [UInt8] {
    let entry = try take(name)
    guard entry.type == type, entry.shape == shape else {
      throw StateError(
        entry.type == type ? .shapeMismatch : .typeMismatch, path: entry.path,
        expected: "\(type.rawValue) \(shape)", found: "\(entry.type.rawValue) \(entry.shape)")
    }
    return entry.bytes
  }

  /// Takes a uint64 scalar.
  public func readUInt64(_ name: String) throws(StateError) -> UInt64 {
    LittleEndian.uint64(try read(name, type: .uint64, shape: []))
  }

  /// Takes a uint64 scalar that must fit a non-negative Int.
  public func readInt(_ name: String) throws(StateError) -> Int {
    let value = try readUInt64(name)
    guard let result = Int(exactly: value) else {
      throw StateError(
        .invalidValue, path: prefix + "/" + name, expected: "at most \(Int.max)",
        found: "\(value)")
    }
    return result
  }

  /// Takes a uint64 scalar that is 1 for yes or 0 for no.
  public func readBool(_ name: String) throws(StateError) -> Bool {
    let value = try readUInt64(name)
    guard value <= 1 else {
      throw StateError(
        .invalidValue, path: path(of: name), expected: "0 or 1", found: "\(value)")
    }
    return value == 1
  }

  /// Takes a uint64 scalar that must lie in a range of non-negative numbers.
  public func readInt(_ name: String, in range: ClosedRange<Int>) throws(StateError) -> Int {
    let value = try readUInt64(name)
    guard let result = Int(exactly: value), range.contains(result) else {
      throw StateError(
        .invalidValue, path: prefix + "/" + name,
        expected: "\(range.lowerBound) to \(range.upperBound)", found: "\(value)")
    }
    return result
  }

  /// Takes a float64 scalar that must have the bits of a value.
  public func readDouble(
    _ name: String, expecting expected: Double
  ) throws(StateError) -> Double {
    let value = try readDouble(name)
    guard value.bitPattern == expected.canonicalBits else {
      throw StateError(
        .invalidValue, path: prefix + "/" + name, expected: "\(expected)", found: "\(value)")
    }
    return value
  }

  /// Takes a float64 scalar.
  public func readDouble(_ name: String) throws(StateError) -> Double {
    Double(bitPattern: LittleEndian.uint64(try read(name, type: .float64, shape: [])))
  }

  /// Takes a float64 vector of any length.
  public func readDoubles(_ name: String) throws(StateError) -> [Double] {
    let entry = try take(name)
    guard entry.type == .float64, entry.shape.count == 1 else {
      throw StateError(
        .typeMismatch, path: entry.path, expected: "a float64 vector",
        found: "\(entry.type.rawValue) \(entry.shape)")
    }
    let bytes = entry.bytes
    return (0..<entry.shape[0]).map {
      Double(bitPattern: LittleEndian.uint64(Array(bytes[$0 * 8..<$0 * 8 + 8])))
    }
  }

  /// Takes a text leaf of any length.
  public func readText(_ name: String) throws(StateError) -> String {
    let entry = try take(name)
    guard entry.type == .uint8, entry.shape.count == 1,
      let text = String(validating: entry.bytes, as: UTF8.self)
    else {
      throw StateError(
        .typeMismatch, path: entry.path, expected: "UTF-8 text as a uint8 vector",
        found: "\(entry.type.rawValue) \(entry.shape)")
    }
    return text
  }

  /// Takes a list of paths; an empty text is an empty list.
  public func readList(_ name: String) throws(StateError) -> [String] {
    let text = try readText(name)
    return text.isEmpty
      ? []
      : text.split(separator: "\0", omittingEmptySubsequences: false)
        .map(String.init)
  }

  /// Checks that every leaf was taken.
  ///
  /// - Throws: `StateError.unread` naming the first leaf that was not.
  public func finish() throws(StateError) {
    guard let index = taken.firstIndex(of: false) else { return }
    throw StateError(
      .unread, path: tree.entries[index].path, expected: "no such part in this run",
      found: "a leaf that nothing in this run restores")
  }

  private func take(_ name: String) throws(StateError) -> StateEntry {
    let path = prefix + "/" + name
    guard let index = tree.index(of: path) else {
      throw StateError(
        .missing, path: path, expected: "a leaf of that name", found: "none")
    }
    taken[index] = true
    return tree.entries[index]
  }
}
