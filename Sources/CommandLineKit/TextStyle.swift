/// A way to set off a word on a terminal that shows colours.
public enum TextStyle: Int, Sendable, CaseIterable {
  /// Heavier letters.
  case bold = 1
  /// Fainter letters.
  case faint = 2
  /// Something is wrong.
  case red = 31
  /// Something is right.
  case green = 32
  /// Something needs a look.
  case yellow = 33
  /// A name or a path.
  case cyan = 36

  /// Returns `text` between the ECMA-48 sequences that begin and end the style.
  ///
  /// **Reference** ECMA-48, 8.3.117 (SGR).
  public func applied(to text: String) -> String { "\u{1B}[\(rawValue)m\(text)\u{1B}[0m" }
}
