import Foundation
import Glibc

/// A program that runs beside the test, with its output captured in unnamed files.
///
/// It starts with default signal dispositions and an empty signal mask, so that what the test's own
/// process inherited changes nothing.
final class ChildProcess {
  /// How a program ended and what it said.
  struct Outcome: CustomStringConvertible {
    /// Exit status; nil when a signal ended the program.
    let status: Int32?
    /// The signal that ended the program; nil when it exited.
    let signal: Int32?
    /// Standard output.
    let output: String
    /// Standard error.
    let errors: String

    /// The lines of standard error that report a problem.
    var errorLines: [String] {
      errors.split(separator: "\n").map(String.init).filter { $0.lowercased().hasPrefix("error:") }
    }

    var description: String {
      let end = status.map { "exit status \($0)" } ?? "signal \(signal ?? 0)"
      return "\(end)\nstandard output:\n\(output)\nstandard error:\n\(errors)"
    }
  }

  /// Why a program could not be started or did not end.
  struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  let identifier: pid_t
  private let output: Int32
  private let errors: Int32
  private var ended: Int32?

  /// Starts a program.
  ///
  /// - Parameter environment: all of it; nothing is inherited.
  init(
    _ program: String, _ arguments: [String], environment: [String: String], in folder: String?
  ) throws {
    output = try ChildProcess.unnamedFile()
    errors = try ChildProcess.unnamedFile()
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_adddup2(&actions, output, 1)
    posix_spawn_file_actions_adddup2(&actions, errors, 2)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    posix_spawnattr_setsigmask(&attributes, &none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setflags(
      &attributes, Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))

    // `env` changes the directory and then becomes the program: the process number stays.
    let command =
      (folder.map { ["/usr/bin/env", "--chdir=\($0)"] } ?? []) + [program] + arguments
    var words: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) } + [nil]
    var settings: [UnsafeMutablePointer<CChar>?] =
      environment.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + settings { free(text) } }
    var identifier: pid_t = 0
    let code = posix_spawn(&identifier, command[0], &actions, &attributes, &words, &settings)
    guard code == 0 else {
      close(output)
      close(errors)
      throw Failure(description: "cannot start \(program): \(String(cString: strerror(code)))")
    }
    self.identifier = identifier
  }

  deinit {
    if ended == nil {
      Glibc.kill(identifier, SIGKILL)
      var status: Int32 = 0
      waitpid(identifier, &status, 0)
    }
    close(output)
    close(errors)
  }

  /// Whether the program has not ended yet.
  var isRunning: Bool {
    if ended != nil { return false }
    var status: Int32 = 0
    guard waitpid(identifier, &status, WNOHANG) == identifier else { return true }
    ended = status
    return false
  }

  /// Sends a signal, unless the program has ended.
  func send(_ signal: Int32) {
    if isRunning { Glibc.kill(identifier, signal) }
  }

  /// Waits for the end.
  ///
  /// - Throws: `Failure` after `seconds`, with the program killed and all that it said.
  func wait(upTo seconds: Double = 180) throws -> Outcome {
    let deadline = ContinuousClock.now + .seconds(seconds)
    while isRunning {
      guard ContinuousClock.now < deadline else {
        send(SIGKILL)
        while isRunning { usleep(1000) }
        throw Failure(description: "no end after \(seconds) seconds\n\(outcome)")
      }
      usleep(500)
    }
    return outcome
  }

  /// What a program that has ended left behind.
  private var outcome: Outcome {
    let status = ended ?? 0
    let signal = status & 0x7f
    return Outcome(
      status: signal == 0 ? (status >> 8) & 0xff : nil, signal: signal == 0 ? nil : signal,
      output: ChildProcess.text(of: output), errors: ChildProcess.text(of: errors))
  }

  private static func unnamedFile() throws -> Int32 {
    let name = NSTemporaryDirectory() + "/lockstep-output-\(UUID().uuidString)"
    let descriptor = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw Failure(
        description: "cannot make a file for output: \(String(cString: strerror(errno)))")
    }
    unlink(name)
    return descriptor
  }

  private static func text(of descriptor: Int32) -> String {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &chunk, chunk.count, bytes.count)
      guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
      bytes += chunk[..<count]
    }
  }
}
