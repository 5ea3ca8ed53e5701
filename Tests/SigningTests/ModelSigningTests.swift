import CanonicalJSON
import Foundation
import NumericsContract
import Testing

@testable import Signing

/// Signatures in both directions between Lockstep and the reference implementation.
@Suite(
  "The reference implementation",
  .enabled(if: ModelSigning.isInstalled, "Scripts/setup-model-signing could not install it"))
struct ModelSigningTests {
  /// A folder, with the signature beside or inside of it, or a single file.
  enum Subject: String, CaseIterable {
    case beside, inside, file
  }

  private let model: ScratchModel
  private let keys: (signing: SigningKey, verification: VerificationKey)

  init() throws {
    model = try ScratchModel([
      "b/step.h5": "1", "b-c.h5": "2", "b.h5": "3", "Ä/é 1.h5": "4", ".git/x": "5", "c/.git/x": "6",
      "empty": "",
    ])
    keys = try model.makeKeys()
  }

  private func path(_ subject: Subject) -> String {
    subject == .file ? model.path + "/b.h5" : model.path
  }

  private func signature(_ subject: Subject) -> String {
    subject == .inside ? model.path + "/sub.sig" : model.beside("beside.sig")
  }

  /// Whether the reference implementation verifies a signature.
  private func isVerified(_ subject: Subject) throws -> Bool {
    let outcome = try ModelSigning.run([
      "verify", "key", path(subject), "--signature", signature(subject), "--public_key",
      model.beside("public.pem"),
    ])
    #expect(outcome.output.contains(outcome.status == 0 ? "succeeded" : "failed"))
    return outcome.status == 0
  }

  private func check(_ subject: Subject) throws -> SignatureCheck {
    try SignatureCheck(
      of: try ModelPath(path(subject)), signature: signature(subject), by: keys.verification)
  }

  /// Signs by the reference implementation.
  private func signThere(_ subject: Subject) throws {
    let outcome = try ModelSigning.run([
      "sign", "key", path(subject), "--signature", signature(subject), "--private_key",
      model.beside("private.pem"),
    ])
    try #require(outcome.status == 0, "\(outcome.output)")
  }

  @Test("it verifies what Lockstep signs, and no changed byte", arguments: Subject.allCases)
  func ours(_ subject: Subject) throws {
    let output = signature(subject)
    let statement = try ModelStatement(of: try ModelPath(path(subject)), besides: output)
    try Data(try keys.signing.sign(statement).text.utf8).write(to: URL(fileURLWithPath: output))
    #expect(try isVerified(subject))
    #expect(try check(subject).isRight)
    try model.write("4", to: "b.h5")
    #expect(try !isVerified(subject))
    #expect(try check(subject).problems.count == 1)
  }

  @Test("Lockstep verifies what it signs, and no changed byte", arguments: Subject.allCases)
  func theirs(_ subject: Subject) throws {
    try signThere(subject)
    #expect(try check(subject).isRight)
    #expect(try isVerified(subject))
    try model.write("4", to: "b.h5")
    #expect(try check(subject).problems.count == 1)
    #expect(try !isVerified(subject))
  }

  @Test("both say the same of a model, but for the order of names", arguments: Subject.allCases)
  func statements(_ subject: Subject) throws {
    try signThere(subject)
    let theirs = try SignatureBundle(readingFrom: signature(subject))
    let statement = try ModelStatement(parsing: theirs.payload, in: "theirs")
    let ours = try ModelStatement(of: try ModelPath(path(subject)), besides: signature(subject))
    #expect(theirs.keyHint == keys.verification.fingerprint)
    // It orders names by their components, the specification by their code points.
    let sorted = ModelStatement(
      name: statement.name,
      resources: statement.resources.sorted { $0.name.precedesInUTF8($1.name) },
      ignoredPaths: ResourcePath.sorted(statement.ignoredPaths))
    #expect(sorted.json == ours.json)
    #expect(ours.resources.count == (subject == .file ? 1 : 6))
    // Where the two orders agree, so do the digests of the whole.
    #expect((statement.digest == ours.digest) == (subject == .file))
    try FileManager.default.removeItem(atPath: model.path + "/b-c.h5")
    try FileManager.default.removeItem(atPath: model.path + "/b.h5")
    guard subject != .file else { return }
    try signThere(subject)
    let fewer = try SignatureBundle(readingFrom: signature(subject))
    #expect(
      try ModelStatement(parsing: fewer.payload, in: "theirs").digest
        == ModelStatement(of: try ModelPath(model.path), besides: signature(subject)).digest)
  }

  @Test("a file that neither has signed is refused by both")
  func extra() throws {
    try signThere(.beside)
    try model.write("7", to: "extra")
    #expect(try !isVerified(.beside))
    #expect(
      try check(.beside).problems
        == ["\(model.path)/extra: expected no file, found one that was not signed."])
  }
}
