import Foundation
import Testing

@testable import Signing

/// A folder with a model in it and room for keys and signatures, gone when the test is over.
final class ScratchModel {
  let folder: String
  /// The folder that is signed.
  var path: String { folder + "/model" }

  init(
    _ files: KeyValuePairs<String, String> = ["b/step.h5": "two", "b.h5": "one", "run.json": "{}"]
  ) throws {
    folder =
      FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-signing-\(UUID().uuidString)").path
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(text, to: name) }
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// A path beside the model.
  func beside(_ name: String) -> String { folder + "/" + name }

  /// Writes a file of the model.
  func write(_ text: String, to name: String) throws {
    let file = URL(fileURLWithPath: path + "/" + name)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }

  /// Writes a file beside the model and returns its path.
  func place(_ text: String, _ name: String) throws -> String {
    try Data(text.utf8).write(to: URL(fileURLWithPath: beside(name)))
    return beside(name)
  }

  /// Runs a program to its end and returns its status and what it said.
  @discardableResult
  static func run(_ program: String, _ arguments: [String]) throws -> (
    status: Int32, output: String
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: output, as: UTF8.self))
  }

  /// Runs OpenSSL beside the model; it must succeed.
  func openssl(_ arguments: String) throws {
    let words = arguments.split(separator: " ").map { word in
      word.hasSuffix(".pem") ? beside(String(word)) : String(word)
    }
    let outcome = try Self.run("/usr/bin/openssl", words)
    try #require(outcome.status == 0, "openssl \(arguments): \(outcome.output)")
  }

  /// Makes a pair of keys by the commands of the documentation.
  func makeKeys(_ name: String = "") throws -> (
    signing: SigningKey, verification: VerificationKey
  ) {
    try openssl("genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out \(name)private.pem")
    try openssl("pkey -in \(name)private.pem -pubout -out \(name)public.pem")
    return (
      try SigningKey(readingFrom: beside(name + "private.pem")),
      try VerificationKey(readingFrom: beside(name + "public.pem"))
    )
  }

  /// The statement about the model as it is now.
  func statement(besides output: String? = nil) throws -> ModelStatement {
    try ModelStatement(of: try ModelPath(path), besides: output)
  }

  /// Signs the model as it is now and returns the path of the signature.
  func sign(_ key: SigningKey, to name: String = "model.sig") throws -> String {
    let output = beside(name)
    try Data(try key.sign(try statement(besides: output)).text.utf8)
      .write(to: URL(fileURLWithPath: output))
    return output
  }

  /// Checks a signature of the model as it is now.
  func check(_ signature: String, _ key: VerificationKey) throws -> SignatureCheck {
    try SignatureCheck(of: try ModelPath(path), signature: signature, by: key)
  }
}
