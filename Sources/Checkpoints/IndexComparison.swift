internal import CanonicalJSON
internal import NumericsContract

/// The stored index, which disagrees with the arrays that the file has.
struct IndexComparison {
  /// The bytes of `/integrity/index`.
  let stored: [UInt8]
  /// The name of the file in errors.
  let file: String

  /// The first difference, as an error that names the array.
  ///
  /// - Throws: `CheckpointError` if the index is no JSON.
  func difference(from datasets: [CheckpointDataset]) throws(CheckpointError) -> CheckpointError {
    let path = CheckpointFormat.Integrity.index
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(stored)
    } catch {
      throw CheckpointError(error, file: file, path: path)
    }
    guard let entries = value.array else {
      return error(.malformed, path, expected: "an array", found: "another JSON value")
    }
    let indexed = entries.map { $0["path"]?.string ?? "" }
    // What is no path cannot name the place; the index itself does.
    if let wrong = indexed.first(where: { !$0.hasPrefix("/") }) {
      return error(
        .malformed, path, expected: "a path that begins with / for each array",
        found: wrong.isEmpty ? "none" : wrong)
    }
    let indexedPaths = Set(indexed)
    let actualPaths = Set(datasets.map(\.path))
    // Both lists are walked in their own order; the sets only answer questions.
    if let lost = indexed.first(where: { !actualPaths.contains($0) }) {
      return error(.missing, lost, expected: "the array that the index lists", found: "none")
    }
    if let extra = datasets.first(where: { !indexedPaths.contains($0.path) }) {
      return error(.unexpected, extra.path, expected: "only arrays of the index", found: "this one")
    }
    for (dataset, entry) in zip(datasets, entries) {
      let actual = "\(dataset.type.rawValue) \(dataset.shape)"
      let type = entry["type"]?.string ?? "none"
      let shape = entry["shape"]?.array?.map { $0.integer ?? -1 } ?? []
      guard entry["path"]?.string == dataset.path, type == dataset.type.rawValue,
        shape == dataset.shape
      else {
        return error(
          .digestMismatch, dataset.path, expected: "\(type) \(shape), as in the index",
          found: actual)
      }
      guard entry["offset"]?.integer == dataset.offset, entry["bytes"]?.integer == dataset.byteCount
      else {
        return error(
          .digestMismatch, dataset.path, expected: "its bytes where the index says",
          found: "\(dataset.byteCount) bytes at byte \(dataset.offset)")
      }
    }
    return error(
      .malformed, path, expected: "canonical JSON of path, type, shape, offset and bytes",
      found: "another text")
  }

  private func error(
    _ code: CheckpointError.Code, _ path: String, expected: String, found: String
  ) -> CheckpointError {
    CheckpointError(
      code, file: file, path: path, expected: expected, found: found,
      remedy: CheckpointError.restoreRemedy)
  }
}
