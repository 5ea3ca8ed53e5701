public import Devices
public import NumericsContract

/// The one door: every operation, forward, backward or update, passes here on its way to a device.
///
/// The dispatcher knows where in the run an operation happens and tells the device. Whoever wants
/// to see all operations wraps the device.
public final class Dispatcher {
  /// The device that computes.
  public private(set) var device: any Device
  /// Where the run stands; the Trainer sets step and phase, layers set the path.
  public var invocation: Invocation

  /// Creates the door to a device.
  public init(device: any Device, profile: Profile = .ordered) {
    self.device = device
    invocation = Invocation(profile: profile)
  }

  /// Sends one operation to the device.
  public func perform(_ operation: Operation) {
    device.perform(operation, at: invocation)
    invocation.ordinal += operation.primitiveCount
  }

  /// Starts a step: sets its number and counts its operations from 0.
  public func begin(step: Int) {
    invocation.step = step
    invocation.ordinal = 0
  }

  /// Runs `body` with operations attributed to a phase.
  public func during<Result, Failure: Error>(
    _ phase: Invocation.Phase, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outer = invocation.phase
    invocation.phase = phase
    defer { invocation.phase = outer }
    return try body()
  }

  /// Runs `body` with operations attributed to a layer.
  public func within<Result>(layer path: String, _ body: () -> Result) -> Result {
    let outer = invocation.layer
    invocation.layer = path
    defer { invocation.layer = outer }
    return body()
  }

  /// Runs `body` with operations taking their way to the device through `observer`, which wraps it;
  /// afterwards the run stands where it stood.
  public func through<Result, Failure: Error>(
    _ observer: any Device, _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let outer = (device, invocation)
    device = observer
    defer { (device, invocation) = outer }
    return try body()
  }

  /// Returns a new operand with undefined content.
  public func allocate(_ count: Int, type: ElementType = .float32) -> Operand {
    Operand(device.allocate(byteCount: count * type.byteCount), type: type, count: count)
  }

  /// Stops the program because user code combined tensors that do not fit.
  ///
  /// The line names the operation, the layer and what was found.
  func refuse(_ operation: String, _ reason: String) -> Never {
    let place = invocation.layer.isEmpty ? "outside any layer" : "in layer '\(invocation.layer)'"
    fatalError("\(operation) \(place): \(reason)")
  }
}
