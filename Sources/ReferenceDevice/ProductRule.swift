internal import CScalarMath
internal import Devices

extension Matmul {
  /// Terms of a panel.
  private static let panelLength = 256

  /// NUM-004.
  func compute() {
    let a = a.floats
    let b = b.floats
    var c: [Float] = []
    for i in 0..<m {
      for j in 0..<n {
        c.append(
          product(
            { p in transposeA ? a[p * m + i] : a[i * k + p] },
            { p in transposeB ? b[j * k + p] : b[p * n + j] }))
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
