import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import NumericsContract
import Signing

/// `ckpt sign`: who vouches for a model.
struct SignCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sign",
    abstract: "Sign a file, or all files of a folder, with a private key.",
    discussion: """
      The signature is a Sigstore bundle of the OpenSSF Model Signing Specification 1.0, for what \
      manifest lists: verify --key checks it, and so does model_signing verify key.

      Make a key: openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out private.pem
      Its public half: openssl pkey -in private.pem -pubout -out public.pem

      Exit status: 0 done, 2 trouble.
      """)

  @Argument(help: "A checkpoint file, the output folder of a run, or any other file or folder.")
  var target: String

  @Option(help: ArgumentHelp("Private key of the curve P-256, in PEM.", valueName: "private.pem"))
  var key: String

  @Option(help: "File to write the signature to (default: the target's name with .sig behind it).")
  var signature: String?

  @OptionGroup var report: ReportOptions

  func run() throws {
    let signer = try SigningKey(readingFrom: key)
    let model = try ModelPath(target)
    let output = try SignCommand.signature(signature, of: model)
    try OutputFile.requireReplaceable(output)
    let statement = try ModelStatement(of: model, besides: output)
    try TextFile.write(try signer.sign(statement).text, to: output)
    try report.show(
      SigningReport(
        path: model.path, signature: output, statement: statement,
        fingerprint: signer.verificationKey.fingerprint))
  }

  /// Where a signature lies: where it was said, else beside the model.
  static func signature(_ given: String?, of model: ModelPath) throws(CommandError) -> String {
    guard let path = given ?? model.defaultSignature, !path.isEmpty else {
      throw CommandError("\(model.path): where is its signature? Name a file with --signature")
    }
    return path
  }
}

/// What was signed, and where the signature is.
struct SigningReport: CommandReport {
  let path: String
  let signature: String
  let statement: ModelStatement
  let fingerprint: String

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    [
      "path": .string(path), "signature": .string(signature), "key": .string(fingerprint),
      "files": .integer(statement.resources.count),
      "digest": .string(statement.digest.description),
    ]
  }

  var description: String {
    let count = statement.resources.count
    return PrintableText.escaped(
      "Signed: \(path), \(count) file\(count == 1 ? "" : "s") with the digest \(statement.digest)."
        + " The signature is \(signature).")
  }
}
