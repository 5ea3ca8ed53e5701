internal import NumericsContract

extension CheckedContents {
  /// All bytes of an array, checked.
  func read(_ position: Int) throws(CheckpointError) -> [UInt8] { try read([position])[0] }

  /// All bytes of arrays, checked.
  ///
  /// A core reads arrays until their leaves can be hashed in sixteens, and checks them before it reads
  /// more: so one core waits for the device while another hashes.
  func read(_ positions: [Int]) throws(CheckpointError) -> [[UInt8]] {
    let bundles = bundles(positions)
    return try ParallelMap.run(count: bundles.count) { job throws(CheckpointError) in
      var elements: [[UInt8]] = []
      for position in bundles[job] {
        let dataset = datasets[position]
        elements.append(try bytes.read(dataset, 0..<dataset.byteCount))
      }
      try check(bundles[job]) { [elements] job, range in elements[job.dataset][range] }
      return elements
    }.flatMap(\.self)
  }

  /// Sixteen arrays after one another, fewer where they are large.
  private func bundles(_ positions: [Int]) -> [[Int]] {
    let byteLimit = 128 << 20
    var bundles: [[Int]] = []
    var byteCount = byteLimit
    for position in positions {
      if byteCount >= byteLimit || bundles.last?.count == SHA256Lanes.count {
        bundles.append([])
        byteCount = 0
      }
      bundles[bundles.count - 1].append(position)
      byteCount += datasets[position].byteCount
    }
    return bundles
  }

  /// Checks every byte of every array, with no more of them in memory than each core hashes at once.
  func verify() throws(CheckpointError) {
    try check(Array(datasets.indices)) { job, range throws(CheckpointError) in
      try bytes.read(datasets[job.dataset], range)[...]
    }
  }

  /// Checks arrays; the error is that of the first leaf in order that is not right.
  private func check(
    _ positions: [Int],
    _ piece: @Sendable (LeafJob, Range<Int>) throws(CheckpointError) -> ArraySlice<UInt8>
  ) throws(CheckpointError) {
    let jobs = LeafJob.all(byteCounts: positions.map { datasets[$0].byteCount })
    for (job, computed) in zip(jobs, try LeafDigests.of(jobs, piece)) {
      let position = positions[job.dataset]
      let stored = leaf(job.index, ofArrayAt: position)
      guard computed == stored else {
        let dataset = datasets[position]
        throw CheckpointError(
          .digestMismatch, file: bytes.file, path: dataset.path,
          offset: dataset.offset + job.range.lowerBound,
          expected: "leaf \(job.index) with digest \(stored)", found: "\(computed)",
          remedy: CheckpointError.restoreRemedy)
      }
    }
    for job in jobs {
      let dataset = datasets[positions[job.dataset]]
      guard dataset.type == .bool else { continue }
      try checkTruthValues(dataset, job.range, try piece(job, job.range))
    }
  }

  private func checkTruthValues(
    _ dataset: CheckpointDataset, _ range: Range<Int>, _ elements: ArraySlice<UInt8>
  ) throws(CheckpointError) {
    guard let index = ContentRules.invalidTruthValue(dataset.type, elements) else { return }
    throw CheckpointError(
      .malformed, file: bytes.file, path: dataset.path,
      offset: dataset.offset + range.lowerBound + index - elements.startIndex,
      expected: "the bytes 0 and 1 in a bool", found: "\(elements[index])",
      remedy: CheckpointError.restoreRemedy)
  }
}
