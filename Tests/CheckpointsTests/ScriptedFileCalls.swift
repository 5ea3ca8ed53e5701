import Glibc
import Synchronization

@testable import Checkpoints

/// The calls of the operating system, one of which fails.
final class ScriptedFileCalls: FileCalls {
  /// What happens from the chosen call on.
  enum Ending {
    /// The call fails with an error number; what follows works.
    case error(Int32)
    /// Nothing works any more, tidying up included: the process is dead.
    case death
  }

  private let failing: Int
  private let ending: Ending
  private let system = SystemFileCalls()
  private let state = Mutex<[String]>([])

  /// The names of the calls made so far, in order.
  var calls: [String] { state.withLock { $0 } }

  /// Makes call number `failing`, counted from 0, the one that fails.
  init(failing: Int = .max, ending: Ending = .death) {
    self.failing = failing
    self.ending = ending
  }

  private func pass(_ call: String) throws(SystemCallError) {
    let number = state.withLock {
      $0.append(call)
      return $0.count - 1
    }
    switch ending {
    case .error(let code) where number == failing: throw SystemCallError(call: call, code: code)
    case .death where number >= failing: throw SystemCallError(call: call, code: EIO)
    default: break
    }
  }

  func create(_ path: String) throws(SystemCallError) -> Int32 {
    try pass("create")
    return try system.create(path)
  }

  func openFolder(_ path: String) throws(SystemCallError) -> Int32 {
    try pass("openFolder")
    return try system.openFolder(path)
  }

  func reserve(_ descriptor: Int32, byteCount: Int) throws(SystemCallError) {
    try pass("reserve")
    try system.reserve(descriptor, byteCount: byteCount)
  }

  func write(
    _ descriptor: Int32, _ bytes: ArraySlice<UInt8>, at offset: Int
  ) throws(SystemCallError) {
    do throws(SystemCallError) {
      try pass("write")
    } catch {
      // A write that fails may still have written something.
      try? system.write(descriptor, bytes.prefix(bytes.count / 2), at: offset)
      throw error
    }
    try system.write(descriptor, bytes, at: offset)
  }

  func synchronize(_ descriptor: Int32) throws(SystemCallError) {
    try pass("synchronize")
    try system.synchronize(descriptor)
  }

  func close(_ descriptor: Int32) throws(SystemCallError) {
    // A dead process closes everything too, and gives up its locks.
    try? system.close(descriptor)
    try pass("close")
  }

  func rename(_ path: String, to target: String) throws(SystemCallError) {
    try pass("rename")
    try system.rename(path, to: target)
  }

  func link(_ path: String, as name: String) throws(SystemCallError) {
    try pass("link")
    try system.link(path, as: name)
  }

  func remove(_ path: String) throws(SystemCallError) {
    try pass("remove")
    try system.remove(path)
  }
}
