internal import CKernels
internal import Devices
internal import NumericsContract

// Softmax and losses on rows of logits: cut between rows.
extension CPUDevice {
  func softmax(_ entry: Softmax) {
    let type = entry.output.type
    let (input, output) = unsafe (entry.input.numbers(type), entry.output.numbers(type))
    let reals = unsafe reals(type)
    let kernel =
      switch entry.function {
      case .softmax: unsafe reals.pointee.softmax
      case .logSoftmax: unsafe reals.pointee.log_softmax
      }
    let (columns, size) = (entry.columns, type.byteCount)
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let offset = range.lowerBound * columns * size
      unsafe kernel(range.count, columns, input + offset, output + offset)
    }
  }

  func softmaxGradient(_ entry: SoftmaxGradient) {
    let type = entry.output.type
    let (value, upstream) = unsafe (entry.value.numbers(type), entry.upstream.numbers(type))
    let output = unsafe entry.output.numbers(type)
    let reals = unsafe reals(type)
    let (kernel, elements) =
      switch entry.function {
      case .softmax: unsafe (reals.pointee.softmax_gradient, Grain.elements)
      case .logSoftmax: unsafe (reals.pointee.log_softmax_gradient, Grain.functions)
      }
    let (columns, size) = (entry.columns, type.byteCount)
    workers.split(entry.rows, grain: Grain.rows(columns: columns, elements: elements)) { range in
      let offset = range.lowerBound * columns * size
      unsafe kernel(range.count, columns, value + offset, upstream + offset, output + offset)
    }
  }

  func targetCrossEntropy(_ entry: CrossEntropy) {
    let type = entry.logits.type
    let (logits, labels) = unsafe (entry.logits.numbers(type), entry.labels.integers)
    let (losses, probabilities) = unsafe (
      entry.losses.numbers(type), entry.probabilities.numbers(type)
    )
    let (classes, size) = (entry.classes, type.byteCount)
    let kernel = unsafe reals(type).pointee.target_cross_entropy
    if let counted = entry.counted {
      var count = 0
      for row in 0..<entry.rows
      where unsafe labels[row] != entry.options.ignoredLabel { count += 1 }
      if counted.type == .float64 {
        unsafe counted.doubles.pointee = Double(count)
      } else {
        unsafe counted.floats.pointee = Float(count)
      }
    }
    let targets = lockstep_targets(entry.options, classes: classes)
    unsafe withUnsafePointer(to: targets) { targets in
      let grain = Grain.rows(columns: classes, elements: Grain.functions)
      workers.split(entry.rows, grain: grain) { range in
        let (start, offset) = (range.lowerBound, range.lowerBound * classes * size)
        unsafe kernel(
          targets, range.count, classes, logits + offset, labels + start, losses + start * size,
          probabilities + offset)
      }
    }
  }

  func targetCrossEntropyGradient(_ entry: CrossEntropyGradient) {
    let type = entry.output.type
    let (probabilities, labels) = unsafe (entry.probabilities.numbers(type), entry.labels.integers)
    let (upstream, output) = unsafe (entry.upstream.numbers(type), entry.output.numbers(type))
    let (classes, isPerRow, size) = (entry.classes, entry.isPerRow, type.byteCount)
    guard entry.rows > 0 else { return }
    let kernel = unsafe reals(type).pointee.target_cross_entropy_gradient
    // Room for a number of either type.
    var room = 0.0
    let targets = lockstep_targets(entry.options, classes: classes)
    unsafe withUnsafeMutableBytes(of: &room) { room in
      guard let place = room.baseAddress else { return }
      if !isPerRow {
        let share = share(of: entry)
        if type == .float64 {
          unsafe place.storeBytes(of: share, as: Double.self)
        } else {
          unsafe place.storeBytes(of: Float(share), as: Float.self)
        }
      }
      unsafe withUnsafePointer(to: targets) { targets in
        workers.split(entry.rows, grain: Grain.rows(columns: classes)) { range in
          let (start, offset) = (range.lowerBound, range.lowerBound * classes * size)
          let shares = unsafe isPerRow ? upstream + start * size : place
          unsafe kernel(
            targets, range.count, classes, shares, isPerRow ? 1 : 0, probabilities + offset,
            labels + start, output + offset)
        }
      }
    }
  }

  /// The part of the upstream gradient that each row has of a mean: a number of the operands' type,
  /// which binary64 holds as it is.
  func share(of entry: CrossEntropyGradient) -> Double {
    unsafe entry.output.type == .float64
      ? entry.upstream.doubles.pointee / Double(entry.rows)
      : Double(entry.upstream.floats.pointee / Float(entry.rows))
  }
}

extension lockstep_targets {
  /// Weights as `TargetOptions` has them, and `1 − ε`; the kernel rounds each once.
  fileprivate init(_ options: TargetOptions, classes: Int) {
    let weights = options.weights(classes: classes)
    self.init(
      kept: 1 - options.smoothing, other_weight: weights.other,
      label_weight: weights.label, smooths: options.smoothing != 0,
      ignores: options.ignoredLabel != nil, ignored_label: options.ignoredLabel ?? 0)
  }
}
