internal import CScalarMath
internal import Devices

extension Matmul {
  /// Terms of a panel.
  private static let panelLength = 256

  /// NUM-004, NUM-088.
  func compute() {
    let (a, b) = (a.floats, b.floats)
    var c: [Float] = []
    for index in 0..<batch {
      let (aStart, bStart) = (repeatsA ? 0 : index * m * k, repeatsB ? 0 : index * k * n)
      for i in 0..<m {
        for j in 0..<n {
          c.append(
            product(
              { p in a[aStart + (transposeA ? p * m + i : i * k + p)] },
              { p in b[bStart + (transposeB ? j * k + p : p * n + j)] }))
        }
      }
    }
    output.store(c)
  }

  private func product(_ a: (Int) -> Float, _ b: (Int) -> Float) -> Float {
    var panels: [Float] = []
    for start in stride(from: 0, to: k, by: Self.panelLength) {
      var chain: Float = 0
      for p in start..<min(start + Self.panelLength, k) {
        chain = lockstep_fma_f32(a(p), b(p), chain)
      }
      panels.append(chain)
    }
    // The first panel is taken as it is: +0 + (−0) would lose a negative zero.
    guard let first = panels.first else { return 0 }
    return panels.dropFirst().reduce(first, +)
  }
}
