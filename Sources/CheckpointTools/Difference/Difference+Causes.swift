internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

extension Difference {
  /// What the pattern of the differences says of where they come from; empty where it says nothing.
  ///
  /// A partial comparison does not see enough to say anything.
  public var causes: [String] {
    let changed = tensors.filter { $0.status != .same }
    if changed.isEmpty || options.isPartial { return [] }
    return [onlyStreams(changed), oneBit(changed), lastPlace(changed)].compactMap { $0 }
      + optimizersOutOfStep
  }

  private func onlyStreams(_ changed: [TensorDifference]) -> String? {
    guard changed.allSatisfy({ $0.isInCheckpoints && Difference.section(of: $0) == "rng" })
    else { return nil }
    return
      "Only random streams differ: all that was trained is the same, and one run drew more often."
  }

  private func oneBit(_ changed: [TensorDifference]) -> String? {
    // A counter that is one behind may differ in one bit as well.
    guard changed.count == 1, let row = changed.first, row.differing == 1, row.isFloatingPoint,
      !row.isToldInWords, let first = row.firstDifference,
      let a = UInt64(first.aBits.hexadecimalDigits, radix: 16),
      let b = UInt64(first.bBits.hexadecimalDigits, radix: 16), (a ^ b).nonzeroBitCount == 1
    else { return nil }
    return "One bit of one element differs, bit \((a ^ b).trailingZeroBitCount) of element "
      + "\(first.index) of \(PrintableText.escaped(row.path)): a fault of memory or storage does "
      + "that, arithmetic hardly ever."
  }

  private func lastPlace(_ changed: [TensorDifference]) -> String? {
    // Another format holds a model and nothing else.
    let model = changed.filter { !$0.isInCheckpoints || Difference.section(of: $0) == "model" }
    let isSamePlace = a.loop.step == b.loop.step
    guard isSamePlace, model.reduce(0, { $0 + $1.differing }) > 1,
      model.allSatisfy({ $0.isFloatingPoint && $0.distance?.ulp == 1 })
    else { return nil }
    return
      "No number of the model is more than 1 ULP from its counterpart: the same sums in another "
      + "order, or a product and a sum that are rounded once in one run (fma) and twice in the other."
  }

  private var optimizersOutOfStep: [String] {
    guard a.loop.step == b.loop.step, a.identity != nil else { return [] }
    return state.compactMap { part in
      guard part.section == "optimizer", part.path.hasSuffix("/scalars/step"),
        case .number(let left) = part.a, case .number(let right) = part.b
      else { return nil }
      let (isBehind, count) = (right < left, (left - right).magnitude)
      return "The optimizer of B is \(NumberText.rounded(count)) step\(count == 1 ? "" : "s") "
        + "\(isBehind ? "behind" : "ahead") at the same step of the run: a step was skipped, or taken "
        + "twice (\(PrintableText.escaped(part.path)))."
    }
  }

  static func section(of row: TensorDifference) -> String { (row.a ?? row.b)?.section ?? "" }
}

extension String {
  /// Without the mark that says that digits are hexadecimal.
  fileprivate var hexadecimalDigits: Substring { hasPrefix("0x") ? dropFirst(2) : self[...] }
}
