extension String {
  /// Whether the UTF-8 bytes of this text come before those of `other`, byte by byte.
  ///
  /// The order of everything that is written to a file or hashed. That of `<` is another one: it equates
  /// texts which differ only in how Unicode composes their characters.
  public func precedesInUTF8(_ other: String) -> Bool {
    let left = utf8.span
    let right = other.utf8.span
    for index in 0..<min(left.count, right.count) where left[index] != right[index] {
      return left[index] < right[index]
    }
    return left.count < right.count
  }
}
