internal import Glibc
internal import Synchronization

/// The name that a file has until it is complete: hidden, in the folder of the final name, and
/// nobody else's: `.<final name>.<process number>-<counter>.partial`.
struct TemporaryName: Equatable {
  /// The process that chose the name.
  let process: Int32
  /// The name, without the folder.
  let text: String

  private static let suffix = ".partial"
  private static let counter = Atomic<UInt64>(0)

  /// A name that this process has not used before.
  init(for finalName: String) {
    process = getpid()
    let (_, count) = Self.counter.add(1, ordering: .relaxed)
    text = ".\(finalName).\(process)-\(count)\(Self.suffix)"
  }

  /// Reads a name, or returns nil for one that no writer chooses.
  init?(parsing text: String) {
    guard text.hasPrefix("."), text.hasSuffix(Self.suffix) else { return nil }
    let stem = text.utf8.dropLast(Self.suffix.utf8.count)
    guard let dot = stem.lastIndex(of: UInt8(ascii: ".")), dot > stem.startIndex else { return nil }
    let numbers = stem[stem.index(after: dot)...].split(
      separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard numbers.count == 2,
      numbers.allSatisfy({ $0.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } }),
      let process = Int32(String(decoding: numbers[0], as: UTF8.self)), process > 0,
      UInt64(String(decoding: numbers[1], as: UTF8.self)) != nil
    else { return nil }
    self.process = process
    self.text = text
  }
}
