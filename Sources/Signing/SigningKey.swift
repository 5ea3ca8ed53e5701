internal import CanonicalJSON
internal import Crypto

/// A private key that signs statements.
public struct SigningKey: Sendable {
  private let key: P256.Signing.PrivateKey

  /// Reads a private key of the curve P-256 from a PEM file.
  ///
  /// - Throws: `SigningError.unreadable` or `unusableKey`.
  public init(readingFrom path: String) throws(SigningError) {
    key = try KeyFile.privateKey(path)
  }

  /// The public half.
  public var verificationKey: VerificationKey { VerificationKey(key.publicKey) }

  /// Signs a statement.
  ///
  /// ECDSA takes a random number, so two signatures of one statement differ; both are right.
  ///
  /// - Throws: what the library throws when it cannot use the key.
  public func sign(_ statement: ModelStatement) throws -> SignatureBundle {
    try sign(payload: Array(try statement.text.utf8))
  }

  /// Signs bytes as if they were a statement.
  func sign(payload: [UInt8]) throws -> SignatureBundle {
    let signature = try key.signature(for: SignatureBundle.authenticated(payload))
    return SignatureBundle(
      payload: payload, signature: Array(signature.derRepresentation),
      keyHint: verificationKey.fingerprint)
  }
}
