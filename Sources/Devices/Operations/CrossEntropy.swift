internal import NumericsContract

/// Softmax and cross-entropy of each row of logits against a class index (NUM-013).
///
/// Per row: `m = max xⱼ; eⱼ = exp(xⱼ − m); s = Σ eⱼ` by the sum rule; `pⱼ = eⱼ ÷ s;
/// loss = (m + log s) − x_target`, each operation rounded. A label outside [0, n) makes the loss of
/// its row NaN (and its gradient row too). With label smoothing and ignored rows: NUM-081.
public struct CrossEntropy: CatalogueEntry {
  /// Number of rows m.
  public let rows: Int
  /// Number of classes n, at least 1.
  public let classes: Int
  /// binary32 or binary64 [m, n].
  public let logits: Operand
  /// int32 [m].
  public let labels: Operand
  /// Of the same type [m].
  public let losses: Operand
  /// Of the same type [m, n]; must not overlap the logits.
  public let probabilities: Operand
  /// Label smoothing, ignored rows.
  public let options: TargetOptions
  /// One of the same type: how many rows are not ignored, rounded; nil where nobody asks.
  public let counted: Operand?

  /// Creates the operation.
  public init(
    logits: Operand, labels: Operand, rows: Int, classes: Int, losses: Operand,
    probabilities: Operand, options: TargetOptions = .plain, counted: Operand? = nil
  ) {
    precondition(
      classes >= 1 && logits.count == rows * classes && labels.count == rows
        && losses.count == rows && probabilities.count == rows * classes
        && labels.type == .int32 && (counted?.count ?? 1) == 1
        && logits.type.isComputed && losses.type == logits.type && probabilities.type == logits.type
        && (counted?.type ?? losses.type) == logits.type,
      """
      crossEntropy of [\(rows), \(classes)]: logits \(logits.count), labels \(labels.count) \
      \(labels.type), losses \(losses.count), probabilities \(probabilities.count) elements
      """)
    self.rows = rows
    self.classes = classes
    self.logits = logits
    self.labels = labels
    self.losses = losses
    self.probabilities = probabilities
    self.options = options
    self.counted = counted
  }

  public var signature: String {
    "crossEntropy \(rows)x\(classes)\(options.label)\(logits.typeLabel)"
  }
  public var inputs: [Operand] { [logits, labels] }
  public var outputs: [Operand] { [losses, probabilities] + [counted].compactMap { $0 } }
}
