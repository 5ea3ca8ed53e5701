import Foundation

/// The numbers in the source of a function: what a proof of `Formats/proofs` says they were.
struct ProvedSource {
  private var files: [URL] = []
  private static let folder = ScalarMathTests.folder.appending(path: "Sources")

  /// Reads the header of a function and all that it includes, depth first, and the kernels' coefficients.
  init(function name: String) throws {
    try read(Self.folder.appending(path: "CScalarMath/include/\(name)_f32.h"))
    files.append(Self.folder.appending(path: "CKernels/approximation_coefficients.h"))
  }

  private mutating func read(_ file: URL) throws {
    if files.contains(file) { return }
    files.append(file)
    for match in try String(contentsOf: file, encoding: .utf8)
      .matches(of: #/#include "(\w+\.h)"/#)
    {
      try read(file.deletingLastPathComponent().appending(path: String(match.1)))
    }
  }

  /// FNV-1a of the numbers as they are spelled, each with a line feed.
  var digest: String {
    get throws {
      var digest: UInt64 = 0xCBF2_9CE4_8422_2325
      for file in files {
        let code = try String(contentsOf: file, encoding: .utf8).replacing(#/\/\/[^\n]*/#, with: "")
        for match in code.matches(of: #/-?\b(?:0x[0-9a-f.]+(?:p[-+]?[0-9]+)?|[0-9][0-9.]*)/#) {
          for byte in (match.0 + "\n").utf8 { digest = (digest ^ UInt64(byte)) &* 0x100_0000_01B3 }
        }
      }
      let digits = String(digest, radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }
  }
}
