internal import CKernels
internal import Devices

// Operations in which a row is normalised by itself: cut between rows.
extension CPUDevice {
  func crossEntropy(_ entry: CrossEntropy) {
    if entry.options != .plain || entry.counted != nil { return targetCrossEntropy(entry) }
    let (logits, labels) = unsafe (entry.logits.floats, entry.labels.integers)
    let (losses, probabilities) = unsafe (entry.losses.floats, entry.probabilities.floats)
    let classes = entry.classes
    let grain = Grain.rows(columns: classes, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let start = range.lowerBound
      unsafe kernels.cross_entropy(
        range.count, classes, logits + start * classes, labels + start, losses + start,
        probabilities + start * classes)
    }
  }

  func crossEntropyGradient(_ entry: CrossEntropyGradient) {
    if entry.options != .plain || entry.isPerRow { return targetCrossEntropyGradient(entry) }
    let (probabilities, labels) = unsafe (entry.probabilities.floats, entry.labels.integers)
    let output = unsafe entry.output.floats
    let share = unsafe entry.upstream.floats.pointee / Float(entry.rows)
    let classes = entry.classes
    workers.split(entry.rows, grain: Grain.rows(columns: classes)) { range in
      let start = range.lowerBound
      unsafe kernels.cross_entropy_gradient(
        range.count, classes, share, probabilities + start * classes, labels + start,
        output + start * classes)
    }
  }

  func layerNorm(_ entry: LayerNormForward) {
    let (input, gamma, beta) = unsafe (
      entry.input.floats, entry.gamma.floats, entry.beta?.floats
    )
    let (output, normalized, inverse) = unsafe (
      entry.output.floats, entry.normalized.floats, entry.inverse.floats
    )
    let (columns, epsilon) = (entry.columns, Float(entry.epsilon))
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let start = range.lowerBound * columns
      if let beta = unsafe beta {
        unsafe kernels.layer_norm(
          range.count, columns, epsilon, input + start, gamma, beta, output + start,
          normalized + start, inverse + range.lowerBound)
      } else {
        unsafe kernels.rms_norm(
          range.count, columns, epsilon, input + start, gamma, output + start,
          normalized + start, inverse + range.lowerBound)
      }
    }
  }

  func layerNormGradient(_ entry: LayerNormGradient) {
    let (upstream, gamma) = unsafe (entry.upstream.floats, entry.gamma.floats)
    let (normalized, inverse) = unsafe (entry.normalized.floats, entry.inverse.floats)
    let output = unsafe entry.output.floats
    let columns = entry.columns
    let kernel =
      unsafe entry.isCentered ? kernels.layer_norm_gradient : kernels.rms_norm_gradient
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let start = range.lowerBound * columns
      unsafe kernel(
        range.count, columns, upstream + start, gamma, normalized + start,
        inverse + range.lowerBound, output + start)
    }
  }
}
