import CanonicalJSON
import Foundation
import Testing

@testable import Signing

@Suite("Signatures of models")
struct SignatureCheckTests {
  @Test("what was signed is right; each file that differs, is missing or too many is named")
  func files() throws {
    let model = try ScratchModel()
    let keys = try model.makeKeys()
    let signature = try model.sign(keys.signing)
    let right = try model.check(signature, keys.verification)
    #expect(right.isRight && right.statement?.resources.count == 3)
    #expect(right.fingerprint == keys.signing.verificationKey.fingerprint)

    try model.write("onf", to: "b.h5")
    try model.write("more", to: "b/a")
    try model.write("more", to: "z/z")
    try FileManager.default.removeItem(atPath: model.path + "/b/step.h5")
    #expect(
      try model.check(signature, keys.verification).problems == [
        "\(model.path)/b.h5: expected the bytes that were signed, found others.",
        "\(model.path)/b/a: expected no file, found one that was not signed.",
        "\(model.path)/b/step.h5: expected a file that was signed, found none.",
        "\(model.path)/z/z: expected no file, found one that was not signed.",
      ])
  }

  @Test("a signature in the folder is no part of it, wherever the folder has gone")
  func inside() throws {
    let model = try ScratchModel()
    let keys = try model.makeKeys()
    let signature = try model.sign(keys.signing, to: "model/model.sig")
    #expect(try model.check(signature, keys.verification).isRight)
    let copy = model.beside("copy")
    try FileManager.default.copyItem(atPath: model.path, toPath: copy)
    for signature in [signature, copy + "/model.sig"] {
      #expect(
        try SignatureCheck(
          of: try ModelPath(copy), signature: signature, by: keys.verification
        ).isRight)
    }
  }

  @Test("a single file is checked by its bytes, under any name and by either name of the statement")
  func singleFile() throws {
    let model = try ScratchModel()
    let keys = try model.makeKeys()
    let file = try ModelPath(model.path + "/b.h5")
    let made = try ModelStatement(of: file, besides: nil)
    for name in [".", "b.h5"] {
      let statement = ModelStatement(
        name: "b.h5", resources: [SignedResource(name: name, digest: made.resources[0].digest)],
        ignoredPaths: [])
      let signature = try model.place(try keys.signing.sign(statement).text, "file.sig")
      let check = { (path: String) in
        try SignatureCheck(of: try ModelPath(path), signature: signature, by: keys.verification)
      }
      #expect(try check(model.path + "/b.h5").isRight)
      #expect(
        try check(model.path + "/run.json").problems
          == ["\(model.path)/run.json: expected the bytes that were signed, found others."])
      #expect(try !check(model.path).isRight)
    }
    let whole = try model.sign(keys.signing)
    let part = try SignatureCheck(of: file, signature: whole, by: keys.verification)
    #expect(part.problems.count == 4)
  }

  @Test("a signature by another key, or with any changed byte, is not right and is not believed")
  func signature() throws {
    let model = try ScratchModel()
    let keys = try model.makeKeys()
    let others = try model.makeKeys("other")
    let path = try model.sign(keys.signing)
    let other = try model.check(path, others.verification)
    #expect(other.problems.count == 1 && other.statement == nil)
    #expect(other.problems[0].contains(keys.verification.fingerprint))

    let bundle = try SignatureBundle(readingFrom: path)
    func check(payload: [UInt8], signature: [UInt8], hint: String?) throws -> SignatureCheck {
      let changed = SignatureBundle(payload: payload, signature: signature, keyHint: hint)
      return try model.check(
        try model.place(try changed.text, "changed.sig"), keys.verification)
    }
    #expect(
      try check(payload: bundle.payload, signature: bundle.signature, hint: nil).isRight)
    for index in bundle.signature.indices {
      var signature = bundle.signature
      signature[index] ^= 1
      let found = try check(payload: bundle.payload, signature: signature, hint: nil)
      #expect(!found.isRight && found.statement == nil, "byte \(index)")
    }
    for index in bundle.payload.indices {
      var payload = bundle.payload
      payload[index] ^= 1
      let found = try check(payload: payload, signature: bundle.signature, hint: nil)
      #expect(!found.isRight && found.statement == nil, "byte \(index)")
    }
    let unnamed = try check(
      payload: bundle.payload, signature: bundle.signature,
      hint: others.verification.fingerprint)
    #expect(!unnamed.isRight)
  }

  @Test("what is signed has its type and both lengths before it")
  func authentication() {
    #expect(
      String(decoding: SignatureBundle.authenticated(Array("hello world".utf8)), as: UTF8.self)
        == "DSSEv1 28 application/vnd.in-toto+json 11 hello world")
  }
}
