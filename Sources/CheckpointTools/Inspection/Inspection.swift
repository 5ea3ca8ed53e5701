public import CanonicalJSON
public import Checkpoints
public import CommandLineKit
internal import NumericsContract
public import TensorFiles

/// What is in a checkpoint, or in a file with tensors of another format: the answer of `ckpt inspect`.
public struct Inspection: CommandReport {
  /// The path of the file.
  public let path: String
  /// The size of the file in bytes.
  public let byteCount: Int
  /// The format of the file.
  public let format: TensorFileFormat
  /// The root attributes that say what a checkpoint is; nil for other formats.
  public let identity: CheckpointIdentity?
  /// What a file of another format says besides its tensors; empty for a checkpoint.
  public let metadata: JSONValue
  /// The roots of a checkpoint's sections, in the order of their names.
  public let sections: [SectionRoot]
  /// Where in its run the checkpoint was taken.
  public let loop: LoopPosition
  /// The shown tensors, in the order of the file.
  public let tensors: [InspectedTensor]
  /// How many tensors the file has, shown or not.
  public let tensorCount: Int
  /// The elements of one tensor, if asked for.
  public let excerpt: (path: String, elements: TensorExcerpt)?
  /// Whether every digest of the file was checked and is right.
  public let isVerified: Bool

  let options: InspectionOptions

  /// Reads a file.
  ///
  /// - Throws: `CheckpointToolError` if the file cannot be read, a digest of what is read is wrong,
  ///   or the options name what is not there.
  public init(
    of path: String, options: InspectionOptions = InspectionOptions()
  ) throws(CheckpointToolError) {
    try self.init(of: try ReadableFile.open(path), options: options)
  }

  /// Reads an open file.
  ///
  /// - Throws: `CheckpointToolError`, as for a path.
  public init(
    of file: any TensorFile, options: InspectionOptions = InspectionOptions()
  ) throws(CheckpointToolError) {
    let reader = TensorReader(file)
    path = file.path
    self.options = options
    byteCount = file.byteCount
    format = file.format
    identity = reader.checkpoint.map { CheckpointIdentity($0) }
    metadata = reader.checkpoint == nil ? file.metadata : .object([])
    sections = reader.checkpoint?.sectionRoots ?? []
    tensorCount = file.tensors.count
    isVerified = try Inspection.verifies(reader, options: options)
    loop = try LoopPosition(reader)
    let chosen = try Inspection.tensors(of: file, options: options)
    var tensors: [InspectedTensor] = []
    var excerpt: (String, TensorExcerpt)?
    for tensor in chosen {
      let isExcerpted = options.tensor != nil
      var elements =
        isExcerpted ? try TensorExcerpt(tensor, slice: options.slice) : nil as TensorExcerpt?
      guard options.readsContents || options.statistics || isExcerpted else {
        tensors.append(InspectedTensor(tensor: tensor, digest: nil, statistics: nil))
        continue
      }
      var pass = InspectionPass(
        tensor: tensor, reader: reader, computesStatistics: options.statistics, excerpt: elements)
      // What is no number known here is read as bytes.
      tensors.append(try (tensor.type ?? .uint8).accept(&pass))
      elements = pass.excerpt
      if let elements { excerpt = (tensor.path, elements) }
    }
    self.tensors = tensors
    self.excerpt = excerpt
  }

  /// Always `done`: what cannot be inspected is an error.
  public var exitStatus: ExitStatus { .done }

  private static func verifies(
    _ reader: TensorReader, options: InspectionOptions
  ) throws(CheckpointToolError) -> Bool {
    guard options.verifies else { return false }
    guard let checkpoint = reader.checkpoint else {
      throw CheckpointToolError(
        .invalidOption, "--verify of \(reader.file.path)", expected: "a checkpoint, with digests",
        found: "\(reader.file.format.rawValue), which has none",
        remedy: "Leave --verify out, or convert the file.")
    }
    try CheckpointToolError.wrapping { () throws(CheckpointError) in try checkpoint.verify() }
    return true
  }

  private static func tensors(
    of file: any TensorFile, options: InspectionOptions
  ) throws(CheckpointToolError) -> [StoredTensor] {
    if let path = options.tensor {
      guard let tensor = file.tensor(path) else {
        let nearest = NearestName.suggestion(for: path, among: file.tensors.map(\.path))
        throw CheckpointToolError(
          .unknownTensor, "tensor \(path)", expected: "a path of \(file.path)", found: "none such",
          remedy: nearest.map { "Did you mean \($0)?" }
            ?? "Run inspect \(file.path) to see every path.")
      }
      return [tensor]
    }
    guard let filter = options.filter else { return file.tensors }
    let chosen = file.tensors.filter { $0.isSelected(by: filter) }
    guard !chosen.isEmpty else {
      throw CheckpointToolError(
        .nothingSelected, "filter \(filter)", expected: "a pattern for paths of \(file.path)",
        found: "no tensor that it selects",
        remedy: "* stands for part of a name, ** for any number of names: /model/**/weight.")
    }
    return chosen
  }
}
