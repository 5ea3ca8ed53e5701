internal import NumericsContract

/// What may be in a checkpoint, for the writer before it writes and the reader before it trusts.
enum ContentRules {
  /// The path of a group or dataset that has the same spelling as another, up to the way in which
  /// Unicode composes characters; nil if there is none.
  ///
  /// Swift equates such paths and HDF5 does not; one of the two tensors would be lost.
  static func ambiguousPath(_ paths: [String]) -> String? {
    var seen: Set<String> = []
    return paths.first { !seen.insert($0).inserted }
  }

  /// The groups that the paths of datasets lie in, the root group among them, in ascending UTF-8
  /// order.
  static func groups(of paths: [String]) -> [String] {
    var groups = ["/"]
    var previous: [Substring.UTF8View.SubSequence] = []
    for path in paths {
      let components = Array(Substring(path).utf8.split(separator: UInt8(ascii: "/")).dropLast())
      // Only what the neighbour before does not share can be new; the sort removes the rest.
      let shared = zip(components, previous).prefix { $0.elementsEqual($1) }.count
      for count in (shared + 1)..<(components.count + 1) where count > shared {
        groups.append(
          components.prefix(count).map { "/" + String(decoding: $0, as: UTF8.self) }.joined())
      }
      previous = components
    }
    groups.sort { $0.precedesInUTF8($1) }
    return groups.reduce(into: []) { result, group in
      if result.last?.utf8.elementsEqual(group.utf8) != true { result.append(group) }
    }
  }

  /// The index of a byte of a `bool` array that is neither 0 nor 1; nil if there is none.
  static func invalidTruthValue(_ type: ElementType, _ bytes: ArraySlice<UInt8>) -> Int? {
    type == .bool ? bytes.firstIndex { $0 > 1 } : nil
  }
}
