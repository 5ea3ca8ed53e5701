import Devices

/// What a forward pass did, as an array of records: positions of inputs and a pullback.
///
/// An array, not linked nodes: a long chain of references would overflow the stack when freed.
/// A pullback captures detached tensors only, so that no cycle keeps a tape alive.
public final class Tape {
  /// From the gradient of an output to the gradients of the inputs; nil for inputs without a place.
  typealias Pullback = (Tensor) -> [Tensor?]

  /// The same for an operation with several outputs; nil for an output that nobody consumed.
  typealias JointPullback = ([Tensor?]) -> [Tensor?]

  private struct Record {
    let layer: String
    let inputs: [Int?]
    var pullback: Step?
  }

  /// What the walk does at a record; several outputs have as many records, and the step is at the
  /// first of them, which the walk reaches last.
  private enum Step {
    case single(Pullback)
    case joint(JointPullback, outputs: Int)
  }

  private var records: [Record] = []
  private var leaves: [ObjectIdentifier: Int] = [:]
  private var isWalked = false

  /// Creates an empty tape.
  public init() {}

  /// The tensor of a parameter, tracked; the same place each time it is asked for.
  func leaf(_ parameter: Parameter, value: Tensor) -> Tensor {
    let key = ObjectIdentifier(parameter)
    let index: Int
    if let known = leaves[key] {
      index = known
    } else {
      index = records.count
      records.append(Record(layer: "", inputs: [], pullback: nil))
      leaves[key] = index
    }
    return Tensor(
      value.operand, shape: value.shape, on: value.dispatcher,
      node: TapeNode(tape: self, index: index))
  }

  func append(_ output: Tensor, from inputs: [Tensor], pullback: @escaping Pullback) -> Tensor {
    let index = records.count
    records.append(
      Record(
        layer: output.dispatcher.invocation.layer, inputs: inputs.map { $0.node?.index },
        pullback: .single(pullback)))
    return tracked(output, at: index)
  }

  func append(
    _ outputs: [Tensor], from inputs: [Tensor?], pullback: @escaping JointPullback
  ) -> [Tensor] {
    let first = records.count
    records.append(
      Record(
        layer: outputs[0].dispatcher.invocation.layer, inputs: inputs.map { $0?.node?.index },
        pullback: .joint(pullback, outputs: outputs.count)))
    for _ in outputs.dropFirst() { records.append(Record(layer: "", inputs: [], pullback: nil)) }
    return outputs.enumerated().map { tracked($1, at: first + $0) }
  }

  private func tracked(_ output: Tensor, at index: Int) -> Tensor {
    Tensor(
      output.operand, shape: output.shape, on: output.dispatcher,
      node: TapeNode(tape: self, index: index))
  }

  /// Gradients of a scalar with respect to parameters, in the order of `parameters`; nil for a
  /// parameter that the scalar does not depend on.
  ///
  /// Records are walked from last to first. A tensor that several operations consumed takes the
  /// last consumer's contribution as it is; earlier ones are added in reverse order of the tape, and
  /// within one operation from its first operand to its last (NUM-017). Each record lets go of the
  /// tensors that it kept as soon as it is walked, so a tape serves one walk.
  ///
  /// - Parameters:
  ///   - output: The scalar; must have been computed under this tape.
  ///   - seed: One element: the gradient to start from.
  ///   - parameters: Whose gradients are wanted.
  /// - Precondition: the first walk of this tape.
  public func gradients(
    of output: Tensor, startingFrom seed: Tensor, for parameters: [Parameter]
  ) -> [Tensor?] {
    guard let node = output.node, node.tape === self else {
      output.dispatcher.refuse(
        "backward", "the loss does not depend on any parameter of this pass")
    }
    precondition(
      !isWalked, "the gradients of this pass were taken before; a tape is let go as it is walked")
    isWalked = true
    var pending = [Tensor?](repeating: nil, count: records.count)
    pending[node.index] = seed
    // What is left at the end are the gradients of leaves: only outputs of operations are emptied.
    for index in stride(from: node.index, through: 0, by: -1) {
      let record = records[index]
      guard let step = record.pullback else { continue }
      records[index].pullback = nil
      let contributions: [Tensor?]
      switch step {
      case .single(let pullback):
        guard let gradient = pending[index] else { continue }
        pending[index] = nil
        contributions = output.dispatcher.within(layer: record.layer) { pullback(gradient) }
      case .joint(let pullback, let outputs):
        let places = index..<index + outputs
        let gradients = Array(pending[places])
        guard gradients.contains(where: { $0 != nil }) else { continue }
        for place in places { pending[place] = nil }
        contributions = output.dispatcher.within(layer: record.layer) { pullback(gradients) }
      }
      for (input, contribution) in zip(record.inputs, contributions) {
        guard let input, let contribution else { continue }
        pending[input] =
          pending[input].map { later in
            output.dispatcher.within(layer: record.layer) { later + contribution }
          } ?? contribution
      }
    }
    return parameters.map { parameter in
      leaves[ObjectIdentifier(parameter)].flatMap { pending[$0] }
    }
  }
}

extension Tensor {
  /// Whether gradients flow through this tensor.
  var isTracked: Bool { node != nil }

  /// This result, placed on the tape when one of the inputs has a place there.
  func recorded(from inputs: Tensor..., pullback: @escaping Tape.Pullback) -> Tensor {
    recorded(from: inputs, pullback: pullback)
  }

  /// The same, of a list of inputs.
  func recorded(from inputs: [Tensor], pullback: @escaping Tape.Pullback) -> Tensor {
    guard let tape = inputs.lazy.compactMap({ $0.node?.tape }).first else { return self }
    return tape.append(self, from: inputs, pullback: pullback)
  }

  /// Several results of one operation, placed on the tape when one of the inputs has a place there.
  static func recorded(
    _ outputs: [Tensor], from inputs: [Tensor?], pullback: @escaping Tape.JointPullback
  ) -> [Tensor] {
    guard let tape = inputs.lazy.compactMap({ $0?.node?.tape }).first else { return outputs }
    return tape.append(outputs, from: inputs, pullback: pullback)
  }
}
