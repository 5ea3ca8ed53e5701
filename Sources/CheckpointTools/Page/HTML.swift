internal import CommandLineKit

/// Text of HTML in which nothing that came from outside is taken for markup.
struct HTML: ExpressibleByStringInterpolation {
  /// The markup.
  private(set) var text: String

  /// Markup as it is written in the program.
  init(stringLiteral value: String) { text = value }

  init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

  /// Pieces one after the other, each on a line of its own.
  init(_ pieces: [HTML]) { text = pieces.map(\.text).joined(separator: "\n") }

  /// Escapes every string, and takes markup as it is.
  struct Interpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    init(literalCapacity: Int, interpolationCount: Int) { text.reserveCapacity(literalCapacity) }

    mutating func appendLiteral(_ literal: String) { text += literal }
    mutating func appendInterpolation(_ html: HTML) { text += html.text }
    mutating func appendInterpolation(_ number: Int) { text += String(number) }
    mutating func appendInterpolation(_ string: String) { text += HTML.escaped(string) }
  }

  /// A text that shows as it is, in an element or an attribute; hidden characters become visible.
  static func escaped(_ text: String) -> String {
    PrintableText.escaped(text).reduce(into: "") { result, character in
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.append(character)
      }
    }
  }
}
