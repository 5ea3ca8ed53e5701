/// A name for checkpoints that says what is in them, such as `{epoch}-{val_loss:.2f}`.
///
/// A place in braces stands for its name, `=` and its value: `epoch=3-val_loss=0.25`. Values are those of the
/// commit point: `epoch` and `step` completed, and any metric; `:.2f` gives a number of digits behind
/// the point, rounded to nearest, ties to even of the exact binary64 value.
public struct CheckpointName: Sendable, Equatable {
  private enum Piece: Equatable {
    case text(String)
    case value(name: String, digits: Int?)
  }

  private let pieces: [Piece]

  /// Reads a template.
  ///
  /// - Precondition: braces are balanced, formats are `.0f` to `.9f`, and there is no `/`.
  public init(_ template: String) {
    guard let pieces = CheckpointName.pieces(of: template) else {
      preconditionFailure(
        "the checkpoint name '\(template)' must not be empty nor contain '/', its braces must be "
          + "balanced and its formats .0f to .9f")
    }
    self.pieces = pieces
  }

  /// Whether a text is a template.
  static func isValid(_ template: String) -> Bool { pieces(of: template) != nil }

  private static func pieces(of template: String) -> [Piece]? {
    guard !template.isEmpty else { return nil }
    var pieces: [Piece] = []
    var rest = Substring(template)
    while let open = rest.firstIndex(of: "{") {
      if open > rest.startIndex { pieces.append(.text(String(rest[..<open]))) }
      guard let close = rest[open...].firstIndex(of: "}") else { return nil }
      let parts = rest[rest.index(after: open)..<close]
        .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      var digits: Int?
      if parts.count == 2 {
        let format = parts[1]
        guard format.hasPrefix("."), format.hasSuffix("f"),
          let count = Int(format.dropFirst().dropLast()), (0...9).contains(count)
        else { return nil }
        digits = count
      }
      pieces.append(.value(name: String(parts[0]), digits: digits))
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { pieces.append(.text(String(rest))) }
    // A metric's name may have a stroke, which the file's name does not.
    let isFileName = pieces.allSatisfy {
      if case .text(let text) = $0 { !text.contains { $0 == "/" || $0 == "\0" } } else { true }
    }
    return isFileName ? pieces : nil
  }

  /// The name at a commit point without `.h5`, or the name of a metric that there is not.
  func text(_ event: CommitEvent) -> Result<String, MissingMetric> {
    var text = ""
    for piece in pieces {
      switch piece {
      case .text(let part): text += part
      case .value("epoch", _): text += "epoch=\(event.epoch)"
      case .value("step", _): text += "step=\(event.step)"
      case .value(let name, let digits):
        guard let value = event.metric(name) else { return .failure(MissingMetric(name: name)) }
        let safe = String(name.map { $0 == "/" ? "_" : $0 })
        text += "\(safe)=\(CheckpointName.text(value, digits: digits))"
      }
    }
    return .success(text)
  }

  struct MissingMetric: Error {
    let name: String
  }

  /// Digits behind the point by exact arithmetic: the platform's formatting has no say.
  static func text(_ value: Double, digits: Int?) -> String {
    guard let digits, value.isFinite, value.magnitude < 1e9 else { return "\(value)" }
    let scale = (0..<digits).reduce(UInt128(1)) { scale, _ in scale * 10 }
    let whole = value.magnitude.rounded(.down)
    // The fraction is a multiple of 2⁻¹⁰⁷⁴; what lies below 2⁻⁶³ only breaks ties.
    let fraction = value.magnitude - whole
    let high = UInt128((fraction * 0x1p63).rounded(.down))
    let isExact = Double(high) == fraction * 0x1p63
    let product = high * scale
    var total = UInt128(whole) * scale + product >> 63
    let rest = product & ((1 << 63) - 1)
    let half = UInt128(1) << 62
    if rest > half || rest == half && (!isExact || total % 2 == 1) { total += 1 }
    let sign = value.sign == .minus && total > 0 ? "-" : ""
    guard digits > 0 else { return "\(sign)\(total)" }
    let behind = String(total % scale)
    let zeros = String(repeating: "0", count: digits - behind.utf8.count)
    return "\(sign)\(total / scale).\(zeros)\(behind)"
  }
}
