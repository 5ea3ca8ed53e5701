internal import CanonicalJSON
internal import CommandLineKit

/// The JSON of a signature while it is read, and the errors that name the place.
struct SignatureDocument {
  /// What to do about a signature that is not built right.
  static let remedy = "Sign the model again, or fetch the signature again."

  /// The file.
  let path: String

  /// Parses JSON strictly: a name that occurs twice could mean different things to two readers.
  func parse(_ bytes: [UInt8], _ what: String) throws(SigningError) -> JSONValue {
    do throws(JSONSyntaxError) {
      return try JSONParser.parse(bytes)
    } catch {
      throw SigningError(
        .malformed, "\(path): \(what), line \(error.line), column \(error.column)",
        expected: error.expected, found: error.found, remedy: Self.remedy)
    }
  }

  /// Requires a member to be one certain text.
  func require(_ value: JSONValue?, is text: String, at place: String) throws(SigningError) {
    guard let found = value?.string else { throw malformed(place, "\"\(text)\"", value) }
    guard found.utf8.elementsEqual(text.utf8) else {
      throw SigningError(
        .unsupported, "\(path): \(place)", expected: "\"\(text)\"",
        found: Self.shown(value), remedy: "Sign the model in this form.")
    }
  }

  /// The bytes of a member that is Base64.
  func bytes(_ value: JSONValue?, at place: String) throws(SigningError) -> [UInt8] {
    guard let bytes = value?.string.flatMap({ Base64.bytes($0) }), !bytes.isEmpty else {
      throw malformed(place, "bytes in Base64", value)
    }
    return bytes
  }

  /// The error of a member that is missing or of another kind.
  func malformed(_ place: String, _ expected: String, _ found: JSONValue?) -> SigningError {
    SigningError(
      .malformed, "\(path): \(place)", expected: expected, found: Self.shown(found),
      remedy: Self.remedy)
  }

  /// A value in a few words.
  private static func shown(_ value: JSONValue?) -> String {
    switch value {
    case nil: "nothing"
    case .string(let text): "\"\(PrintableText.shortened(text, columns: 60))\""
    case .array(let elements): "an array of \(elements.count)"
    case .object: "an object"
    case .number(let number): "the number \(number)"
    case .bool(let value): "\(value)"
    case .null: "null"
    }
  }
}
