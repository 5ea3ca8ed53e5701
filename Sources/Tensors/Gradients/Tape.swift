import Devices

/// What a forward pass did, as an array of records: positions of inputs and a pullback.
///
/// An array, not linked nodes: a long chain of references would overflow the stack when freed.
/// A pullback captures detached tensors only, so that no cycle keeps a tape alive.
public final class Tape {
  /// From the gradient of an output to the gradients of the inputs; nil for inputs without a place.
  typealias Pullback = (Tensor) -> [Tensor?]

  private struct Record {
    let layer: String
    let inputs: [Int?]
    var pullback: Pullback?
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
        pullback: pullback))
    return Tensor(
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
    // What is left at the end are the gradients of leaves: only records with a pullback are emptied.
    for index in stride(from: node.index, through: 0, by: -1) {
      let record = records[index]
      guard let pullback = record.pullback else { continue }
      records[index].pullback = nil
      guard let gradient = pending[index] else { continue }
      pending[index] = nil
      let contributions = output.dispatcher.within(layer: record.layer) { pullback(gradient) }
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
}
