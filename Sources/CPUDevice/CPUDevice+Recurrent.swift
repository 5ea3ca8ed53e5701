internal import CKernels
internal import Devices

// Recurrent cells: sequences do not depend on each other, so one fork lasts for all steps.
extension CPUDevice {
  func lstm(_ entry: LSTMForward) {
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.last_hidden = entry.lastHidden.floats
    unsafe pass.last_cell = entry.lastCell.floats
    unsafe run(
      kernels.lstm, &pass, entry.pass.shape, gates: 4, weight: entry.pass.weight,
      bias: entry.bias)
  }

  func lstmGradient(_ entry: LSTMGradient) {
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.upstream = UnsafePointer(entry.upstream?.floats)
    unsafe pass.upstream_hidden = UnsafePointer(entry.upstreamHidden?.floats)
    unsafe pass.upstream_cell = UnsafePointer(entry.upstreamCell?.floats)
    unsafe pass.gate_gradient = entry.gateGradient.floats
    unsafe pass.previous = entry.previous.floats
    unsafe pass.hidden_gradient = entry.hiddenGradient.floats
    unsafe pass.cell_gradient = entry.cellGradient.floats
    unsafe run(kernels.lstm_gradient, &pass, entry.pass.shape, gates: 4, weight: entry.pass.weight)
  }

  func gru(_ entry: GRUForward) {
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.last_hidden = entry.lastHidden.floats
    unsafe run(
      kernels.gru, &pass, entry.pass.shape, gates: 3, weight: entry.pass.weight, bias: entry.bias)
  }

  func gruGradient(_ entry: GRUGradient) {
    var pass = unsafe lockstep_recurrent(entry.pass)
    unsafe pass.upstream = UnsafePointer(entry.upstream?.floats)
    unsafe pass.upstream_hidden = UnsafePointer(entry.upstreamHidden?.floats)
    unsafe pass.input_gradient = entry.inputGradient.floats
    unsafe pass.gate_gradient = entry.gateGradient.floats
    unsafe pass.previous = entry.previous.floats
    unsafe pass.hidden_gradient = entry.hiddenGradient.floats
    unsafe run(kernels.gru_gradient, &pass, entry.pass.shape, gates: 3, weight: entry.pass.weight)
  }

  /// Packs the weights and takes all steps of all sequences.
  private func run(
    _ kernel: lockstep_recurrent_kernel, _ pass: inout lockstep_recurrent,
    _ shape: RecurrentShape, gates: Int, weight: Operand, bias: Operand? = nil
  ) {
    let blocks = RecurrentBlocks(shape, gates: gates)
    let packedSize = kernels.recurrent_packed_size(gates, shape.hidden)
    let slot = kernels.recurrent_scratch(gates, shape.hidden)
    let packed = unsafe scratch(floats: packedSize + blocks.tasks * slot)
    unsafe pass.packed = UnsafePointer(packed)
    if unsafe pass.gate_gradient == nil {
      unsafe pass.has_bias = bias != nil
      unsafe kernels.recurrent_pack(gates, shape.hidden, weight.floats, bias?.floats, packed)
    } else {
      unsafe kernels.recurrent_pack_gradient(gates, shape.hidden, weight.floats, packed)
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
    unsafe steps = pass.shape.steps
    unsafe hidden = pass.shape.hidden
    unsafe reversed = pass.shape.reversed
    unsafe gates = pass.gates.floats
    unsafe hidden_start = UnsafePointer(pass.hidden?.floats)
    unsafe cell_start = UnsafePointer(pass.cell?.floats)
    unsafe output = pass.output.floats
    unsafe cells = pass.cells.floats
    unsafe kept = pass.squashed.floats
  }

  fileprivate init(_ pass: GRUPass) {
    unsafe self.init()
    unsafe steps = pass.shape.steps
    unsafe hidden = pass.shape.hidden
    unsafe reversed = pass.shape.reversed
    unsafe gates = pass.gates.floats
    unsafe hidden_start = UnsafePointer(pass.hidden?.floats)
    unsafe output = pass.output.floats
    unsafe kept = pass.candidate.floats
  }
}
