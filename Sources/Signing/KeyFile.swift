internal import Crypto

/// Keys of the curve P-256 in the PEM form that OpenSSL writes.
enum KeyFile {
  private static let limit = 1 << 16
  private static let generation =
    "Make one: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem"
  private static let extraction =
    "Take it from the private one: openssl pkey -in private.pem -pubout -out public.pem"

  /// Reads a private key, as `openssl genpkey` (PKCS #8) or `openssl ecparam` (SEC 1) writes it.
  ///
  /// - Throws: `SigningError.unreadable` or `unusableKey`.
  static func privateKey(_ path: String) throws(SigningError) -> P256.Signing.PrivateKey {
    let block = try block(path, "a private key", "PRIVATE KEY", generation)
    if block.isEncrypted {
      throw unusable(
        path, "a private key", found: "an encrypted one",
        "Decrypt it first: openssl pkey -in KEY -out private.pem")
    }
    guard block.isOfP256, let key = try? P256.Signing.PrivateKey(pemRepresentation: block.text)
    else { throw unusable(path, "a private key", found: kind(block), generation) }
    return key
  }

  /// Reads a public key, as `openssl pkey -pubout` writes it.
  ///
  /// - Throws: `SigningError.unreadable` or `unusableKey`.
  static func publicKey(_ path: String) throws(SigningError) -> P256.Signing.PublicKey {
    let block = try block(path, "a public key", "PUBLIC KEY", extraction)
    guard block.isOfP256, let key = try? P256.Signing.PublicKey(pemRepresentation: block.text)
    else { throw unusable(path, "a public key", found: kind(block), extraction) }
    return key
  }

  /// The first part of a file whose label ends as given.
  private static func block(
    _ path: String, _ what: String, _ label: String, _ remedy: String
  ) throws(SigningError) -> PEMBlock {
    let bytes: [UInt8]
    do throws(SigningError) {
      bytes = try FileReading.bytes(of: path, limit: limit, meaning: "a key")
    } catch  where error.code == .malformed {
      throw unusable(path, what, found: "a file of more than \(limit) bytes", remedy)
    }
    let blocks = PEMBlock.blocks(in: String(decoding: bytes, as: UTF8.self))
    guard let block = blocks.first(where: { $0.label.hasSuffix(label) }) else {
      let found = blocks.first.map { "a \($0.label)" } ?? "no PEM"
      throw unusable(path, what, found: found, remedy)
    }
    return block
  }

  private static func kind(_ block: PEMBlock) -> String {
    if block.isOfP256 { return "a damaged one" }
    return block.isElliptic ? "one of another curve" : "one of another kind, or a damaged one"
  }

  private static func unusable(
    _ path: String, _ what: String, found: String, _ remedy: String
  ) -> SigningError {
    SigningError(
      .unusableKey, path, expected: "\(what) of the curve P-256 in PEM", found: found,
      remedy: remedy)
  }
}
