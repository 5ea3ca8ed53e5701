internal import CanonicalJSON
public import Checkpoints
public import CommandLineKit
internal import NumericsContract

/// What is in a checkpoint: the answer of `ckpt inspect`.
public struct Inspection: CommandReport {
  /// The path of the file.
  public let path: String
  /// The size of the file in bytes.
  public let byteCount: Int
  /// The root attributes that say what the file is, by name.
  public let identity: CheckpointIdentity
  /// The roots of the sections, in the order of their names.
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

  /// Reads a checkpoint.
  ///
  /// - Throws: `CheckpointToolError` if the file is no checkpoint, a digest of what is read is wrong,
  ///   or the options name what is not there.
  public init(
    of path: String, options: InspectionOptions = InspectionOptions()
  ) throws(CheckpointToolError) {
    let file = try CheckpointToolError.wrapping { () throws(CheckpointError) in
      try CheckpointFile(opening: path)
    }
    self.path = path
    self.options = options
    byteCount = file.byteCount
    identity = CheckpointIdentity(file)
    sections = file.sectionRoots
    tensorCount = file.tensors.count
    if options.verifies {
      try CheckpointToolError.wrapping { () throws(CheckpointError) in try file.verify() }
    }
    isVerified = options.verifies
    loop = try LoopPosition(file)
    let reader = try LeafReader(file)
    let chosen = try Inspection.datasets(of: file, options: options)
    var tensors: [InspectedTensor] = []
    var excerpt: (String, TensorExcerpt)?
    for dataset in chosen {
      let isExcerpted = options.tensor != nil
      var elements =
        isExcerpted ? try TensorExcerpt(dataset, slice: options.slice) : nil as TensorExcerpt?
      guard options.readsContents || options.statistics || isExcerpted else {
        tensors.append(InspectedTensor(dataset: dataset, digest: nil, statistics: nil))
        continue
      }
      var pass = InspectionPass(
        dataset: dataset, reader: reader, computesStatistics: options.statistics,
        excerpt: elements)
      tensors.append(try dataset.type.accept(&pass))
      elements = pass.excerpt
      if let elements { excerpt = (dataset.path, elements) }
    }
    self.tensors = tensors
    self.excerpt = excerpt
  }

  /// Always `done`: what cannot be inspected is an error.
  public var exitStatus: ExitStatus { .done }

  private static func datasets(
    of file: CheckpointFile, options: InspectionOptions
  ) throws(CheckpointToolError) -> [CheckpointDataset] {
    if let path = options.tensor {
      guard let dataset = file.tensors.first(where: { $0.path == path }) else {
        let nearest = NearestName.suggestion(for: path, among: file.tensors.map(\.path))
        throw CheckpointToolError(
          .unknownTensor, "tensor \(path)", expected: "a path of \(file.path)", found: "none such",
          remedy: nearest.map { "Did you mean \($0)?" }
            ?? "Run inspect \(file.path) to see every path.")
      }
      return [dataset]
    }
    guard let filter = options.filter else { return file.tensors }
    let chosen = file.tensors.filter { filter.matches($0.path) }
    guard !chosen.isEmpty else {
      throw CheckpointToolError(
        .nothingSelected, "filter \(filter)", expected: "a pattern for paths of \(file.path)",
        found: "no tensor that it selects",
        remedy: "* stands for part of a name, ** for any number of names: /model/**/weight.")
    }
    return chosen
  }
}
