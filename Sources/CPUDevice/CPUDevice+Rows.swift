internal import CKernels
internal import Devices
internal import NumericsContract

// Operations in which a row is normalised by itself: cut between rows.
extension CPUDevice {
  func crossEntropy(_ entry: CrossEntropy) {
    if entry.options != .plain || entry.counted != nil { return targetCrossEntropy(entry) }
    let type = entry.logits.type
    let (logits, labels) = unsafe (entry.logits.numbers(type), entry.labels.integers)
    let (losses, probabilities) = unsafe (
      entry.losses.numbers(type), entry.probabilities.numbers(type)
    )
    let (classes, size) = (entry.classes, type.byteCount)
    let kernel = unsafe reals(type).pointee.cross_entropy
    let grain = Grain.rows(columns: classes, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let (start, offset) = (range.lowerBound, range.lowerBound * classes * size)
      unsafe kernel(
        range.count, classes, logits + offset, labels + start, losses + start * size,
        probabilities + offset)
    }
  }

  func crossEntropyGradient(_ entry: CrossEntropyGradient) {
    if entry.options != .plain || entry.isPerRow { return targetCrossEntropyGradient(entry) }
    let type = entry.output.type
    let (probabilities, labels) = unsafe (entry.probabilities.numbers(type), entry.labels.integers)
    let output = unsafe entry.output.numbers(type)
    let share = share(of: entry)
    let (classes, size) = (entry.classes, type.byteCount)
    let kernel = unsafe reals(type).pointee.cross_entropy_gradient
    workers.split(entry.rows, grain: Grain.rows(columns: classes)) { range in
      let (start, offset) = (range.lowerBound, range.lowerBound * classes * size)
      unsafe kernel(
        range.count, classes, share, probabilities + offset, labels + start, output + offset)
    }
  }

  func layerNorm(_ entry: LayerNormForward) {
    let type = entry.output.type
    let (input, gamma, beta) = unsafe (
      entry.input.numbers(type), entry.gamma.numbers(type), entry.beta?.numbers(type)
    )
    let (output, normalized, inverse) = unsafe (
      entry.output.numbers(type), entry.normalized.numbers(type), entry.inverse.numbers(type)
    )
    let (columns, epsilon, size) = (entry.columns, entry.epsilon, type.byteCount)
    let reals = unsafe reals(type)
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let offset = range.lowerBound * columns * size
      if let beta = unsafe beta {
        unsafe reals.pointee.layer_norm(
          range.count, columns, epsilon, input + offset, gamma, beta, output + offset,
          normalized + offset, inverse + range.lowerBound * size)
      } else {
        unsafe reals.pointee.rms_norm(
          range.count, columns, epsilon, input + offset, gamma, output + offset,
          normalized + offset, inverse + range.lowerBound * size)
      }
    }
  }

  func layerNormGradient(_ entry: LayerNormGradient) {
    let type = entry.output.type
    let (upstream, gamma) = unsafe (entry.upstream.numbers(type), entry.gamma.numbers(type))
    let (normalized, inverse) = unsafe (entry.normalized.numbers(type), entry.inverse.numbers(type))
    let output = unsafe entry.output.numbers(type)
    let (columns, size) = (entry.columns, type.byteCount)
    let reals = unsafe reals(type)
    let kernel =
      unsafe entry.isCentered ? reals.pointee.layer_norm_gradient : reals.pointee.rms_norm_gradient
    let grain = Grain.rows(columns: columns, elements: Grain.functions)
    workers.split(entry.rows, grain: grain) { range in
      let offset = range.lowerBound * columns * size
      unsafe kernel(
        range.count, columns, upstream + offset, gamma, normalized + offset,
        inverse + range.lowerBound * size, output + offset)
    }
  }
}
