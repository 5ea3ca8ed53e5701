import CPUDevice
import Devices
import NumericsContract
import Testing

/// A shape and how its operands are stored.
struct Product: Sendable, CustomTestStringConvertible {
  let m, n, k: Int
  let transposeA, transposeB: Bool

  var testDescription: String { "\(m)x\(n)x\(k) \(transposeA) \(transposeB)" }

  /// The product rule, element by element.
  func expected(_ a: [Float], _ b: [Float], bias: [Float]?) -> [Float] {
    var c: [Float] = []
    for i in 0..<m {
      for j in 0..<n {
        var result: Float = 0
        for panel in stride(from: 0, to: k, by: 256) {
          var chain: Float = 0
          for p in panel..<min(panel + 256, k) {
            let left = a[transposeA ? p * m + i : i * k + p]
            let right = b[transposeB ? j * k + p : p * n + j]
            chain = chain.addingProduct(left, right)
          }
          result = panel == 0 ? chain : result + chain
        }
        if let bias { result += bias[j] }
        c.append(result)
      }
    }
    return c
  }
}

@Suite struct MatmulTests {
  // Edges of tiles, vectors, panels and tasks; sizes of 0; both sides of "worth waking a thread".
  static let shapes = [
    (1, 1, 1), (3, 5, 7), (64, 10, 64), (13, 33, 257), (97, 31, 40), (49, 530, 12), (12, 32, 256),
    (5, 16, 0), (130, 48, 1), (0, 4, 3), (4, 0, 3), (97, 131, 530), (11, 15, 513), (70, 65, 64),
  ]

  static let products = shapes.flatMap { m, n, k in
    [(false, false), (false, true), (true, false), (true, true)].map { a, b in
      Product(m: m, n: n, k: k, transposeA: a, transposeB: b)
    }
  }

  @Test("NUM-004: a matrix product is fma chains in panels of 256", arguments: products)
  func product(product: Product) throws {
    var values = ValueSource(seed: UInt64(product.m * 7 + product.n * 3 + product.k))
    let a = values.floats(product.m * product.k)
    let b = values.floats(product.k * product.n)
    let expected = product.expected(a, b, bias: nil).map(\.canonicalBits)
    for set in InstructionSet.available {
      for threads in [1, 2, 3] {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        let output = device.operand(count: product.m * product.n)
        let operation = Matmul(
          device.operand(a), device.operand(b), m: product.m, n: product.n, k: product.k,
          transposeA: product.transposeA, transposeB: product.transposeB, into: output)
        device.perform(.matmul(operation), at: Invocation())
        let found = try device.floats(output).map(\.canonicalBits)
        #expect(found == expected, "\(set.rawValue), \(threads) threads")
      }
    }
  }

  @Test(
    "NUM-008: a fused bias is one addition after the last panel",
    arguments: products.filter { !$0.transposeA && $0.transposeB })
  func linear(product: Product) throws {
    var values = ValueSource(seed: UInt64(product.m + product.n * 5 + product.k * 11))
    let a = values.floats(product.m * product.k)
    let b = values.floats(product.k * product.n)
    let bias = values.floats(product.n)
    let expected = product.expected(a, b, bias: bias).map(\.canonicalBits)
    for set in InstructionSet.available {
      for threads in [1, 2] {
        let device = try CPUDevice(threads: threads, instructionSet: set)
        let output = device.operand(count: product.m * product.n)
        let operation = LinearForward(
          device.operand(a), weight: device.operand(b), bias: device.operand(bias), m: product.m,
          n: product.n, k: product.k, into: output)
        device.perform(.linear(operation), at: Invocation())
        let found = try device.floats(output).map(\.canonicalBits)
        #expect(found == expected, "\(set.rawValue), \(threads) threads")
      }
    }
  }

  @Test("NUM-004: nothing is multiplied beyond k: a chain that underflows to -0 stays -0")
  func negativeZero() throws {
    for set in InstructionSet.available {
      let device = try CPUDevice(threads: 1, instructionSet: set)
      for k in [1, 255, 256] {
        // Only the last product is not zero; it rounds to -0, and a further term would make it +0.
        let a = Array(repeating: Float(0), count: k - 1) + [-0x1p-100]
        let b = Array(repeating: Float(1), count: k - 1) + [0x1p-100]
        let output = device.operand(count: 1)
        device.perform(
          .matmul(Matmul(device.operand(a), device.operand(b), m: 1, n: 1, k: k, into: output)),
          at: Invocation())
        #expect(try device.floats(output)[0].bitPattern == 0x8000_0000, "\(set.rawValue) \(k)")
      }
    }
  }

  @Test("NUM-004: NaN and infinities stay in their rows and columns")
  func nonFinite() throws {
    let product = Product(m: 17, n: 21, k: 19, transposeA: false, transposeB: false)
    var values = ValueSource(seed: 99)
    var a = values.floats(17 * 19)
    var b = values.floats(19 * 21)
    a[5 * 19 + 18] = .nan
    a[16 * 19] = .infinity
    b[3 * 21 + 20] = -.infinity
    let expected = product.expected(a, b, bias: nil).map(\.canonicalBits)
    for set in InstructionSet.available {
      let device = try CPUDevice(threads: 1, instructionSet: set)
      let output = device.operand(count: 17 * 21)
      device.perform(
        .matmul(Matmul(device.operand(a), device.operand(b), m: 17, n: 21, k: 19, into: output)),
        at: Invocation())
      #expect(try device.floats(output).map(\.canonicalBits) == expected, "\(set.rawValue)")
    }
  }

  @Test("NUM-088: large products of a batch have the bits that each has alone")
  func largeBatch() throws {
    let (m, n, k) = (204, 201, 205)
    let device = try CPUDevice(threads: 3)
    var source = ValueSource(seed: 88)
    let a = device.operand(source.floats(2 * m * k))
    let b = device.operand(source.floats(k * n))
    let together = device.operand(count: 2 * m * n)
    device.perform(
      .matmul(
        Matmul(a, b, batch: 2, repeatsB: true, m: m, n: n, k: k, into: together)), at: .init())
    for place in 0..<2 {
      let left = Operand(a.storage, type: .float32, offset: place * m * k, count: m * k)
      let alone = device.operand(count: m * n)
      device.perform(.matmul(Matmul(left, b, m: m, n: n, k: k, into: alone)), at: .init())
      let part = Operand(
        together.storage, type: .float32, offset: place * m * n, count: m * n)
      #expect(
        try device.floats(part).map(\.bitPattern) == device.floats(alone).map(\.bitPattern))
    }
  }
}
