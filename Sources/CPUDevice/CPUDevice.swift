internal import CKernels
internal import CWorkers
public import Devices
internal import NumericsContract

/// The processor's cores and vector units.
///
/// Work is cut by shape alone and every element has one order of operations, so neither the number
/// of threads nor the instruction set can reach a bit of a result. Calls are computed before they
/// return. One thread at a time uses a device.
@safe public final class CPUDevice: Device {
  /// Most threads that a device may be asked for.
  public static let threadLimit = 1024

  public let name = "cpu"
  public let profiles: [Profile] = [.ordered]
  /// Threads that share the work of a call; the caller's is among them.
  public let threads: Int
  /// The vector instructions in use.
  public let instructionSet: InstructionSet

  let kernels: lockstep_kernels
  private let table: UnsafePointer<lockstep_kernels>
  let workers: WorkerPool
  private let pool = BufferPool()
  private var scratchStorage: HostStorage

  /// Starts the threads and proves by known answers that the arithmetic is the contract's.
  ///
  /// - Parameters:
  ///   - threads: 1 ... `threadLimit`.
  ///   - instructionSet: nil for the fastest one here.
  /// - Throws: `DeviceError` when the processor lacks the instruction set, a probe fails, or the
  ///   threads cannot be had.
  public init(threads: Int, instructionSet: InstructionSet? = nil) throws(DeviceError) {
    guard (1...Self.threadLimit).contains(threads) else {
      throw DeviceError(
        .unknownDevice,
        """
        the cpu device was asked for \(threads) threads; it takes 1 to \(Self.threadLimit), and \
        the results are the same for each
        """)
    }
    let set = instructionSet ?? .best
    guard let table = unsafe set.kernels else {
      let there = InstructionSet.available.map(\.rawValue).joined(separator: ", ")
      throw DeviceError(
        .unsupportedInstructionSet,
        """
        this processor lacks the instruction set \(set.rawValue); there are \(there), and all give \
        the same bits
        """)
    }
    for probe in Self.probe(set) where !probe.passed {
      throw DeviceError(
        .probeFailed,
        """
        the cpu device with the instruction set \(set.rawValue) does not start: the probe \
        "\(probe.name)" failed, so results would differ from the contract's; try another \
        instruction set or rebuild without options that relax floating-point arithmetic
        """)
    }
    guard let workers = WorkerPool(threads: threads) else {
      throw DeviceError(
        .executionFailed,
        """
        the cpu device could not start \(threads) threads; the results are the same with fewer
        """)
    }
    self.threads = threads
    self.instructionSet = set
    unsafe self.kernels = table.pointee
    unsafe self.table = table
    self.workers = workers
    scratchStorage = pool.allocate(byteCount: 0)
  }

  /// The kernels of what is defined in binary32 and in binary64.
  func reals(_ type: ElementType) -> UnsafePointer<lockstep_reals> {
    precondition(
      type == .float32 || type == .float64,
      "numbers of the type \(type.rawValue) are for storage")
    return unsafe type == .float64 ? table.pointee.real_f64 : table.pointee.real_f32
  }

  /// The same of what only moves elements of four or eight bytes.
  func reals(ofBytes size: Int) -> UnsafePointer<lockstep_reals> {
    unsafe reals(size == 8 ? .float64 : .float32)
  }

  public func allocate(byteCount: Int) -> Storage {
    pool.allocate(byteCount: byteCount)
  }

  public func write(_ bytes: UnsafeRawBufferPointer, to storage: Storage, at byteOffset: Int) {
    let host = storage.host
    precondition(
      byteOffset >= 0 && byteOffset + bytes.count <= host.byteCount,
      "\(bytes.count) bytes at \(byteOffset) do not fit \(host.byteCount) bytes")
    guard let source = bytes.baseAddress else { return }
    unsafe (host.base + byteOffset).copyMemory(from: source, byteCount: bytes.count)
  }

