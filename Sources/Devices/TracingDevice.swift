/// Writes down every primitive operation on its way to another device (NUM-032).
///
/// A composite is taken apart and its constituents are performed one by one, so that the list does
/// not show what a device would have fused: it is the catalogue's list, equal on every device, and
/// the results have the same bits as without tracing. Nothing is waited for and no element is read.
///
///     let tracing = TracingDevice(.cpu(threads: 4))
///     try Trainer(maxEpochs: 1, device: tracing).fit(module, data)
///     for record in tracing.records { print(record) }
public final class TracingDevice: WrappingDevice {
  /// One primitive operation, and where in the run it happened.
  public struct Record: Sendable, Equatable, CustomStringConvertible {
    /// Name and attributes of the operation, such as `matmul 64x10x64 bT`.
    public let signature: String
    /// The training step, 1 for the first.
    public let step: Int
    /// The part of the step.
    public let phase: Invocation.Phase
    /// Path of the layer that asked for the operation, empty outside layers.
    public let layer: String
    /// Place within the step, counted from 0 over primitive operations.
    public let ordinal: Int

    /// Such as `step 1 forward #3 hidden: addRow 64x10`.
    public var description: String {
      let place = layer.isEmpty ? "" : " \(layer)"
      return "step \(step) \(phase.rawValue) #\(ordinal)\(place): \(signature)"
    }
  }

  /// What was performed so far, in order.
  public private(set) var records: [Record] = []
  public let wrapped: any Device

  /// Traces what goes to `device`; storage is that device's own.
  public init(_ device: any Device) {
    wrapped = device
  }

  /// Forgets what was performed so far.
  public func removeRecords() { records.removeAll() }

  /// Records and performs an operation, or the constituents of a composite one by one.
  public func perform(_ operation: Operation, at invocation: Invocation) {
    let entry = operation.entry
    guard let constituents = entry.constituents else {
      records.append(
        Record(
          signature: entry.signature, step: invocation.step, phase: invocation.phase,
          layer: invocation.layer, ordinal: invocation.ordinal))
      wrapped.perform(operation, at: invocation)
      return
    }
    var place = invocation
    for constituent in constituents {
      perform(constituent, at: place)
      place.ordinal += constituent.primitiveCount
    }
  }
}
