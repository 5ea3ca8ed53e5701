import CanonicalJSON
import Foundation
import Testing

@testable import Signing

/// Signatures that somebody else wrote: each is refused in one line that names the place.
@Suite("Hostile signatures")
struct HostileSignatureTests {
  private let model: ScratchModel
  private let keys: (signing: SigningKey, verification: VerificationKey)

  init() throws {
    model = try ScratchModel()
    keys = try model.makeKeys()
  }

  /// The error of a signature file with this text.
  private func error(_ text: String) throws -> SigningError? {
    let path = try model.place(text, "hostile.sig")
    let error = #expect(throws: SigningError.self) { try model.check(path, keys.verification) }
    #expect(error?.description.hasPrefix(path) == true)
    #expect(error?.description.contains("\n") == false)
    return error
  }

  /// The text of a bundle after a change of its text.
  private func bundle(_ old: String, _ new: String) throws -> String {
    let text = try keys.signing.sign(try model.statement()).text
    try #require(text.contains(old), "\(old)")
    return text.replacingOccurrences(of: old, with: new)
  }

  @Test("an envelope that is not built as its format says names the member")
  func envelope() throws {
    let text = try keys.signing.sign(try model.statement()).text
    let changes: [(old: String, new: String, place: String, code: SigningError.Code)] = [
      ("vnd.in-toto+json", "json", "dsseEnvelope.payloadType", .unsupported),
      ("\"payloadType\":", "\"type\":", "dsseEnvelope.payloadType", .malformed),
      ("bundle.v0.3", "bundle.v0.9", "mediaType", .unsupported),
      ("\"payload\":\"", "\"payload\":\"*", "dsseEnvelope.payload", .malformed),
      ("\"payload\":\"", "\"payload\":\"A", "dsseEnvelope.payload", .malformed),
      ("\"sig\":\"", "\"sig\":\"\\u0000", "dsseEnvelope.signatures[0].sig", .malformed),
      ("\"sig\":\"", "\"x\":\"", "dsseEnvelope.signatures[0].sig", .malformed),
      ("\"signatures\":[", "\"signatures\":[{},", "dsseEnvelope.signatures", .malformed),
      ("\"dsseEnvelope\":", "\"messageSignature\":", "dsseEnvelope", .malformed),
      ("\"publicKey\":", "\"certificate\":", "verificationMaterial", .unsupported),
      ("\"hint\":", "\"hint\":7,\"x\":", "publicKey.hint", .malformed),
      ("\"keyid\":\"\"", "\"keyid\":\"\",\"keyid\":\"\"", "line 1, column ", .malformed),
      ("{\"dsse", "{\"mediaType\":\"\",\"dsse", "each name once", .malformed),
    ]
    for (old, new, place, code) in changes {
      let found = try error(try bundle(old, new))
      #expect(
        found?.code == code && found?.description.contains(place) == true, "\(new): \(found as Any)"
      )
    }
    for text in [
      "", "[]", "null", "\"a\"", "{", "{}", "\u{0}", String(text.dropLast(2)), text + "{}",
      String(repeating: "[", count: 1_000_000), "{\"a\":1e999}",
    ] {
      #expect(try error(text)?.code == .malformed)
    }
    // Members that a later version may add change nothing.
    let path = try model.place(
      try bundle("{\"dsseEnvelope\":", "{\"added\":{\"a\":[1]},\"dsseEnvelope\":"), "added.sig")
    #expect(try model.check(path, keys.verification).isRight)
  }

  @Test("a file of 64 MiB and more is refused without being read to its end")
  func huge() throws {
    let path = try model.place("{", "huge.sig")
    truncate(path, 1 << 40)
    let error = #expect(throws: SigningError.self) { try model.check(path, keys.verification) }
    #expect(error?.description.contains("at most 67108864 bytes, found more") == true)
  }

  @Test(
    "a statement that is not built as its specification says names the member, even when signed")
  func statement() throws {
    let text = try model.statement().text
    let digest = "\(try model.statement().resources[0].digest)"
    let changes: [(old: String, new: String, place: String, code: SigningError.Code)] = [
      ("in-toto.io/Statement/v1", "in-toto.io/Statement/v2", "_type", .unsupported),
      ("signature/v1.0", "Digests/v0.1", "predicateType", .unsupported),
      ("\"files\"", "\"shards\"", "serialization.method", .unsupported),
      ("\"hash_type\": \"sha256\"", "\"hash_type\": \"blake3\"", "hash_type", .unsupported),
      ("\"allow_symlinks\": false", "\"allow_symlinks\": true", "allow_symlinks", .unsupported),
      ("\"allow_symlinks\": false", "\"allow_symlinks\": 0", "allow_symlinks", .malformed),
      ("\".git\"", "\"../x\"", "ignore_paths", .malformed),
      ("\".git\"", "\"/etc\"", "ignore_paths", .malformed),
      ("\".git\"", "\".\"", "ignore_paths", .malformed),
      ("\".git\"", "\"\"", "ignore_paths", .malformed),
      ("\".git\"", "7", "ignore_paths", .malformed),
      ("\"b.h5\"", "\"../b.h5\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"/b.h5\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"b/../b.h5\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"b//b.h5\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"./b.h5\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"b.h5/\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"b\\u0000\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\".\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"\"", "resources[0].name", .malformed),
      ("\"b.h5\"", "null", "resources[0].name", .malformed),
      ("\"b.h5\"", "\"run.json\"", "found one twice", .malformed),
      ("\"name\": \"b.h5\"", "\"name\": \"b.h5\", \"name\": \"c\"", "each name once", .malformed),
      (digest, String(digest.dropLast()), "resources[0].digest", .malformed),
      (digest, String(digest.reversed()), "subject", .malformed),
      ("\"algorithm\": \"sha256\"", "\"algorithm\": \"md5\"", "algorithm", .unsupported),
      ("\"sha256\": \"", "\"sha512\": \"", "subject", .malformed),
      ("\"resources\"", "\"files\"", "resources", .malformed),
      ("\"predicate\"", "\"other\"", "serialization.method", .malformed),
      ("\"subject\": [", "\"subject\": [7,", "subject", .malformed),
    ]
    for (old, new, place, code) in changes {
      try #require(text.contains(old), "\(old)")
      // Signed, so that nothing but the statement itself is wrong.
      let payload = Array(text.replacingOccurrences(of: old, with: new).utf8)
      let found = try error(try keys.signing.sign(payload: payload).text)
      #expect(
        found?.code == code && found?.description.contains(place) == true, "\(new): \(found as Any)"
      )
    }
    for payload in [[0xFF], Array("7".utf8), Array("{}".utf8)] as [[UInt8]] {
      _ = try error(try keys.signing.sign(payload: payload).text)
    }
  }
}
