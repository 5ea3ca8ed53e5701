internal import NumericsContract

/// Sizes of a recurrent pass over sequences (NUM-051, NUM-053).
public struct RecurrentShape: Sendable {
  /// Independent sequences B.
  public let batch: Int
  /// Steps T of a sequence.
  public let steps: Int
  /// Elements H of the hidden state, at least 1.
  public let hidden: Int
  /// Steps are taken from the last to the first.
  public let reversed: Bool

  /// Creates a shape.
  ///
  /// - Precondition: the state has elements; no size is negative.
  public init(batch: Int, steps: Int, hidden: Int, reversed: Bool = false) {
    precondition(
      batch >= 0 && steps >= 0 && hidden >= 1,
      "a recurrent pass over \(batch) sequences of \(steps) steps with \(hidden) hidden elements")
    self.batch = batch
    self.steps = steps
    self.hidden = hidden
    self.reversed = reversed
  }

  /// Elements of one state, [B, H].
  public var stateCount: Int { batch * hidden }

  /// Elements of one number for each step, [B, T, H].
  public var sequenceCount: Int { batch * steps * hidden }

  /// The products of all steps with the recurrent weight, and some ten operations for each gate.
  func operations(gates: Int) -> Int { sequenceCount * gates * (2 * hidden + 10) }

  /// Such as `30x100x20 reversed`.
  var signature: String { "\(batch)x\(steps)x\(hidden)\(reversed ? " reversed" : "")" }

  /// Stops the program unless every operand has the count that it should have; nil is left out.
  func requireFit(
    _ operation: String, gates: Int, weight: Operand, bias: Operand? = nil,
    gated: [Operand] = [], sequences: [Operand?] = [], states: [Operand?] = []
  ) {
    let rows = gates * hidden
    func fits(_ operand: Operand?, _ count: Int) -> Bool {
      operand.map { $0.count == count && $0.type == weight.type } ?? true
    }
    precondition(
      weight.count == rows * hidden && fits(bias, rows) && weight.type.isComputed
        && gated.allSatisfy { fits($0, batch * steps * rows) }
        && sequences.allSatisfy { fits($0, sequenceCount) }
        && states.allSatisfy { fits($0, stateCount) },
      """
      \(operation) \(signature): weight \(weight.count), bias \(bias?.count ?? 0), \
      gates \(gated.map(\.count)), sequences \(sequences.map { $0?.count ?? 0 }), \
      states \(states.map { $0?.count ?? 0 }) elements
      """)
  }
}
