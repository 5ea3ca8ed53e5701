internal import Devices
internal import NumericsContract

extension GroupShape {
  /// Places of the elements of each group of each image, in order, with their channels.
  fileprivate var members: [[(place: Int, channel: Int)]] {
    (0..<batch * groups).map { index in
      let (image, group) = index.quotientAndRemainder(dividingBy: groups)
      return (0..<positions * size).map { element in
        let (position, c) = element.quotientAndRemainder(dividingBy: size)
        let channel = group * size + c
        return ((image * positions + position) * channels + channel, channel)
      }
    }
  }
}

extension GroupNormForward {
  /// NUM-117.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    let (scale, shift) = (gamma.elements(type), beta.elements(type))
    let epsilon = Number(epsilon)
    var (outputs, hats, inverses) = (x, x, [Number]())
    for group in shape.members {
      let mean = SumOrder.mean(count: group.count) { x[group[$0].place] }
      let d = group.map { x[$0.place] - mean }
      let v = SumOrder.mean(count: d.count) { d[$0] * d[$0] }
      let r = 1 / (v + epsilon).squareRoot()
      for (member, d) in zip(group, d) {
        let hat = d * r
        hats[member.place] = hat
        outputs[member.place] = Number.fused(
          hat, scale[member.channel], shift[member.channel])
      }
      inverses.append(r)
    }
    output.store(outputs)
    normalized.store(hats)
    inverse.store(inverses)
  }
}

extension GroupNormGradient {
  /// NUM-117.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let (dy, hat, scale) = (
      upstream.elements(type), normalized.elements(type), gamma.elements(type)
    )
    var gradient = dy
    for (group, r) in zip(shape.members, inverse.elements(type)) {
      let h = group.map { dy[$0.place] * scale[$0.channel] }
      let a = SumOrder.mean(count: h.count) { h[$0] }
      let b = SumOrder.mean(count: h.count) { h[$0] * hat[group[$0].place] }
      for (member, h) in zip(group, h) {
        gradient[member.place] = Number.fused(-hat[member.place], b, h - a) * r
      }
    }
    output.store(gradient)
  }
}
