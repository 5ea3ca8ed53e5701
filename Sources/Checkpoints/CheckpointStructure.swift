internal import CanonicalHDF5
internal import NumericsContract

/// The arrays of a file, checked against the tables in `/integrity`.
struct CheckpointStructure {
  /// Every array, by path in ascending UTF-8 order.
  let all: [CheckpointDataset]
  /// The arrays outside `/integrity`.
  let content: [CheckpointDataset]
  private let bytes: CheckpointBytes

  /// Checks which arrays there are.
  ///
  /// - Throws: `CheckpointError` for anything that is missing, too much or of another shape.
  init(of parsed: CanonicalFile, in bytes: CheckpointBytes) throws(CheckpointError) {
    self.bytes = bytes
    all = parsed.datasets.map {
      CheckpointDataset(
        path: $0.path, type: $0.type, shape: $0.shape, offset: $0.offset, byteCount: $0.byteCount)
    }
    content = all.filter { $0.section != CheckpointFormat.integritySection }
    try checkCommit()
    try checkPaths(groups: parsed.groups)
    try checkMeta()
    let index = IntegrityRecord.indexBytes(content)
    try checkIntegrityShapes(indexByteCount: index.count)
    try checkIndex(expected: index)
  }

  /// Reads the leaves and computes every digest above them.
  ///
  /// - Throws: `CheckpointError.digestMismatch` naming the section or root that disagrees.
  func checkedDigests(
    attributes: RootAttributes
  ) throws(CheckpointError) -> (leaves: [SHA256Digest], record: IntegrityRecord) {
    let stored = try read(CheckpointFormat.Integrity.leaves)
    let leaves = stride(from: 0, to: stored.count, by: SHA256Digest.byteCount).compactMap {
      SHA256Digest(bytes: stored[$0..<$0 + SHA256Digest.byteCount])
    }
    let record = IntegrityRecord(datasets: content, leaves: leaves, attributes: attributes)
    try SectionTable(
      bytes: try read(CheckpointFormat.Integrity.sections), file: bytes.file
    ).check(against: record.sections)
    for (path, computed) in [
      (CheckpointFormat.Integrity.stateRoot, record.stateRoot),
      (CheckpointFormat.Integrity.fileRoot, record.fileRoot),
    ] {
      let stored = try read(path)
      guard stored == computed.bytes else {
        throw mismatch(
          path, expected: "\(computed), the root over what the file holds",
          found: SHA256Digest(bytes: stored).map { "\($0)" } ?? "\(stored.count) bytes")
      }
    }
    return (leaves, record)
  }

  private func checkCommit() throws(CheckpointError) {
    let path = CheckpointFormat.Integrity.commit
    let marker = CheckpointFormat.commitMarker
    guard let commit = dataset(path) else {
      throw CheckpointError(
        .incomplete, file: bytes.file, path: path, expected: "the marker of a finished save",
        found: "none", remedy: "The save did not finish: use an earlier checkpoint.")
    }
    guard commit.type == .uint8, commit.shape == [marker.count] else {
      throw shapeError(commit, expected: "uint8 [\(marker.count)]")
    }
    let stored = try bytes.read(commit, 0..<commit.byteCount)
    guard stored == marker else {
      let isBlank = stored.allSatisfy { $0 == 0 }
      throw CheckpointError(
        isBlank ? .incomplete : .digestMismatch, file: bytes.file, path: path,
        expected: "the marker of a finished save", found: isBlank ? "zeros" : "other bytes",
        remedy: isBlank
          ? "The save did not finish: use an earlier checkpoint." : CheckpointError.restoreRemedy)
    }
  }

  private func checkPaths(groups: [String]) throws(CheckpointError) {
    for dataset in all where CheckpointFormat.section(of: dataset.path) == nil {
      throw unexpected(dataset.path, expected: "arrays only below sections")
    }
    if let path = ContentRules.ambiguousPath(groups + all.map(\.path)) {
      throw unexpected(
        path, expected: "paths that differ in more than how Unicode composes characters")
    }
    let needed = Set(ContentRules.groups(of: all.map(\.path)))
    if let extra = groups.first(where: { !needed.contains($0) }) {
      throw unexpected(extra, expected: "only groups that lead to arrays")
    }
  }

  private func checkMeta() throws(CheckpointError) {
    let paths = [CheckpointFormat.parametersPath, CheckpointFormat.runPath]
    for dataset in content where dataset.section == CheckpointFormat.metaSection {
      guard paths.contains(dataset.path) else {
        throw unexpected(dataset.path, expected: "only \(paths.joined(separator: " and "))")
      }
      guard dataset.type == .uint8, dataset.shape.count == 1 else {
        throw shapeError(dataset, expected: "a uint8 vector")
      }
      guard dataset.byteCount <= CheckpointFormat.textByteLimit else {
        throw shapeError(dataset, expected: "at most \(CheckpointFormat.textByteLimit) bytes")
      }
    }
    for path in paths where dataset(path) == nil { throw missing(path) }
  }

  private func checkIntegrityShapes(indexByteCount: Int) throws(CheckpointError) {
    let expected = CheckpointPlan.integrityShapes(content, indexByteCount: indexByteCount)
    for dataset in all where dataset.section == CheckpointFormat.integritySection {
      guard let (_, shape) = expected.first(where: { $0.path == dataset.path }) else {
        throw unexpected(
          dataset.path, expected: "only " + expected.map(\.path).joined(separator: ", "))
      }
      // An index of another length can still say what is wrong with the file.
      let isReadableIndex =
        dataset.path == CheckpointFormat.Integrity.index && dataset.shape.count == 1
        && dataset.byteCount <= CheckpointFormat.textByteLimit
      guard dataset.type == .uint8, dataset.shape == shape || isReadableIndex else {
        throw shapeError(dataset, expected: "uint8 \(shape)")
      }
    }
    for (path, _) in expected where dataset(path) == nil { throw missing(path) }
  }

  private func checkIndex(expected: [UInt8]) throws(CheckpointError) {
    let path = CheckpointFormat.Integrity.index
    let stored = try read(path)
    guard stored != expected else { return }
    throw try IndexComparison(stored: stored, file: bytes.file).difference(from: content)
  }
}

// MARK: - Reading and errors

extension CheckpointStructure {
  private func dataset(_ path: String) -> CheckpointDataset? {
    all.first { $0.path == path }
  }

  private func read(_ path: String) throws(CheckpointError) -> [UInt8] {
    guard let dataset = dataset(path) else { throw missing(path) }
    return try bytes.read(dataset, 0..<dataset.byteCount)
  }

  private func missing(_ path: String) -> CheckpointError {
    CheckpointError(
      .missing, file: bytes.file, path: path, expected: "an array of that name", found: "none",
      remedy: CheckpointError.restoreRemedy)
  }

  private func unexpected(_ path: String, expected: String) -> CheckpointError {
    CheckpointError(
      .unexpected, file: bytes.file, path: path, expected: expected, found: "this one",
      remedy: "The file was not written by Lockstep: use another checkpoint.")
  }

  private func shapeError(_ dataset: CheckpointDataset, expected: String) -> CheckpointError {
    CheckpointError(
      .malformed, file: bytes.file, path: dataset.path, expected: expected,
      found: "\(dataset.type.rawValue) \(dataset.shape)", remedy: CheckpointError.restoreRemedy)
  }

  private func mismatch(_ path: String, expected: String, found: String) -> CheckpointError {
    CheckpointError(
      .digestMismatch, file: bytes.file, path: path, expected: expected, found: found,
      remedy: CheckpointError.restoreRemedy)
  }
}
