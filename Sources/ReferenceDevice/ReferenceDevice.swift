public import Devices

/// The numerics contract in code: scalar, slow and obviously right.
///
/// Every other device is tested against this one, bit for bit. It copies the operands of an
/// operation into arrays, computes as the rules of `Formats/numerics-v1.md` read, and copies the
/// results back; a composite operation is computed constituent by constituent.
public final class ReferenceDevice: Device {
  private let pool = BufferPool()

  /// Creates a device with a pool of its own.
  public init() {}

  /// `reference`.
  public var name: String { "reference" }

  /// The `ordered` profile alone.
  public var profiles: [Profile] { [.ordered] }

  /// Returns storage in this process's memory.
  public func allocate(byteCount: Int) -> Storage { pool.allocate(byteCount: byteCount) }

  /// Copies bytes into a storage at once.
  public func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    let range = unsafe storage.hostRange(at: byteOffset, byteCount: bytes.count)
    unsafe range.copyMemory(from: source, byteCount: bytes.count)
  }

  /// Copies bytes out of a storage; there is never earlier work to wait for.
  public func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError) {
    guard let target = bytes.baseAddress, bytes.count > 0 else { return }
    let range = unsafe storage.hostRange(at: byteOffset, byteCount: bytes.count)
    unsafe target.copyMemory(from: range, byteCount: bytes.count)
  }

  /// Computes one operation at once.
  ///
  /// - Precondition: the invocation's profile is `ordered`.
  public func perform(_ operation: Operation, at invocation: Invocation) {
    precondition(
      invocation.profile == .ordered,
      """
      the reference device was asked for profile \(invocation.profile.rawValue); it computes \
      \(Profile.ordered.rawValue) alone
      """)
    compute(operation)
  }

  /// Returns at once: nothing is ever outstanding.
  public func synchronize() throws(DeviceError) {}

  private func compute(_ operation: Operation) {
    switch operation {
    case .fill(let entry): entry.compute()
    case .copy(let entry): entry.compute()
    case .convert(let entry): entry.compute()
    case .unary(let entry): entry.compute()
    case .unaryGradient(let entry): entry.compute()
    case .binary(let entry): entry.compute()
    case .comparison(let entry): entry.compute()
    case .select(let entry): entry.compute()
    case .scale(let entry): entry.compute()
    case .divide(let entry): entry.compute()
    case .multiplyByScalar(let entry): entry.compute()
    case .addRow(let entry): entry.compute()
    case .sum(let entry): entry.compute()
    case .broadcast(let entry): entry.compute()
    case .extremum(let entry): entry.compute()
    case .extremumGradient(let entry): entry.compute()
    case .matmul(let entry): entry.compute()
    case .linear(let entry): entry.constituents?.forEach(compute)
    case .convolution(let entry):
      if let parts = entry.constituents { parts.forEach(compute) } else { entry.compute() }
    case .convolutionInputGradient(let entry): entry.compute()
    case .convolutionWeightGradient(let entry): entry.compute()
    case .softmax(let entry): entry.compute()
    case .softmaxGradient(let entry): entry.compute()
    case .crossEntropy(let entry): entry.compute()
    case .crossEntropyGradient(let entry): entry.compute()
    case .layerNorm(let entry): entry.compute()
    case .layerNormGradient(let entry): entry.compute()
    case .gather(let entry): entry.compute()
    case .scatterAdd(let entry): entry.compute()
    case .groupNorm(let entry): entry.compute()
    case .groupNormGradient(let entry): entry.compute()
    case .batchStatistics(let entry): entry.compute()
    case .batchNorm(let entry): entry.compute()
    case .batchNormGradient(let entry): entry.compute()
    case .pool(let entry): entry.compute()
    case .poolGradient(let entry): entry.compute()
    case .attention(let entry): entry.compute()
    case .attentionGradient(let entry): entry.compute()
    case .lstm(let entry): entry.compute()
    case .lstmGradient(let entry): entry.compute()
    case .gru(let entry): entry.compute()
    case .gruGradient(let entry): entry.compute()
    case .dropout(let entry): entry.compute()
    case .squaredNorm(let entry): entry.compute()
    case .clipFactor(let entry): entry.compute()
    case .sgd(let entry): entry.compute()
    case .adam(let entry): entry.compute()
    case .countEqual(let entry): entry.compute()
    case .accumulate(let entry): entry.compute()
    }
  }
}
