internal import Checkpoints
public import CommandLineKit
public import TensorFiles

/// Where two checkpoints, or files with tensors of other formats, differ and by how much: the answer of
/// `ckpt diff`.
///
/// Elements are read once, and digests are checked on the way, so damage that is read is an error and
/// never a difference. What has equal digests in two checkpoints is the same and is not read, unless the
/// options ask for it.
public struct Difference: CommandReport {
  /// What one of the files is.
  public struct Side: Sendable {
    /// The path of the file.
    public let path: String
    /// The size of the file in bytes.
    public let byteCount: Int
    /// The format of the file.
    public let format: TensorFileFormat
    /// What a checkpoint says it is; nil for other formats.
    public let identity: CheckpointIdentity?
    /// Where in its run a checkpoint was taken.
    public let loop: LoopPosition
  }

  /// The first file.
  public let a: Side
  /// The second file.
  public let b: Side
  /// How alike the files are.
  public let verdict: Verdict
  /// A row for every compared tensor, the same ones too, in ascending order of the path in B.
  public let tensors: [TensorDifference]
  /// Every other part of the state that differs.
  public let state: [StateDifference]
  /// Where configuration and profile differ, in words; they are no part of the state.
  public let configuration: [String]
  /// Sections of a checkpoint that the other file's format has no place for, with numbers of tensors.
  public let uncompared: [(section: String, tensors: Int)]

  let options: DifferenceOptions

  /// Compares two files, by their paths.
  ///
  /// - Throws: `CheckpointToolError` if a file cannot be read or a digest of what is read is wrong,
  ///   or the options select nothing.
  public init(
    from aPath: String, to bPath: String, options: DifferenceOptions = DifferenceOptions()
  ) throws(CheckpointToolError) {
    try self.init(
      from: try ReadableFile.open(aPath), to: try ReadableFile.open(bPath), options: options)
  }

  /// Compares two open files.
  ///
  /// - Throws: `CheckpointToolError`, as for paths.
  public init(
    from a: any TensorFile, to b: any TensorFile, options: DifferenceOptions = DifferenceOptions()
  ) throws(CheckpointToolError) {
    self.options = options
    let (readerOfA, readerOfB) = (TensorReader(a), TensorReader(b))
    let all = try TensorPairs(a, b, renames: options.renames).all.filter(options.selects)
    guard !all.isEmpty || !options.isPartial else {
      throw CheckpointToolError(
        .nothingSelected, "--only and --exclude", expected: "patterns that select a tensor",
        found: "none of the tensors of \(a.path) and \(b.path) selected",
        remedy: "* stands for part of a name, ** for any number of names: /model/**/weight.")
    }
    let isOneCheckpoint = (readerOfA.checkpoint == nil) != (readerOfB.checkpoint == nil)
    let pairs = isOneCheckpoint ? all.filter { !Difference.hasNoPlace($0) } : all
    uncompared = isOneCheckpoint ? Difference.sections(all.filter(Difference.hasNoPlace)) : []
    let areCheckpoints = readerOfA.checkpoint != nil && readerOfB.checkpoint != nil
    let figures = try PairComparison(pairs, readerOfA, readerOfB, options: options).figures()
    tensors = zip(pairs, figures).map { pair, figures in
      TensorDifference(pair, figures, isInCheckpoints: areCheckpoints)
    }
    var state: [StateDifference] = []
    for row in tensors where row.status != .same && row.isToldInWords {
      state.append(
        StateDifference(
          row, a: try readerOfA.value(of: row.a), b: try readerOfB.value(of: row.b)))
    }
    self.a = try Side(readerOfA)
    self.b = try Side(readerOfB)
    self.state = state
    configuration = Difference.configuration(readerOfA, readerOfB)
    let isNothingLeft = tensors.isEmpty && !uncompared.isEmpty
    verdict =
      isNothingLeft
      ? .incomparable
      : try Difference.verdict(tensors, readerOfA, readerOfB, options: options)
  }

  /// `done` for identical and close, `different`, or `trouble` for incomparable files.
  public var exitStatus: ExitStatus {
    switch verdict {
    case .identicalBytes, .identicalState, .numericallyClose: .done
    case .different: .different
    case .incomparable: .trouble
    }
  }

  /// Whether a part of a checkpoint has no counterpart because other formats hold models alone.
  private static func hasNoPlace(_ pair: TensorPairs.Pair) -> Bool {
    guard let tensor = pair.a ?? pair.b, pair.a == nil || pair.b == nil else { return false }
    return StateDifference.isBesidesModel(tensor)
  }

  private static func sections(_ pairs: [TensorPairs.Pair]) -> [(section: String, tensors: Int)] {
    var sections: [(section: String, tensors: Int)] = []
    for tensor in pairs.compactMap({ $0.a ?? $0.b }) {
      if sections.last?.section != tensor.section { sections.append((tensor.section, 0)) }
      sections[sections.count - 1].tensors += 1
    }
    return sections
  }

  private static func configuration(_ a: TensorReader, _ b: TensorReader) -> [String] {
    guard let left = a.checkpoint, let right = b.checkpoint else {
      guard a.checkpoint == nil, b.checkpoint == nil else { return [] }
      return RunDifference.lines(a.file.metadata, b.file.metadata).map { "metadata " + $0 }
        .map(PrintableText.escaped)
    }
    var lines: [String] = []
    if left.profile != right.profile {
      lines.append("profile: \(left.profile) against \(right.profile)")
    }
    if left.contract != right.contract {
      lines.append("contract: \(left.contract) against \(right.contract)")
    }
    lines += RunDifference.lines(left.run, right.run).map { "run " + $0 }
    lines += RunDifference.lines(left.parameters, right.parameters).map { "parameters " + $0 }
    return lines.map(PrintableText.escaped)
  }

  private static func verdict(
    _ tensors: [TensorDifference], _ a: TensorReader, _ b: TensorReader, options: DifferenceOptions
  ) throws(CheckpointToolError) -> Verdict {
    if !tensors.contains(where: { $0.a != nil && $0.b != nil }),
      tensors.contains(where: { $0.a != nil }), tensors.contains(where: { $0.b != nil })
    {
      return .incomparable
    }
    if tensors.allSatisfy({ $0.status == .same }) {
      let mayBeSameFile =
        options.renames.isEmpty && !options.isPartial && tensors.allSatisfy { $0.nanPayloads == 0 }
      guard mayBeSameFile, try FileComparison.haveEqualBytes(a, b) else { return .identicalState }
      return .identicalBytes
    }
    return tensors.allSatisfy { $0.status == .same || options.isClose($0) }
      ? .numericallyClose : .different
  }
}

extension Difference.Side {
  fileprivate init(_ reader: TensorReader) throws(CheckpointToolError) {
    path = reader.file.path
    byteCount = reader.file.byteCount
    format = reader.file.format
    identity = reader.checkpoint.map { CheckpointIdentity($0) }
    loop = try LoopPosition(reader)
  }
}
