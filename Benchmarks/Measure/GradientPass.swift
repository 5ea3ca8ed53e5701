import Lockstep

/// One pass with gradients, as everybody writes it who has no Trainer.
struct GradientPass {
  let dispatcher: Dispatcher
  let parameters: [Parameter]

  /// Computes a value and its gradients, for the upstream gradient 1 unless another is given; the
  /// position is the ordinal of the micro-batch.
  func gradients(
    at position: Int, from upstream: Tensor? = nil, _ value: (Context) -> Tensor
  ) -> (Tensor, [Tensor?]) {
    let context = Context.training(
      on: dispatcher, at: .init(seed: 42, microBatch: UInt64(position)))
    guard let tape = context.tape else { preconditionFailure("a training pass has a tape") }
    dispatcher.begin(step: position + 1)
    let value = dispatcher.during(.forward) { value(context) }
    let gradients = dispatcher.during(.backward) {
      tape.gradients(of: value, startingFrom: upstream ?? one, for: parameters)
    }
    dispatcher.during(.update) { Observation.move([context.observations]) }
    return (value.detached, gradients)
  }

  private var one: Tensor {
    let seed = dispatcher.allocate(1)
    dispatcher.perform(.fill(Fill(1, into: seed)))
    return Tensor(seed, shape: [], on: dispatcher)
  }
}
