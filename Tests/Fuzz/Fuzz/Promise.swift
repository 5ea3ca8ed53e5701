import Foundation

/// What a reader owes whoever gives it a file.
enum Promise {
  /// What errors must call the input.
  static let name = "input"

  /// Stops the process, which libFuzzer reports with the input.
  static func broken(_ what: String) -> Never { fatalError("a promise is broken: \(what)") }

  /// Checks an error: one line that names the file, shows no control characters, and has a way out.
  ///
  /// A file that an input leads to is one beside it, wherever the input would rather have it.
  static func check(line: String, file: String, remedy: String, mayBeBeside: Bool = false) {
    guard file == name ? line.hasPrefix(name) : mayBeBeside && !file.contains("/") else {
      broken("another file is named in: \(line)")
    }
    guard !remedy.isEmpty, line.hasSuffix(remedy), remedy.hasSuffix(".") else {
      broken("there is no way out of: \(line)")
    }
    guard isOneLine(line) else { broken("not one line that can be shown: \(line)") }
  }

  /// Whether a text is one line without characters that cannot be seen.
  static func isOneLine(_ line: String) -> Bool {
    // ASCII is decided by its value: looking up every character's category is slow.
    line.unicodeScalars.allSatisfy { scalar in
      if scalar.isASCII { return (0x20..<0x7f).contains(scalar.value) }
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator: return false
      default: return true
      }
    }
  }
}