  public func read(
    _ storage: Storage, at byteOffset: Int, into bytes: UnsafeMutableRawBufferPointer
  ) throws(DeviceError) {
    let host = storage.host
    precondition(
      byteOffset >= 0 && byteOffset + bytes.count <= host.byteCount,
      "\(bytes.count) bytes at \(byteOffset) are not within \(host.byteCount) bytes")
    guard let target = bytes.baseAddress else { return }
    unsafe target.copyMemory(from: host.base + byteOffset, byteCount: bytes.count)
  }

  public func synchronize() throws(DeviceError) {}

  public func perform(_ operation: Operation, at invocation: Invocation) {
    precondition(
      invocation.profile == .ordered,
      "the cpu device computes the profile ordered, not \(invocation.profile)")
    let found = lockstep_floating_point_enter()
    defer { lockstep_floating_point_leave(found) }
    switch operation {
    case .fill(let entry): fill(entry)
    case .copy(let entry): copy(entry)
    case .convert(let entry): convert(entry)
    case .unary(let entry): unary(entry)
    case .unaryGradient(let entry): unaryGradient(entry)
    case .binary(let entry): binary(entry)
    case .comparison(let entry): comparison(entry)
    case .select(let entry): select(entry)
    case .scale(let entry): scale(entry)
    case .divide(let entry): divide(entry)
    case .multiplyByScalar(let entry): multiplyByScalar(entry)
    case .addRow(let entry): addRow(entry)
    case .sum(let entry): sum(entry)
    case .broadcast(let entry): broadcast(entry)
    case .extremum(let entry): extremum(entry)
    case .extremumGradient(let entry): extremumGradient(entry)
    case .matmul(let entry): matmul(entry)
    case .linear(let entry): linear(entry)
    case .convolution(let entry): convolution(entry)
    case .convolutionInputGradient(let entry): convolutionInputGradient(entry)
    case .convolutionWeightGradient(let entry): convolutionWeightGradient(entry)
    case .softmax(let entry): softmax(entry)
    case .softmaxGradient(let entry): softmaxGradient(entry)
    case .crossEntropy(let entry): crossEntropy(entry)
    case .crossEntropyGradient(let entry): crossEntropyGradient(entry)
    case .layerNorm(let entry): layerNorm(entry)
    case .layerNormGradient(let entry): layerNormGradient(entry)
    case .gather(let entry): gather(entry)
    case .scatterAdd(let entry): scatterAdd(entry)
    case .groupNorm(let entry): groupNorm(entry)
    case .groupNormGradient(let entry): groupNormGradient(entry)
    case .batchStatistics(let entry): batchStatistics(entry)
    case .batchNorm(let entry): batchNorm(entry)
    case .batchNormGradient(let entry): batchNormGradient(entry)
    case .pool(let entry): pool(entry)
    case .poolGradient(let entry): poolGradient(entry)
    case .attention(let entry): attention(entry)
    case .attentionGradient(let entry): attentionGradient(entry)
    case .lstm(let entry): lstm(entry)
    case .lstmGradient(let entry): lstmGradient(entry)
    case .gru(let entry): gru(entry)
    case .gruGradient(let entry): gruGradient(entry)
    case .dropout(let entry): dropout(entry)
    case .squaredNorm(let entry): squaredNorm(entry)
    case .clipFactor(let entry): clipFactor(entry)
    case .sgd(let entry): sgd(entry)
    case .adam(let entry): adam(entry)
    case .countEqual(let entry): countEqual(entry)
    case .accumulate(let entry): accumulate(entry)
    }
  }

  /// Memory that a call may use until it returns; kept from call to call.
  func scratch(byteCount: Int) -> UnsafeMutableRawPointer {
    if scratchStorage.byteCount < byteCount {
      scratchStorage = pool.allocate(byteCount: byteCount)
    }
    return unsafe scratchStorage.base
  }

}

/// Elements that one thread computes in a few microseconds: the unit in which work is shared.
enum Grain {
  /// Loads, stores and one or two operations.
  static let elements = 32_768
  /// A function of one variable, or random words.
  static let functions = 4_096

  /// Rows of `columns` elements that make up a grain of `elements`.
  static func rows(columns: Int, elements: Int = elements) -> Int {
    max(1, elements / max(1, columns))
  }
}
