import CPUDevice
import Devices
import ReferenceDevice
import RemoteDevice
import Tensors

/// The reference, a device that is far away, and the processor on several numbers of threads.
func everyDevice() throws -> [any Device] {
  try [ReferenceDevice(), RemoteDevice()] + [1, 2, 3, 7].map { try CPUDevice(threads: $0) }
}

/// What `body` gives on every device; stops at the first that is different from the reference's.
func sameOnEveryDevice<Result: Equatable>(
  _ body: (Dispatcher) throws -> Result
) throws -> Result {
  var first: Result?
  for device in try everyDevice() {
    let result = try body(Dispatcher(device: device))
    if let first, result != first { throw DeviceDifference(device: device.name) }
    first = first ?? result
  }
  guard let first else { throw DeviceDifference(device: "none") }
  return first
}

/// A device that computed something else than the reference.
struct DeviceDifference: Error {
  let device: String
}
