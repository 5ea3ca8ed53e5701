internal import CKernels
internal import Devices

// Softmax and losses on rows of logits: cut between rows.
extension CPUDevice {
  func softmax(_ entry: Softmax) {
    let (input, output) = unsafe (entry.input.floats, entry.output.floats)
    let kernel =
      switch entry.function {
      case .softmax: unsafe kernels.softmax
      case .logSoftmax: unsafe kernels.log_softmax
      }
    let columns = entry.columns
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let start = range.lowerBound * columns
      unsafe kernel(range.count, columns, input + start, output + start)
    }
  }

  func softmaxGradient(_ entry: SoftmaxGradient) {
    let (value, upstream) = unsafe (entry.value.floats, entry.upstream.floats)
    let output = unsafe entry.output.floats
    let (kernel, elements) =
      switch entry.function {
      case .softmax: unsafe (kernels.softmax_gradient, Grain.elements)
      case .logSoftmax: unsafe (kernels.log_softmax_gradient, Grain.functions)
      }
    let columns = entry.columns
    workers.split(entry.rows, grain: Grain.rows(columns: columns, elements: elements)) { range in
      let start = range.lowerBound * columns
      unsafe kernel(range.count, columns, value + start, upstream + start, output + start)
    }
  }

  func targetCrossEntropy(_ entry: CrossEntropy) {
    let (logits, labels) = unsafe (entry.logits.floats, entry.labels.integers)
    let (losses, probabilities) = unsafe (entry.losses.floats, entry.probabilities.floats)
    let classes = entry.classes
    if let counted = entry.counted {
      var count = 0
      for row in 0..<entry.rows
      where unsafe labels[row] != entry.options.ignoredLabel { count += 1 }
      unsafe counted.floats.pointee = Float(count)
    }
    let targets = lockstep_targets(entry.options, classes: classes)
    unsafe withUnsafePointer(to: targets) { targets in
      let grain = Grain.rows(columns: classes, elements: Grain.functions)
      workers.split(entry.rows, grain: grain) { range in
        let start = range.lowerBound
        unsafe kernels.target_cross_entropy(
          targets, range.count, classes, logits + start * classes, labels + start, losses + start,
          probabilities + start * classes)
      }
    }
  }

  func targetCrossEntropyGradient(_ entry: CrossEntropyGradient) {
    let (probabilities, labels) = unsafe (entry.probabilities.floats, entry.labels.integers)
    let (upstream, output) = unsafe (entry.upstream.floats, entry.output.floats)
    let (classes, isPerRow) = (entry.classes, entry.isPerRow)
    guard entry.rows > 0 else { return }
    let share = unsafe isPerRow ? 0 : upstream.pointee / Float(entry.rows)
    let targets = lockstep_targets(entry.options, classes: classes)
    unsafe withUnsafePointer(to: share) { share in
      unsafe withUnsafePointer(to: targets) { targets in
        workers.split(entry.rows, grain: Grain.rows(columns: classes)) { range in
          let start = range.lowerBound
          unsafe kernels.target_cross_entropy_gradient(
            targets, range.count, classes,
            isPerRow ? UnsafePointer(upstream + start) : share, isPerRow ? 1 : 0,
            probabilities + start * classes, labels + start, output + start * classes)
        }
      }
    }
  }
}

extension lockstep_targets {
  /// Weights as `TargetOptions` has them, and `1 − ε`, each rounded once.
  fileprivate init(_ options: TargetOptions, classes: Int) {
    let weights = options.weights(classes: classes)
    self.init(
      kept: Float(1 - options.smoothing), other_weight: weights.other,
      label_weight: weights.label, smooths: options.smoothing != 0,
      ignores: options.ignoredLabel != nil, ignored_label: options.ignoredLabel ?? 0)
  }
}
