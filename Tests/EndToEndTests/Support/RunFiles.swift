import Foundation

/// What a run left behind that may not depend on how it was executed: checkpoints and log.
struct RunFiles: Sendable {
  /// The output folder.
  let folder: String
  /// Names of the checkpoints with a step, in ascending order.
  let names: [String]
  private let contents: [String: Data]

  /// Reads the files of an output folder.
  init(_ folder: String) throws {
    self.folder = folder
    let names = try FileManager.default.contentsOfDirectory(atPath: folder + "/checkpoints")
      .filter { $0.hasPrefix("step-") && $0.hasSuffix(".h5") }.sorted()
    var contents: [String: Data] = [:]
    for name in names { contents[name] = try RunFiles.data(folder + "/checkpoints/" + name) }
    contents["last.h5"] = try RunFiles.data(folder + "/checkpoints/last.h5")
    contents["metrics.csv"] = try RunFiles.data(folder + "/metrics.csv")
    self.names = names
    self.contents = contents
  }

  /// Paths of the checkpoints with a step, in ascending order.
  var checkpoints: [String] { names.map { folder + "/checkpoints/" + $0 } }
  /// Path of the newest checkpoint.
  var last: String { folder + "/checkpoints/last.h5" }
  /// The log.
  var log: String { String(decoding: contents["metrics.csv"] ?? Data(), as: UTF8.self) }

  /// Bytes of a checkpoint by name; nil when there is none.
  func bytes(_ name: String) -> Data? { contents[name] }

  /// One line for each file of `other` that is missing here or has other bytes; a checkpoint that only
  /// this run has, such as one that an interruption made, is no difference.
  func lacks(of other: RunFiles) -> [String] {
    (other.names + ["last.h5", "metrics.csv"]).compactMap { name in
      guard let expected = other.bytes(name) else { return "\(other.folder) has no \(name)" }
      guard let found = bytes(name) else { return "\(folder) has no \(name)" }
      return found == expected ? nil : "\(name) differs between \(folder) and \(other.folder)"
    }
  }

  private static func data(_ path: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: path))
  }
}
