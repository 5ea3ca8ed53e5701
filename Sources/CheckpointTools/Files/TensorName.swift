internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

// Names of tensors, which formats write as `/model/hidden/weight` or as `hidden.weight`.
extension StoredTensor {
  /// The first component of the path: the section of a checkpoint, the outermost part elsewhere.
  var section: String {
    let parts = slashedPath.split(separator: "/", maxSplits: 1)
    return parts.count == 2 ? String(parts[0]) : ""
  }

  /// The path with `/` before each component: dots part the names of formats that have no groups.
  var slashedPath: String {
    path.hasPrefix("/") ? path : "/" + path.split(separator: ".").joined(separator: "/")
  }

  /// The number of elements; of bytes, where elements are no numbers that are known here.
  var elementCount: Int { type.map { byteCount / $0.byteCount } ?? byteCount }

  /// Returns whether a pattern selects the tensor, by its name or by the components of its name.
  func isSelected(by pattern: GlobPattern) -> Bool {
    if pattern.matches(path) { return true }
    if path.hasPrefix("/") { return false }
    let dotted = pattern.description
    return pattern.matches(slashedPath)
      || !dotted.contains("/") && dotted.contains(".")
        && GlobPattern(dotted.split(separator: ".").joined(separator: "/")).matches(slashedPath)
  }
}
