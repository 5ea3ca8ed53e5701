import CanonicalJSON
import CheckpointTools
import Checkpoints
import Foundation
import NumericsContract
import Tensors
import Testing

/// A folder that is gone when the test is over.
final class ScratchFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("checkpoint-tools-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func file(_ name: String) -> String { path + "/" + name }

  /// Changes one byte of a file.
  func flip(_ name: String, at offset: Int, mask: UInt8 = 1) throws {
    let url = URL(fileURLWithPath: file(name))
    var data = try Data(contentsOf: url)
    data[offset] ^= mask
    try data.write(to: url)
  }
}

/// A small training state whose leaves a test can change one by one.
struct SampleState {
  var leaves: [StateEntry]
  var run: JSONValue = ["optimizer": ["learningRate": 0.001], "seed": "42", "task": "digits"]

  init() {
    leaves = [
      .floats("/model/hidden/bias", [0.5, -0.25, 0, 2], [4]),
      .floats("/model/hidden/weight", (0..<12).map { Float($0) / 8 - 0.75 }, [3, 4]),
      .floats("/optimizer/adam/moment1/hidden/bias", [0.125, 0.5, 1, 4], [4]),
      .bits("/optimizer/adam/scalars/step", .uint64, [37 as UInt64], []),
      .bits("/rng/dropout:hidden", .uint64, [37 as UInt64], []),
      .bits("/loop/epoch", .uint64, [2 as UInt64], []),
      .bits("/loop/step", .uint64, [37 as UInt64], []),
      .bits("/loop/phase", .uint8, Array("training".utf8), [8]),
      .bits("/loop/history", .uint8, Array(repeating: 0x41 as UInt8, count: 32), [32]),
      .bits("/metrics/loss/sum", .float64, [(1.5).bitPattern], []),
    ]
  }

  /// Replaces, adds or (with nil) removes a leaf.
  mutating func set(_ path: String, _ leaf: StateEntry?) {
    leaves.removeAll { $0.path == path }
    if let leaf { leaves.append(leaf) }
  }

  mutating func set(_ path: String, floats: [Float], shape: [Int]) {
    set(path, .floats(path, floats, shape))
  }

  mutating func set(_ path: String, _ value: UInt64) {
    set(path, .bits(path, .uint64, [value], []))
  }

  mutating func set(_ path: String, text: String) {
    let bytes = Array(text.utf8)
    set(path, .bits(path, .uint8, bytes, [bytes.count]))
  }

  /// Saves the state and returns the path.
  @discardableResult
  func save(_ folder: ScratchFolder, _ name: String, profile: String = "ordered") throws -> String {
    let path = folder.file(name)
    try CheckpointWriter.write(
      tree: StateTree(leaves), run: run, parameters: [], profile: profile, to: path)
    return path
  }
}

extension StateEntry {
  static func floats(_ path: String, _ floats: [Float], _ shape: [Int]) -> StateEntry {
    bits(path, .float32, floats.map(\.bitPattern), shape)
  }

  static func bits<Bits: FixedWidthInteger>(
    _ path: String, _ type: ElementType, _ bits: [Bits], _ shape: [Int]
  ) -> StateEntry {
    StateEntry(
      path: path, type: type, shape: shape,
      bytes: bits.flatMap { LittleEndian.bytes(of: $0) })
  }
}

extension ScratchFolder {
  /// Saves two states and compares the files.
  func difference(
    _ a: SampleState, _ b: SampleState, _ options: DifferenceOptions = DifferenceOptions()
  ) throws -> Difference {
    try Difference(from: a.save(self, "a.h5"), to: b.save(self, "b.h5"), options: options)
  }
}

extension Difference {
  /// The row of a tensor in the report for programs.
  func row(_ path: String) throws -> JSONValue {
    let rows = json["tensors"]?.array ?? []
    return try #require(rows.first { $0["path"]?.string == path })
  }
}
