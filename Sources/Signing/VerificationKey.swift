internal import Crypto
internal import NumericsContract

/// A public key that signatures are checked with.
public struct VerificationKey: Sendable {
  private let key: P256.Signing.PublicKey

  /// Reads a public key of the curve P-256 from a PEM file.
  ///
  /// - Throws: `SigningError.unreadable` or `unusableKey`.
  public init(readingFrom path: String) throws(SigningError) {
    key = try KeyFile.publicKey(path)
  }

  init(_ key: P256.Signing.PublicKey) {
    self.key = key
  }

  /// What bundles name the key by: the SHA-256 of its PEM text, in hexadecimal digits.
  public var fingerprint: String {
    SHA256Digest.digest(of: Array((key.pemRepresentation + "\n").utf8)).description
  }

  /// Whether this key signed a bundle's payload.
  func accepts(_ bundle: SignatureBundle) -> Bool {
    guard let signature = try? P256.Signing.ECDSASignature(derRepresentation: bundle.signature)
    else { return false }
    return key.isValidSignature(
      signature, for: SignatureBundle.authenticated(bundle.payload))
  }
}
