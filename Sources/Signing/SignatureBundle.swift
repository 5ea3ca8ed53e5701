public import CanonicalJSON

/// A signature as a file: a Sigstore bundle around a DSSE envelope around a statement.
///
/// **Reference** Sigstore bundle format 0.3; Dead Simple Signing Envelope, protocol 1.0.
public struct SignatureBundle: Sendable {
  static let mediaType = "application/vnd.dev.sigstore.bundle.v0.3+json"
  static let payloadType = "application/vnd.in-toto+json"
  /// Bytes of a bundle that are read at most.
  private static let limit = 64 << 20

  /// The statement's text.
  let payload: [UInt8]
  /// The ECDSA signature in DER.
  let signature: [UInt8]
  /// The fingerprint of the key, or nil in a bundle that does not say it.
  let keyHint: String?

  /// The bytes that are signed: the payload with its type and both lengths before it.
  static func authenticated(_ payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }

  /// The bundle with the names of its specification.
  public var json: JSONValue {
    [
      "mediaType": .string(Self.mediaType),
      "verificationMaterial": [
        "publicKey": ["hint": keyHint.map { .string($0) } ?? .null], "tlogEntries": [],
      ],
      "dsseEnvelope": [
        "payload": .string(Base64.text(payload)), "payloadType": .string(Self.payloadType),
        "signatures": [["sig": .string(Base64.text(signature)), "keyid": ""]],
      ],
    ]
  }

  /// The text of the file, with a line end.
  public var text: String {
    get throws(JSONNumberError) { try CanonicalJSON.text(json) + "\n" }
  }
}

extension SignatureBundle {
  /// Reads the file of a signature; nothing in it is believed yet.
  ///
  /// - Throws: `SigningError.unreadable`, `malformed` or `unsupported`.
  public init(readingFrom path: String) throws(SigningError) {
    try self.init(
      parsing: try FileReading.bytes(of: path, limit: Self.limit, meaning: "a signature"), in: path)
  }

  init(parsing bytes: [UInt8], in path: String) throws(SigningError) {
    let document = SignatureDocument(path: path)
    let json = try document.parse(bytes, "the signature")
    try document.require(json["mediaType"], is: Self.mediaType, at: "mediaType")
    guard let material = json["verificationMaterial"], let key = material["publicKey"] else {
      throw SigningError(
        .unsupported, "\(path): verificationMaterial", expected: "a publicKey",
        found: "a signature by certificate, or nothing",
        remedy: "Verify it with the tool that made it, or sign the model with a key.")
    }
    let hint = key["hint"] ?? .null
    guard key.object != nil, hint.isNull || hint.string != nil else {
      throw document.malformed("verificationMaterial.publicKey.hint", "text", hint)
    }
    keyHint = hint.string.flatMap { $0.isEmpty ? nil : $0 }
    guard let envelope = json["dsseEnvelope"] else {
      throw document.malformed("dsseEnvelope", "an envelope", nil)
    }
    try document.require(
      envelope["payloadType"], is: Self.payloadType, at: "dsseEnvelope.payloadType")
    payload = try document.bytes(envelope["payload"], at: "dsseEnvelope.payload")
    guard let signatures = envelope["signatures"]?.array, signatures.count == 1 else {
      throw document.malformed("dsseEnvelope.signatures", "one", envelope["signatures"])
    }
    signature = try document.bytes(signatures[0]["sig"], at: "dsseEnvelope.signatures[0].sig")
  }
}
