import SystemPackage

/// Memory of this process in bytes, as the system counts it.
struct ProcessMemory {
  /// In main memory now.
  let resident: Int
  /// The most that ever was.
  let peakResident: Int

  /// What the system says now; nil where it does not say it in `/proc/self/status`.
  static var current: ProcessMemory? {
    guard
      let file = try? FileDescriptor.open(
        FilePath("/proc/self/status"), .readOnly, options: .closeOnExec),
      let bytes = try? file.closeAfter({ try file.readToEnd(limit: 1 << 13) })
    else { return nil }
    return ProcessMemory(status: String(decoding: bytes, as: UTF8.self))
  }

  /// Reads the lines `VmRSS:` and `VmHWM:`, which count in KiB.
  init?(status text: String) {
    func bytes(_ name: String) -> Int? {
      guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(name) }) else {
        return nil
      }
      let words = line.split { $0 == " " || $0 == "\t" }
      guard words.count == 3, words[2] == "kB" else { return nil }
      return Int(words[1]).map { $0 * 1024 }
    }
    guard let resident = bytes("VmRSS:"), let peak = bytes("VmHWM:") else { return nil }
    self.resident = resident
    peakResident = peak
  }
}
