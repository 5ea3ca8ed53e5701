internal import Devices
internal import NumericsContract

/// The product rule (NUM-004) over the positions that are present: they keep their numbers, and a panel
/// in which none is present does not exist.
func product<Number: ElementFloat>(
  _ positions: Int, present: (Int) -> Bool = { _ in true }, _ a: (Int) -> Number,
  _ b: (Int) -> Number
) -> Number {
  var result: Number?
  for panel in stride(from: 0, to: positions, by: 256) {
    var chain: Number?
    for p in panel..<min(panel + 256, positions) where present(p) {
      chain = Number.fused(a(p), b(p), chain ?? 0)
    }
    guard let chain else { continue }
    // The first panel is taken as it is: +0 + (−0) would lose a negative zero.
    result = result.map { $0 + chain } ?? chain
  }
  return result ?? 0
}

extension Matmul {
  /// NUM-004, NUM-088, NUM-091.
  func compute() {
    output.type == .float64 ? compute(Double.self) : compute(Float.self)
  }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (a, b) = (a.elements(type), b.elements(type))
    var c: [Number] = []
    for index in 0..<batch {
      let (aStart, bStart) = (repeatsA ? 0 : index * m * k, repeatsB ? 0 : index * k * n)
      for i in 0..<m {
        for j in 0..<n {
          c.append(
            product(
              k, { p in a[aStart + (transposeA ? p * m + i : i * k + p)] },
              { p in b[bStart + (transposeB ? j * k + p : p * n + j)] }))
        }
      }
    }
    output.store(c)
  }
}
