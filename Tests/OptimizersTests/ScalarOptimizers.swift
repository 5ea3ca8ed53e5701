/// One parameter's element under SGD, written from the text of NUM-024.
struct ScalarSGD {
  var p: Float
  var b: Float = 0
  let eta: Double
  let mu: Double
  let lambda: Double
  let nesterov: Bool

  mutating func step(_ gradient: Float) {
    var g = gradient
    if lambda != 0 { g = g.addingProduct(Float(lambda), p) }
    let u: Float
    if mu == 0 {
      u = g
    } else {
      b = g.addingProduct(Float(mu), b)
      u = nesterov ? g.addingProduct(Float(mu), b) : b
    }
    p = p.addingProduct(-Float(eta), u)
  }
}

/// One parameter's element under Adam or AdamW, written from the text of NUM-025 and NUM-026.
struct ScalarAdam {
  var p: Float
  var m: Float = 0
  var v: Float = 0
  var power1 = 1.0
  var power2 = 1.0
  let eta: Double
  let beta1: Double
  let beta2: Double
  let epsilon: Double
  let lambda: Double
  let decoupled: Bool

  /// The running products are the optimizer's: they move also when the parameter has no gradient.
  mutating func step(_ gradient: Float?) {
    power1 *= beta1
    power2 *= beta2
    guard let gradient else { return }
    var g = gradient
    if !decoupled && lambda != 0 { g = g.addingProduct(Float(lambda), p) }
    let scaled = Float(1 - beta1) * g
    m = scaled.addingProduct(Float(beta1), m)
    let square = g * g
    let scaledSquare = Float(1 - beta2) * square
    v = scaledSquare.addingProduct(Float(beta2), v)
    let root = v.squareRoot() * Float(1 / (1 - power2).squareRoot())
    let d = root + Float(epsilon)
    let q = decoupled && lambda != 0 ? p * Float(1 - eta * lambda) : p
    p = q.addingProduct(-Float(eta / (1 - power1)), m / d)
  }
}

/// One parameter's element under RMSprop, or without α under Adagrad, written from the text of NUM-127
/// and NUM-128.
struct ScalarRMSprop {
  var p: Float
  var v: Float = 0
  var b: Float = 0
  let eta: Double
  let alpha: Double?
  let epsilon: Double
  let mu: Double
  let lambda: Double

  mutating func step(_ gradient: Float) {
    var g = gradient
    if lambda != 0 {
      let decay = p * Float(lambda)
      g = g + decay
    }
    let square = g * g
    if let alpha {
      let (past, present) = (v * Float(alpha), square * Float(1 - alpha))
      v = past + present
    } else {
      v = v + square
    }
    let root = v.squareRoot() + Float(epsilon)
    var u = g / root
    if mu != 0 {
      let past = b * Float(mu)
      b = past + u
      u = b
    }
    let change = u * Float(eta)
    p = p - change
  }
}
