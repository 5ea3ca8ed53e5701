/// One part of a PEM file.
///
/// **Reference** RFC 7468.
struct PEMBlock {
  /// What the part says it is, such as `PUBLIC KEY`.
  let label: String
  /// The part with its first and last line.
  private(set) var text: String

  /// The parts of a file; what stands between them is for people.
  static func blocks(in file: String) -> [PEMBlock] {
    var blocks: [PEMBlock] = []
    var current: PEMBlock?
    for line in file.split(whereSeparator: \.isNewline) {
      if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
        current = PEMBlock(label: String(line.dropFirst(11).dropLast(5)), text: "")
      }
      current?.text += line + "\n"
      if let block = current, line == "-----END \(block.label)-----" {
        blocks.append(block)
        current = nil
      }
    }
    return blocks
  }

  /// Whether the key needs a password.
  var isEncrypted: Bool { text.contains("ENCRYPTED") }

  /// Whether the key is for elliptic curves.
  var isElliptic: Bool { label == "EC PRIVATE KEY" || contains(Self.elliptic) }

  /// Whether the key names P-256 as its curve.
  ///
  /// The library takes any private number of 32 bytes for one of P-256, whatever curve stands beside it.
  var isOfP256: Bool {
    contains(Self.elliptic + Self.curve) || contains([0xA0, 0x0A] + Self.curve)
  }

  /// The object identifier id-ecPublicKey in DER.
  private static let elliptic: [UInt8] = [6, 7, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 2, 1]
  /// The object identifier of P-256 in DER.
  private static let curve: [UInt8] = [6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]

  private func contains(_ sequence: [UInt8]) -> Bool {
    let lines = text.split(separator: "\n").dropFirst().dropLast()
    return Base64.bytes(lines.joined())?.contains(sequence) ?? false
  }
}
