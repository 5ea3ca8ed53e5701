public import CanonicalJSON
internal import Checkpoints
public import CommandLineKit
internal import NumericsContract
public import TensorFiles

/// A file with tensors, written anew in another format with the same elements: the answer of
/// `ckpt convert`.
///
/// Digests of a checkpoint are checked before anything is written. The file gets its name only when it
/// is complete.
public struct Conversion: CommandReport {
  /// The file that was read and its format.
  public let source: (path: String, format: TensorFileFormat)
  /// The file that was written and its format.
  public let target: (path: String, format: TensorFileFormat)
  /// Tensors written.
  public let tensors: Int
  /// Bytes of their elements.
  public let byteCount: Int
  /// What the target has no place for, besides tensors, one line each.
  public let notes: [String]

  /// Converts a file.
  ///
  /// - Throws: `CheckpointToolError`: `invalidConversion` naming what the format cannot hold, or a file
  ///   that exists; then nothing was written.
  public init(
    from a: String, to b: String, options: ConversionOptions = ConversionOptions()
  ) throws(CheckpointToolError) {
    let file = try ReadableFile.open(a)
    if let checkpoint = (file as? CheckpointTensorFile)?.checkpoint, options.takesAll,
      options.thins ?? b.hasSuffix(ThinCheckpoint.suffix) || options.format == .lockstep
        || options.format == nil && ThinCheckpoint.begins(a)
    {
      try self.init(keeping: checkpoint, at: b, options: options)
    } else {
      try self.init(from: file, to: b, options: options)
    }
  }

  /// Writes a checkpoint as a thin file, or a thin file as the checkpoint it stands for.
  private init(
    keeping checkpoint: CheckpointFile, at path: String, options: ConversionOptions
  ) throws(CheckpointToolError) {
    try Conversion.checkName(path, options: options)
    let thins = options.thins ?? path.hasSuffix(ThinCheckpoint.suffix)
    let chunks = try CheckpointToolError.wrapping { () throws(CheckpointError) in
      if thins { return try ThinCheckpoint.write(checkpoint.path, to: path) }
      try ThinCheckpoint.makeWhole(checkpoint.path, to: path)
      return 0
    }
    source = (checkpoint.path, .lockstep)
    target = (path, .lockstep)
    tensors = checkpoint.tensors.count
    byteCount = checkpoint.tensors.reduce(0) { $0 + $1.byteCount }
    notes =
      chunks > 0 ? ["Large tensors lie in the folder chunks beside it: keep both together."] : []
  }

  /// Converts an open file.
  ///
  /// - Throws: `CheckpointToolError`, as for a path.
  public init(
    from file: any TensorFile, to path: String, options: ConversionOptions = ConversionOptions()
  ) throws(CheckpointToolError) {
    let target = try ConversionTarget(options.format, path: path)
    try Conversion.checkName(path, options: options)
    let chosen = try Conversion.chosen(of: file, options: options)
    try Conversion.check(chosen, target: target, file: file, path: path)
    let isCheckpoint = file.format == .lockstep
    let outputs = chosen.map { tensor in
      OutputTensor(
        tensor, of: file,
        named: target.name(
          of: tensor, isCheckpoint: isCheckpoint, weightsOnly: options.weightsOnly))
    }
    let reader = TensorReader(file)
    if reader.checkpoint != nil { for tensor in chosen { try reader.check(tensor) } }
    notes = try ConversionWriter(target: target, path: path).write(outputs, of: reader)
    source = (file.path, file.format)
    self.target = (path, TensorFileFormat(rawValue: target.rawValue) ?? .hdf5)
    tensors = chosen.count
    byteCount = chosen.reduce(0) { $0 + $1.byteCount }
  }

  /// Always `done`: what cannot be converted is an error.
  public var exitStatus: ExitStatus { .done }

  /// What was read and written.
  public var json: JSONValue {
    [
      "from": .string(source.path), "fromFormat": .string(source.format.rawValue),
      "to": .string(target.path), "toFormat": .string(target.format.rawValue),
      "tensors": .integer(tensors), "bytes": .integer(byteCount),
      "notes": .array(notes.map { .string($0) }),
    ]
  }

  /// What was written, in a sentence, then what the format had no place for.
  public var description: String {
    let what = "\(tensors) tensor\(tensors == 1 ? "" : "s"), \(ByteCount(byteCount))"
    let line =
      "Wrote \(what) of \(PrintableText.escaped(source.path)) (\(source.format.rawValue)) to "
      + "\(PrintableText.escaped(target.path)) (\(target.format.rawValue))."
    return ([line] + notes.map(PrintableText.escaped)).joined(separator: "\n")
  }

  private static func checkName(
    _ path: String, options: ConversionOptions
  ) throws(CheckpointToolError) {
    guard options.replaces || !RunRecords.exists(path) else {
      throw CheckpointToolError(
        .invalidConversion, path, expected: "a name that no file has", found: "a file",
        remedy: "Choose another name, or replace it with --force.")
    }
  }

  private static func chosen(
    of file: any TensorFile, options: ConversionOptions
  ) throws(CheckpointToolError) -> [StoredTensor] {
    let chosen = file.tensors.filter { tensor in
      (options.filter.map { tensor.isSelected(by: $0) } ?? true)
        && (!options.weightsOnly || file.format != .lockstep || tensor.section == "model")
    }
    guard !chosen.isEmpty else {
      throw CheckpointToolError(
        .nothingSelected, file.path, expected: "tensors to write", found: "none that is selected",
        remedy: "Run inspect \(file.path) to see every path.")
    }
    return chosen
  }

  private static func check(
    _ tensors: [StoredTensor], target: ConversionTarget, file: any TensorFile, path: String
  ) throws(CheckpointToolError) {
    if let tensor = tensors.first(where: { !target.holds($0) }) {
      let count = tensors.count { !target.holds($0) }
      throw CheckpointToolError(
        .invalidConversion, "\(path): \(tensor.path)",
        expected: "a type that \(target.rawValue) can hold",
        found: tensor.typeName + (count > 1 ? ", and \(count - 1) more tensors like it" : ""),
        remedy: "Leave it out with --filter, or choose another format with --to.")
    }
    guard target == .lockstep else { return }
    guard file.format == .lockstep, tensors.allSatisfy({ $0.section == "model" }) else {
      throw CheckpointToolError(
        .invalidConversion, path, expected: "the model of a checkpoint for a checkpoint of weights",
        found: file.format == .lockstep ? "other sections too" : "a file of another format",
        remedy: file.format == .lockstep
          ? "Add --weights-only." : "Choose safetensors, npz or hdf5 with --to.")
    }
  }
}
