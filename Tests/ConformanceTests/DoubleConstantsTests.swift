import Foundation
import Testing

/// The constants of exp and log in binary64 as three texts have them: rule, kernel and reference.
///
/// No sample of results can show every bit of every constant: the last coefficient reaches two digits of a
/// result at most. The texts themselves can.
struct DoubleConstantsTests {
  /// RN64(1 ÷ 13!), …, RN64(1 ÷ 2!): a division of two exact numbers.
  private static let factorials = (2...13).reversed().map { n in
    1 / (1...n).reduce(1.0) { $0 * Double($1) }
  }
  /// RN64(2 ÷ 21), RN64(2 ÷ 19), …, RN64(2 ÷ 3).
  private static let odds = stride(from: 21.0, through: 3, by: -2).map { 2 / $0 }

  /// Every hexadecimal number of a file, in order.
  private func numbers(_ path: String) throws -> [Double] {
    let text = try String(contentsOf: PackageFolder.root.appending(path: path), encoding: .utf8)
    let literal = try Regex("-?0x[01]\\.[0-9a-f]+p[+-][0-9]+")
    return try text.matches(of: literal).map { match in
      let number = match.output[0].substring.map(String.init) ?? ""
      return try #require(Double(number), "\(number) in \(path)")
    }
  }

  @Test(
    "NUM-154: kernel and reference have the coefficients of the rule, each rounded once",
    arguments: [
      "Sources/CKernels/functions_f64.h", "Sources/ReferenceDevice/Double+Functions.swift",
    ])
  func coefficients(_ path: String) throws {
    let numbers = try numbers(path)
    for expected in [Self.factorials, Self.odds] {
      let first = try #require(numbers.firstIndex(of: expected[0]), "\(expected[0]) in \(path)")
      let found = Array(numbers[first...].prefix(expected.count))
      #expect(found == expected, "\(path)")
    }
  }

  @Test(
    "NUM-154: kernel and reference have the parts of ln 2 that the rule names",
    arguments: [
      "Sources/CKernels/functions_f64.h", "Sources/ReferenceDevice/Double+Functions.swift",
    ])
  func parts(_ path: String) throws {
    let text = try String(
      contentsOf: PackageFolder.root.appending(path: "Formats/numerics-v1.md"), encoding: .utf8)
    let rule = try #require(text.range(of: "**NUM-154**"))
    let named = try Regex("0x1\\.[0-9a-f]{13}p[+-][0-9]+")
    let parts = text[rule.lowerBound...].matches(of: named).prefix(6).compactMap { match in
      match.output[0].substring.flatMap { Double(String($0)) }
    }
    // H and L make up ln 2 beyond binary64, H′ and L′ likewise.
    try #require(parts.count == 6 && parts[0] + parts[1] == parts[0])
    #expect(parts[2] + parts[3] == parts[0] && parts[5] == 0.5.squareRoot())
    let numbers = try numbers(path)
    // The kernel has √½ as bits; vectors begin and end there.
    for part in parts.prefix(5) { #expect(numbers.contains(part), "\(part) in \(path)") }
  }

  @Test("NUM-157: rule, kernel and reference have the same polynomial of what erf lacks of 1")
  func tail() throws {
    let text = try String(
      contentsOf: PackageFolder.root.appending(path: "Formats/numerics-v1.md"), encoding: .utf8)
    let rule = try #require(text.range(of: "from t²⁰ down to t⁰, of"))
    let literal = try Regex("-?0x1\\.[0-9a-f]{13}p[+-][0-9]+")
    let terms = text[rule.upperBound...].matches(of: literal).prefix(21).compactMap { match in
      match.output[0].substring.flatMap { Double(String($0)) }
    }
    try #require(terms.count == 21)
    for path in Self.errorFunctions {
      let numbers = try numbers(path)
      let first = try #require(numbers.firstIndex(of: terms[0]), "\(path)")
      #expect(Array(numbers[first...].prefix(21)) == terms, "\(path)")
    }
  }

  private static let errorFunctions = [
    "Sources/CKernels/error_functions_f64.h", "Sources/ReferenceDevice/Double+Activations.swift",
  ]

  @Test("NUM-157: kernel and reference have the same terms of sin πr, cos πr and erf")
  func series() throws {
    let functions = [
      "Sources/CKernels/functions_f64.h", "Sources/ReferenceDevice/Double+Functions.swift",
    ]
    // Begins with RN64(π¹⁷ ÷ 17!), RN64(π¹⁶ ÷ 16!) and RN64(2 ÷ (√π · 18! · 37)).
    let series: [(first: Double, count: Int, paths: [String])] = [
      (0x1.aaec32af93359p-21, 8, functions), (0x1.20c62c2f2d7f5p-18, 8, functions),
      (0x1.5f7919bc67b8cp-58, 19, Self.errorFunctions),
    ]
    for (leading, count, paths) in series {
      let found = try paths.map { path in
        let numbers = try numbers(path)
        let first = try #require(numbers.firstIndex(of: leading), "\(leading) in \(path)")
        return Array(numbers[first...].prefix(count))
      }
      #expect(found[0].count == count && found[0] == found[1])
    }
  }
}
