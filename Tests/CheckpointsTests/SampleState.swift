import CanonicalJSON
import Checkpoints
import Foundation
import NumericsContract
import Tensors

/// States that the tests save.
enum SampleState {
  /// The worked example of Formats/checkpoint-v1.md.
  static func example() throws -> StateTree {
    var writer = StateWriter()
    writer.group("loop") { $0.write("step", UInt64(3)) }
    writer.group("model/hidden") {
      $0.write("weight", type: .float32, shape: [2], bytes: [0, 0, 0x80, 0x3f, 0, 0, 0x20, 0xc0])
    }
    return try writer.finish()
  }
  static let exampleRun: JSONValue = ["seed": 42, "task": "example"]
  static let exampleParameters: JSONValue = [["path": "hidden.weight", "shape": [2]]]

  /// Every type, scalars, empty arrays, names beyond ASCII and below "/", NaN payloads, −0.
  static func everyKind() throws -> StateTree {
    var writer = StateWriter()
    for type in ElementType.allCases {
      writer.group("model/types") {
        let bytes =
          type == .bool
          ? [1, 0, 1, 1, 0, 1]
          : (0..<6 * type.byteCount).map { UInt8(truncatingIfNeeded: $0 * 37 + 1) }
        $0.write(type.rawValue, type: type, shape: [2, 3], bytes: bytes)
      }
    }
    writer.group("model") {
      $0.write("empty", type: .float32, shape: [0, 5], bytes: [])
      $0.write("a/b", type: .uint8, shape: [1], bytes: [1])
      $0.write("a-b", type: .uint8, shape: [1], bytes: [2])
      $0.write("größe μ", type: .uint8, shape: [1, 1, 1], bytes: [3])
      $0.write(
        "special", type: .float32, shape: [4],
        bytes: [0x7fa0_1234, 0xffc0_0001, 0x8000_0000, 1].flatMap { (bits: UInt32) in
          LittleEndian.bytes(of: bits)
        })
    }
    writer.group("optimizer/adam") { $0.write("learningRate", 1e-3) }
    writer.group("loop") { $0.write("step", UInt64.max) }
    return try writer.finish()
  }

  /// A tensor of three leaves, the last of them short, beside a small one.
  static func large() throws -> StateTree {
    let count = 2 * DigestTree.leafByteCount + 12
    var writer = StateWriter()
    writer.group("model") {
      $0.write(
        "large", type: .float32, shape: [count / 4],
        bytes: (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 11) })
      $0.write("small", type: .float32, shape: [1], bytes: [0, 0, 0, 0])
    }
    return try writer.finish()
  }
}

/// A folder that is removed with the last reference to it.
final class TemporaryFolder {
  let path: String

  init() throws {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("lockstep-checkpoints-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    path = url.path
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  /// The path of a file in the folder.
  func file(_ name: String) -> String { path + "/" + name }

  /// The names in the folder, hidden ones too, in ascending order.
  var names: [String] {
    get throws { try FileManager.default.contentsOfDirectory(atPath: path).sorted() }
  }

  /// The bytes of a file in the folder.
  func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file(name))))
  }

  /// Saves a state and returns the bytes of the file.
  @discardableResult
  func save(_ tree: StateTree, as name: String) throws -> [UInt8] {
    try CheckpointWriter.write(
      tree: tree, run: SampleState.exampleRun, parameters: SampleState.exampleParameters,
      profile: "ordered", to: file(name))
    return try bytes(name)
  }
}
