import NumericsContract

extension CatalogueRow {
  /// The row with each case once more, in binary64 (NUM-155).
  func inBothFormats() -> CatalogueRow {
    let single = cases
    return CatalogueRow(name) { single().flatMap { [$0, $0.inDoubles] } }
  }
}

extension ConformanceCase {
  /// The same operations where binary32 operands are binary64.
  var inDoubles: ConformanceCase {
    ConformanceCase(
      "\(label) in float64", inputs.map(\.inDoubles),
      into: outputs.map { output in
        if case .fresh(.float32, let count) = output { return .fresh(.float64, count) }
        return output
      }, isExact: isExact, build: build)
  }
}

extension HostArray {
  /// Binary32 numbers with further bits behind them, which binary32 has not; other arrays as they are.
  fileprivate var inDoubles: HostArray {
    guard type == .float32 else { return self }
    return HostArray(
      (0..<count).map { index in
        let bits = UInt32(truncatingIfNeeded: bits(at: index))
        return Double(Float(bitPattern: bits)) * (1 + Double(bits % 9_973 + 1) * 0x1p-50)
      })
  }
}
