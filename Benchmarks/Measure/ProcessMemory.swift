import Foundation

/// What the kernel says about this process's memory.
enum ProcessMemory {
  /// Bytes by which the process grew at its largest while `body` ran.
  static func peakGrowth(_ body: () throws -> Void) throws -> Int {
    // Forgets the largest size so far.
    try Data("5".utf8).write(to: URL(fileURLWithPath: "/proc/self/clear_refs"))
    let before = try status("VmRSS:")
    try body()
    return try status("VmHWM:") - before
  }

  private static func status(_ field: String) throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = text.split(separator: "\n").first { $0.hasPrefix(field) }
    guard let kibibytes = line?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else {
      throw RequestError(message: "/proc/self/status has no \(field)")
    }
    return kibibytes * 1024
  }
}
