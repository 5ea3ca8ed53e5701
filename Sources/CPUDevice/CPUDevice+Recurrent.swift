internal import CKernels
internal import Devices
internal import NumericsContract

// Recurrent cells: sequences do not depend on each other, so one fork lasts for all steps.
extension CPUDevice {
  func lstm(_ entry: LSTMForward) {
    let type = entry.pass.output.type
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.last_hidden = entry.lastHidden.numbers(type)
    unsafe pass.last_cell = entry.lastCell.numbers(type)
    unsafe run(
      reals(type).pointee.lstm, &pass, entry.pass.shape, gates: 4, weight: entry.pass.weight,
      bias: entry.bias)
  }

  func lstmGradient(_ entry: LSTMGradient) {
    let type = entry.pass.output.type
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.upstream = UnsafeRawPointer(entry.upstream?.numbers(type))
    unsafe pass.upstream_hidden = UnsafeRawPointer(entry.upstreamHidden?.numbers(type))
    unsafe pass.upstream_cell = UnsafeRawPointer(entry.upstreamCell?.numbers(type))
    unsafe pass.gate_gradient = entry.gateGradient.numbers(type)
    unsafe pass.previous = entry.previous.numbers(type)
    unsafe pass.hidden_gradient = entry.hiddenGradient.numbers(type)
    unsafe pass.cell_gradient = entry.cellGradient.numbers(type)
    unsafe run(
      reals(type).pointee.lstm_gradient, &pass, entry.pass.shape, gates: 4,
      weight: entry.pass.weight)
  }

  func gru(_ entry: GRUForward) {
    let type = entry.pass.output.type
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.last_hidden = entry.lastHidden.numbers(type)
    unsafe run(
      reals(type).pointee.gru, &pass, entry.pass.shape, gates: 3, weight: entry.pass.weight,
      bias: entry.bias)
  }

  func gruGradient(_ entry: GRUGradient) {
    let type = entry.pass.output.type
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.upstream = UnsafeRawPointer(entry.upstream?.numbers(type))
    unsafe pass.upstream_hidden = UnsafeRawPointer(entry.upstreamHidden?.numbers(type))
    unsafe pass.input_gradient = entry.inputGradient.numbers(type)
    unsafe pass.gate_gradient = entry.gateGradient.numbers(type)
    unsafe pass.previous = entry.previous.numbers(type)
    unsafe pass.hidden_gradient = entry.hiddenGradient.numbers(type)
    unsafe run(
      reals(type).pointee.gru_gradient, &pass, entry.pass.shape, gates: 3,
      weight: entry.pass.weight)
  }

  /// Packs the weights and takes all steps of all sequences.
  private func run(
    _ kernel: lockstep_recurrent_kernel, _ pass: inout lockstep_recurrent,
    _ shape: RecurrentShape, gates: Int, weight: Operand, bias: Operand? = nil
  ) {
    let (type, size) = (weight.type, weight.type.byteCount)
    let reals = unsafe reals(type)
    let blocks = RecurrentBlocks(shape, gates: gates)
    let packedSize = unsafe reals.pointee.recurrent_packed_size(gates, shape.hidden) * size
    let slot = unsafe reals.pointee.recurrent_scratch(gates, shape.hidden) * size
    let packed = unsafe scratch(byteCount: packedSize + blocks.tasks * slot)
    unsafe pass.packed = UnsafeRawPointer(packed)
    if unsafe pass.gate_gradient == nil {
      unsafe pass.has_bias = bias != nil
      unsafe reals.pointee.recurrent_pack(
        gates, shape.hidden, weight.numbers(type), bias?.numbers(type), packed)
    } else {
      unsafe reals.pointee.recurrent_pack_gradient(
        gates, shape.hidden, weight.numbers(type), packed)
    }
    unsafe withUnsafePointer(to: pass) { pass in
      blocks.each(on: workers) { task, sequences in
        unsafe kernel(
          pass, sequences.lowerBound, sequences.upperBound, packed + packedSize + task * slot)
      }
    }
  }
}

extension lockstep_recurrent {
  fileprivate init(_ pass: LSTMPass) {
    unsafe self.init()
    let type = pass.output.type
    unsafe steps = pass.shape.steps
    unsafe hidden = pass.shape.hidden
    unsafe reversed = pass.shape.reversed
    unsafe gates = pass.gates.numbers(type)
    unsafe hidden_start = UnsafeRawPointer(pass.hidden?.numbers(type))
    unsafe cell_start = UnsafeRawPointer(pass.cell?.numbers(type))
    unsafe output = pass.output.numbers(type)
    unsafe cells = pass.cells.numbers(type)
    unsafe kept = pass.squashed.numbers(type)
  }

  fileprivate init(_ pass: GRUPass) {
    unsafe self.init()
    let type = pass.output.type
    unsafe steps = pass.shape.steps
    unsafe hidden = pass.shape.hidden
    unsafe reversed = pass.shape.reversed
    unsafe gates = pass.gates.numbers(type)
    unsafe hidden_start = UnsafeRawPointer(pass.hidden?.numbers(type))
    unsafe output = pass.output.numbers(type)
    unsafe kept = pass.candidate.numbers(type)
  }
}
