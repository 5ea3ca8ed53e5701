/// Text from outside made safe to show, and the room it takes on a terminal.
public enum PrintableText {
  /// Returns `text` with every character that could steer a terminal written as `\u{…}`.
  ///
  /// A name in a file may contain anything; shown as it is, an escape sequence could hide a line, and
  /// a change of writing direction could reorder one.
  public static func escaped(_ text: String) -> String {
    guard text.unicodeScalars.contains(where: isHidden) else { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      if isHidden(scalar) {
        result += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// Returns the columns that `text` takes: 2 for East Asian wide characters and emoji, else 1.
  ///
  /// **Reference** Unicode Standard Annex #11, rounded to whole blocks.
  public static func columns(_ text: String) -> Int {
    text.reduce(0) { sum, character in
      guard let first = character.unicodeScalars.first else { return sum }
      return sum + (isWide(first) ? 2 : 1)
    }
  }

  /// Returns `text`, or its beginning and `…` where it would take more than `limit` columns.
  public static func shortened(_ text: String, columns limit: Int) -> String {
    guard columns(text) > limit else { return text }
    var result = ""
    var used = 1
    for character in text {
      used += columns(String(character))
      if used > limit { break }
      result.append(character)
    }
    return limit > 0 ? result + "…" : ""
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      true
    default: false
    }
  }

  private static func isWide(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF,
      0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1F64F, 0x1F900...0x1F9FF,
      0x20000...0x3FFFD:
      true
    default: false
    }
  }
}
