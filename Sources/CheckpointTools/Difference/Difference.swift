internal import Checkpoints
public import CommandLineKit

/// Where two checkpoints differ and by how much: the answer of `ckpt diff`.
///
/// Each tensor is read once, four mebibytes at a time, and its digests are checked on the way, so a
/// damaged file is an error and never a difference.
public struct Difference: CommandReport {
  /// What one of the files is.
  public struct Side: Sendable {
    /// The path of the file.
    public let path: String
    /// The size of the file in bytes.
    public let byteCount: Int
    /// What the file says it is.
    public let identity: CheckpointIdentity
    /// Where in its run the checkpoint was taken.
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

  let options: DifferenceOptions

  /// Compares two checkpoints.
  ///
  /// - Throws: `CheckpointToolError` if a file is no checkpoint or a digest of what is read is wrong,
  ///   or the options select nothing.
  public init(
    from aPath: String, to bPath: String, options: DifferenceOptions = DifferenceOptions()
  ) throws(CheckpointToolError) {
    let a = try Difference.open(aPath)
    let b = try Difference.open(bPath)
    self.options = options
    let pairs = try TensorPairs(a.tensors, b.tensors, renames: options.renames).all.filter {
      options.selects([$0.a, $0.b].compactMap { $0?.path })
    }
    guard !pairs.isEmpty || !options.isPartial else {
      throw CheckpointToolError(
        .nothingSelected, "--only and --exclude", expected: "patterns that select a tensor",
        found: "none of the tensors of \(aPath) and \(bPath) selected",
        remedy: "* stands for part of a name, ** for any number of names: /model/**/weight.")
    }
    let leavesOfA = try LeafReader(a)
    let leavesOfB = try LeafReader(b)
    var tensors: [TensorDifference] = []
    var state: [StateDifference] = []
    for pair in pairs {
      let row = try Difference.row(pair, leavesOfA, leavesOfB)
      tensors.append(row)
      guard row.status != .same, let dataset = row.a ?? row.b,
        StateDifference.describes(dataset)
      else { continue }
      state.append(
        StateDifference(
          row, a: try leavesOfA.value(of: row.a), b: try leavesOfB.value(of: row.b)))
    }
    self.a = try Side(a)
    self.b = try Side(b)
    self.tensors = tensors
    self.state = state
    configuration = Difference.configuration(a, b)
    verdict = try Difference.verdict(tensors, a, b, options: options)
  }

  /// `done` for identical and close, `different`, or `trouble` for incomparable files.
  public var exitStatus: ExitStatus {
    switch verdict {
    case .identicalBytes, .identicalState, .numericallyClose: .done
    case .different: .different
    case .incomparable: .trouble
    }
  }

  private static func open(_ path: String) throws(CheckpointToolError) -> CheckpointFile {
    try CheckpointToolError.wrapping { () throws(CheckpointError) in
      try CheckpointFile(opening: path)
    }
  }

  private static func row(
    _ pair: TensorPairs.Pair, _ leavesOfA: LeafReader, _ leavesOfB: LeafReader
  ) throws(CheckpointToolError) -> TensorDifference {
    if let a = pair.a, let b = pair.b, a.type == b.type, a.shape == b.shape {
      var pass = ComparisonPass(a: a, b: b, leavesOfA: leavesOfA, leavesOfB: leavesOfB)
      return try a.type.accept(&pass)
    }
    // What has no counterpart is read too: a damaged file is an error whatever it is compared with.
    if let a = pair.a { try leavesOfA.check(a) }
    if let b = pair.b { try leavesOfB.check(b) }
    let status: TensorDifference.Status =
      switch (pair.a, pair.b) {
      case (_, nil): .onlyInA
      case (nil, _): .onlyInB
      case (let a?, let b?): a.type == b.type ? .shapeMismatch : .dtypeMismatch
      }
    return TensorDifference(withoutCounterpart: pair.a, pair.b, status: status)
  }

  private static func configuration(_ a: CheckpointFile, _ b: CheckpointFile) -> [String] {
    var lines: [String] = []
    if a.profile != b.profile { lines.append("profile: \(a.profile) against \(b.profile)") }
    if a.contract != b.contract { lines.append("contract: \(a.contract) against \(b.contract)") }
    lines += RunDifference.lines(a.run, b.run).map { "run " + $0 }
    lines += RunDifference.lines(a.parameters, b.parameters).map { "parameters " + $0 }
    return lines.map(PrintableText.escaped)
  }

  private static func verdict(
    _ tensors: [TensorDifference], _ a: CheckpointFile, _ b: CheckpointFile,
    options: DifferenceOptions
  ) throws(CheckpointToolError) -> Verdict {
    if tensors.allSatisfy({ $0.status == .same }) {
      let mayBeSameFile =
        options.renames.isEmpty && !options.isPartial && tensors.allSatisfy { $0.nanPayloads == 0 }
      guard mayBeSameFile, try FileComparison.haveEqualBytes(a, b) else { return .identicalState }
      return .identicalBytes
    }
    if !tensors.contains(where: { $0.a != nil && $0.b != nil }),
      tensors.contains(where: { $0.a != nil }), tensors.contains(where: { $0.b != nil })
    {
      return .incomparable
    }
    guard let limit = options.maximumULP, tensors.allSatisfy({ isClose($0, limit) }) else {
      return .different
    }
    return .numericallyClose
  }

  private static func isClose(_ row: TensorDifference, _ limit: UInt64) -> Bool {
    guard row.status != .same else { return true }
    guard row.status == .changed, row.isFloatingPoint, let distance = row.distance else {
      return false
    }
    // A NaN is not close to a number, however many encodings are allowed between them.
    return row.nanAgainstNumber == 0 && distance.ulp <= limit
  }
}

extension Difference.Side {
  fileprivate init(_ file: CheckpointFile) throws(CheckpointToolError) {
    path = file.path
    byteCount = file.byteCount
    identity = CheckpointIdentity(file)
    loop = try LoopPosition(file)
  }
}
