internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

/// The value of a small leaf of the state: a scalar, a text or a digest.
enum LeafText: Equatable {
  /// A single integer.
  case integer(Int)
  /// A single integer that only an unsigned type holds.
  case unsigned(UInt64)
  /// A single real number, as its shortest text.
  case real(Double, text: String)
  /// UTF-8 text.
  case text(String)
  /// 32 bytes that are no text.
  case digest(SHA256Digest)

  /// Reads the value, or returns nil when the leaf is an array.
  init?(_ tensor: StoredTensor, bytes: [UInt8]) {
    guard let type = tensor.type else { return nil }
    if tensor.shape.isEmpty {
      var pass = ScalarPass(bytes: bytes, isFloatingPoint: type.isFloatingPoint)
      self = type.accept(&pass)
      return
    }
    guard type == .uint8, tensor.shape.count == 1 else { return nil }
    // A digest could happen to be UTF-8, so a name that says digest decides.
    let name = tensor.path.split(separator: "/").last ?? ""
    let isNamedDigest = name == "history" || name.hasSuffix("digest") || name.hasSuffix("Digest")
    if !isNamedDigest, let text = String(validating: bytes, as: UTF8.self) {
      self = .text(text)
    } else if let digest = SHA256Digest(bytes: bytes) {
      self = .digest(digest)
    } else {
      return nil
    }
  }

  /// Reads the one element of a scalar.
  private struct ScalarPass: ElementVisitor {
    typealias Result = LeafText
    typealias Failure = Never

    let bytes: [UInt8]
    let isFloatingPoint: Bool

    func visit<Element: StoredElement>(_: Element.Type) -> LeafText {
      let element = unsafe bytes.withUnsafeBytes { unsafe Element.load($0, 0) }
      if isFloatingPoint { return .real(element.real, text: element.text) }
      return Int(element.text).map { .integer($0) } ?? .unsigned(UInt64(element.bits))
    }
  }

  /// Whether the value says nothing to people.
  var isDigest: Bool { if case .digest = self { true } else { false } }

  /// The value in a sentence.
  var description: String {
    switch self {
    case .integer(let number): String(number)
    case .unsigned(let number): String(number)
    case .real(_, let text): text
    case .text(let text): "“\(PrintableText.shortened(PrintableText.escaped(text), columns: 60))”"
    case .digest(let digest): "\(digest.description.prefix(12))…"
    }
  }

  /// The value for programs.
  var json: JSONValue {
    switch self {
    case .integer(let number): .integer(number)
    case .unsigned(let number): .integer(number)
    case .real(let number, _): .real(number)
    case .text(let text): .string(text)
    case .digest(let digest): .string(digest.description)
    }
  }
}
