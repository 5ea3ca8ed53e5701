import Devices
import ReferenceDevice
import Tensors
import Testing

/// What a pass keeps in memory for its gradients, and for how long.
@Suite("Tape memory")
struct TapeMemoryTests {
  /// Counts the storages that are alive whenever an operation is computed.
  private final class CountingDevice: Device {
    private struct Allocation {
      weak var storage: Storage?
    }

    private let inner = ReferenceDevice()
    private var allocations: [Allocation] = []
    private(set) var aliveAtOperations: [Int] = []

    var name: String { inner.name }
    var profiles: [Profile] { inner.profiles }

    func allocate(byteCount: Int) -> Storage {
      let storage = inner.allocate(byteCount: byteCount)
      allocations.append(Allocation(storage: storage))
      return storage
    }

    func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
      inner.write(bytes, to: storage, at: byteOffset)
    }

    func read(
      _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
    ) throws(DeviceError) {
      try inner.read(storage, at: byteOffset, into: bytes)
    }

    func perform(_ operation: Operation, at invocation: Invocation) {
      aliveAtOperations.append(allocations.count { $0.storage != nil })
      inner.perform(operation, at: invocation)
    }

    func synchronize() throws(DeviceError) { try inner.synchronize() }
  }

  @Test("a record lets go of what it kept as soon as the backward pass has walked it")
  func release() throws {
    let device = CountingDevice()
    let pass = TrainingPass([([0.5, -0.25], [2])], on: device)
    let length = 40
    let loss = { (0..<length).reduce(pass.tensors[0]) { value, _ in value.exp() } }
    _ = try pass.gradients(of: loss(), from: [1, 1])
    let alive = device.aliveAtOperations
    try #require(alive.count == 2 * length)
    // Every value of the forward pass is kept until it is needed …
    #expect(alive[length] >= length)
    // … and at the end only the parameter, the last gradients and the loss are left.
    #expect(alive[2 * length - 1] <= 8)
  }

  @Test("the gradients of a pass are taken once, and a second time stops the program")
  func secondWalk() async {
    await #expect(processExitsWith: .failure) {
      let pass = TrainingPass([([1], [1])], on: ReferenceDevice())
      let loss = pass.tensors[0].exp()
      _ = try pass.gradients(of: loss, from: [1])
      _ = try pass.gradients(of: loss, from: [1])
    }
  }
}
