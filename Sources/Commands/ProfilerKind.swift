import ArgumentParser
import CanonicalJSON
import CommandLineKit
import Lockstep
import SystemPackage

/// What `--profiler` measures, and where it shows it.
enum ProfilerKind: String, ExpressibleByArgument, CaseIterable {
  case simple, operations, trace
}

/// The profilers of a run that a command starts.
struct RunProfilers {
  private let parts: Profiler?
  private let operations: OperationProfiler?
  private let kind: ProfilerKind?
  /// The device to train on: the given one, or that one measured.
  let device: any Device

  init(_ kind: ProfilerKind?, on device: any Device) {
    self.kind = kind
    parts = kind == .simple || kind == .trace ? Profiler() : nil
    operations = kind == .operations || kind == .trace ? OperationProfiler(device) : nil
    self.device = operations ?? device
  }

  /// Joins an execution.
  func attach(to execution: inout Execution) { execution.profiler = parts }

  /// Shows what was measured.
  ///
  /// - Throws: `CommandError` when the trace cannot be written.
  func report(in folder: String) throws {
    switch kind {
    case nil: break
    case .simple: Console.standard.note(parts?.table ?? "")
    case .operations: Console.standard.note(operations?.table ?? "")
    case .trace:
      let path = FilePath(folder).appending("trace.json")
      let text = try CanonicalJSON.text(ChromeTrace.json(parts: parts, operations: operations))
      do {
        let file = try FileDescriptor.open(
          path, .writeOnly, options: [.create, .truncate, .closeOnExec],
          permissions: [.ownerReadWrite, .groupRead, .otherRead])
        try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
      } catch {
        throw CommandError("cannot write \(path): \(error)")
      }
      Console.standard.note("trace in \(path)")
    }
  }
}
