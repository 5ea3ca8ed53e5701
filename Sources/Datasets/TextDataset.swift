public import NumericsContract

/// Windows of a text: the characters of a window are the input, the successor of each its label.
///
/// Sample i has the characters i·T ..< i·T + T as its input and i·T + 1 ..< i·T + T + 1 as its labels, for
/// windows of T tokens; a rest that fills no window is left out. A character is a Unicode scalar, and its
/// index is its place among the text's distinct ones in ascending order: nothing depends on a version of
/// Unicode.
public struct TextDataset: Dataset {
  /// The distinct characters of the text, ascending.
  public let vocabulary: [Unicode.Scalar]
  /// The whole text as indices into the vocabulary.
  public let characters: [Int32]
  /// Characters in a window.
  public let tokens: Int
  /// SHA-256 of the text's bytes: what names a text, wherever its file lies.
  public let textDigest: SHA256Digest

  /// SHA-256 of "lockstep-text-1", the tokens of a window as a 64-bit integer, little-endian, and the
  /// text's bytes.
  public let digest: SHA256Digest

  /// Takes a text in UTF-8.
  ///
  /// - Parameter name: What to call the text in an error.
  ///
  /// **Throws** `unusableText` when it is empty, not UTF-8, or has no character after its first window.
  ///
  /// - Precondition: at least one token in a window.
  public init(
    _ bytes: [UInt8], named name: String, tokens: Int
  ) throws(DatasetError) {
    precondition(tokens > 0, "a window has at least 1 token, but there are \(tokens)")
    guard !bytes.isEmpty else { throw TextDataset.unusable("\(name) is empty") }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw TextDataset.unusable("\(name) is not UTF-8")
    }
    let scalars = text.unicodeScalars
    var places = [Int32](repeating: -1, count: 0x11_0000)
    var length = 0
    for scalar in scalars {
      places[Int(scalar.value)] = 0
      length += 1
    }
    guard length > tokens else {
      throw TextDataset.unusable(
        "\(name) has \(length) characters; a window of \(tokens) tokens and its successor need "
          + "\(tokens + 1)")
    }
    var vocabulary: [Unicode.Scalar] = []
    for value in places.indices where places[value] == 0 {
      places[value] = Int32(vocabulary.count)
      if let scalar = Unicode.Scalar(UInt32(value)) { vocabulary.append(scalar) }
    }
    self.vocabulary = vocabulary
    characters = scalars.map { places[Int($0.value)] }
    self.tokens = tokens
    textDigest = SHA256Digest.digest(of: bytes)
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-text-1")
    hasher.update(le64: UInt64(tokens))
    hasher.update(bytes: bytes)
    digest = hasher.finalize()
  }

  public var count: Int { (characters.count - 1) / tokens }
  public var inputShape: [Int] { [tokens] }
  public var labelShape: [Int] { [tokens] }

  public func copyInput(_ index: Int, into input: inout MutableSpan<Int32>) {
    copyWindow(at: index * tokens, into: &input)
  }

  public func copyLabel(_ index: Int, into label: inout MutableSpan<Int32>) {
    copyWindow(at: index * tokens + 1, into: &label)
  }

  private func copyWindow(at start: Int, into window: inout MutableSpan<Int32>) {
    precondition(
      window.count == tokens,
      "a window has \(tokens) tokens, but there is room for \(window.count)")
    Int32.copy(characters, from: start, into: &window)
  }

  static func unusable(_ what: String) -> DatasetError {
    DatasetError(.unusableText, "\(what); expected plain text in UTF-8")
  }
}
