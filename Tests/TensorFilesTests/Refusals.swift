import Testing

@testable import TensorFiles

/// Checks that something is refused in one line that has some words.
func expectRefusal(
  _ kind: TensorFileError.Kind, _ words: String...,
  sourceLocation: SourceLocation = #_sourceLocation,
  reading: () throws -> Void
) {
  let error = #expect(throws: TensorFileError.self, sourceLocation: sourceLocation) {
    try reading()
  }
  guard let error else { return }
  #expect(error.kind == kind, "\(error)", sourceLocation: sourceLocation)
  for word in words + ["expected", "found"] {
    #expect(
      error.description.contains(word), "'\(word)' in: \(error)", sourceLocation: sourceLocation)
  }
  #expect(isOneLine(error), "\(error)", sourceLocation: sourceLocation)
}

/// Whether an error is a line that a terminal can show: nothing that steers it, and an end.
func isOneLine(_ error: TensorFileError) -> Bool {
  let text = error.description
  return text.utf8.count < 8192 && text.hasSuffix(".")
    && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
}
