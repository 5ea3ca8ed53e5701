import Foundation
import NumericsContract
import Testing

@testable import Signing

@Suite("Keys")
struct KeyFileTests {
  private let model: ScratchModel

  init() throws { model = try ScratchModel() }

  private func privateError(_ name: String) -> SigningError? {
    #expect(throws: SigningError.self) { try SigningKey(readingFrom: model.beside(name)) }
  }

  private func publicError(_ name: String) -> SigningError? {
    #expect(throws: SigningError.self) { try VerificationKey(readingFrom: model.beside(name)) }
  }

  @Test(
    "a key that OpenSSL writes in either form, with parameters before it, signs as the same key")
  func forms() throws {
    let keys = try model.makeKeys()
    try model.openssl("ecparam -name prime256v1 -genkey -out sec1.pem")
    try model.openssl("pkey -in sec1.pem -out pkcs8.pem")
    try model.openssl("pkey -in sec1.pem -pubout -out sec1public.pem")
    let text = try String(contentsOfFile: model.beside("sec1.pem"), encoding: .utf8)
    #expect(text.contains("BEGIN EC PARAMETERS") && text.contains("BEGIN EC PRIVATE KEY"))
    let sec1 = try SigningKey(readingFrom: model.beside("sec1.pem"))
    let pkcs8 = try SigningKey(readingFrom: model.beside("pkcs8.pem"))
    let half = try VerificationKey(readingFrom: model.beside("sec1public.pem"))
    #expect(sec1.verificationKey.fingerprint == half.fingerprint)
    #expect(pkcs8.verificationKey.fingerprint == half.fingerprint)
    #expect(half.fingerprint != keys.verification.fingerprint)
    // The fingerprint is that of the file as OpenSSL writes it.
    let bytes = try Data(contentsOf: URL(fileURLWithPath: model.beside("sec1public.pem")))
    #expect(half.fingerprint == SHA256Digest.digest(of: Array(bytes)).description)
    for key in [sec1, pkcs8] {
      #expect(try model.check(try model.sign(key), half).isRight)
    }
  }

  @Test("what is no key of P-256 is named with the way to one")
  func unusable() throws {
    _ = try model.makeKeys()
    for curve in ["P-384", "P-521", "secp256k1"] {
      try model.openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:\(curve) -out k.pem")
      try model.openssl("pkey -in k.pem -pubout -out p.pem")
      #expect(privateError("k.pem")?.description.contains("another curve") == true, "\(curve)")
      #expect(publicError("p.pem")?.description.contains("another curve") == true, "\(curve)")
      try model.openssl("ec -in k.pem -out sec1.pem")
      #expect(privateError("sec1.pem")?.description.contains("another curve") == true, "\(curve)")
    }
    try model.openssl("genpkey -algorithm ED25519 -out k.pem")
    #expect(privateError("k.pem")?.description.contains("another kind") == true)
    try model.openssl(
      "pkey -in private.pem -aes128 -passout pass:secret -out encrypted.pem")
    #expect(privateError("encrypted.pem")?.description.contains("an encrypted one") == true)
    #expect(privateError("public.pem")?.description.contains("found a PUBLIC KEY") == true)
    #expect(publicError("private.pem")?.description.contains("-pubout") == true)
    for text in [
      "", "text", "-----BEGIN PRIVATE KEY-----",
      "-----BEGIN PRIVATE KEY-----\n*\n-----END PRIVATE KEY-----",
      "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----",
      String(repeating: "a", count: 70_000),
    ] {
      _ = try model.place(text, "t.pem")
      for error in [privateError("t.pem"), publicError("t.pem")] {
        #expect(error?.code == .unusableKey && error?.description.contains("\n") == false)
      }
    }
    #expect(privateError("none.pem")?.code == .unreadable)
    #expect(publicError("model")?.code == .unreadable)
  }
}
