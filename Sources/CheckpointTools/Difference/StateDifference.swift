public import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

/// One part of the state, other than a model's tensors, that differs between two checkpoints.
public struct StateDifference: Sendable, Equatable {
  /// The path in A, or in B for a part that only B has.
  public let path: String
  /// The section, such as `rng`.
  public let section: String
  /// The values as JSON holds them; null where a file has none or has an array.
  public let a, b: JSONValue
  /// What differs, in words, with the path and both values.
  public let sentence: String

  /// The difference with its names in reports.
  public var json: JSONValue {
    [
      "path": .string(path), "section": .string(section), "a": a, "b": b,
      "message": .string(sentence),
    ]
  }

  /// Returns whether a leaf is told in words rather than as a row of numbers.
  ///
  /// Parameters, gradients and an optimizer's slots are rows; everything that counts, names or places
  /// is told.
  static func describes(_ dataset: StoredTensor) -> Bool {
    switch dataset.section {
    case "model", "gradients": false
    case "optimizer":
      dataset.shape.isEmpty || dataset.path.split(separator: "/").dropFirst().contains("scalars")
    default: true
    }
  }

  /// Returns whether a leaf belongs to a section of checkpoints other than the model.
  static func isBesidesModel(_ tensor: StoredTensor) -> Bool {
    [
      "callbacks", "data", "gradients", "loggers", "loop", "metrics", "optimizer", "rng",
      "scheduler",
    ]
    .contains(tensor.section)
  }

  /// Describes a row that differs, with the values of both leaves where they are small.
  init(_ row: TensorDifference, a aValue: LeafText?, b bValue: LeafText?) {
    path = row.path
    section = (row.a ?? row.b)?.section ?? ""
    a = aValue?.json ?? .null
    b = bValue?.json ?? .null
    sentence = StateDifference.sentence(row, section: section, aValue, bValue)
  }

  private static func sentence(
    _ row: TensorDifference, section: String, _ a: LeafText?, _ b: LeafText?
  ) -> String {
    let path = PrintableText.escaped(row.path)
    let label = PrintableText.escaped(label(row.path, section: section))
    switch row.status {
    case .onlyInA: return "\(label) is only in A (\(path)\(value(a)))"
    case .onlyInB: return "\(label) is only in B (\(path)\(value(b)))"
    case .shapeMismatch where a == nil || b == nil:
      return "\(label) has shape \(row.a?.shape ?? []) against \(row.b?.shape ?? []) (\(path))"
    case .dtypeMismatch:
      return "\(label) has type \(row.a?.typeName ?? "") against "
        + "\(row.b?.typeName ?? "") (\(path))"
    case .same, .changed, .shapeMismatch: break
    }
    guard let a, let b else {
      guard let first = row.firstDifference else { return "\(label) differs (\(path))" }
      return "\(label): \(row.differing) of \(row.elements) elements differ, the first at "
        + "\(first.index): \(first.aText) against \(first.bText) (\(path))"
    }
    if section == "rng", case .integer(let left) = a, case .integer(let right) = b,
      path.split(separator: "/").last != "seed"
    {
      let (count, isBehind) = (left.distance(to: right).magnitude, right < left)
      return "stream \(label) is \(count) position\(count == 1 ? "" : "s") "
        + "\(isBehind ? "behind" : "ahead") in B (\(path): \(left) against \(right))"
    }
    return "\(label) \(a.description) against \(b.description) (\(path))"
  }

  private static func value(_ leaf: LeafText?) -> String {
    leaf.map { ": \($0.description)" } ?? ""
  }

  /// The words for a path: without the section where the rest says enough.
  private static func label(_ path: String, section: String) -> String {
    var names = path.split(separator: "/").map(String.init)
    switch section {
    case "rng":
      names.removeFirst()
      if names.count > 1, names.last == "position" { names.removeLast() }
      return names.joined(separator: "/")
    case "loop": names.removeFirst()
    default: break
    }
    return names.filter { $0 != "scalars" }.joined(separator: " ")
  }
}
