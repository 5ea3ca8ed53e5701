import Lockstep

/// Times of saving and loading one large state.
///
///     checkpoint state MIB TENSORS   →  ready, once a state of so many bytes and tensors is in memory
///     checkpoint save PATH           →  SECONDS of `CheckpointWriter.write`: digests, fsync and rename included
///     checkpoint load PATH           →  SECONDS to open the file and read its state, every byte checked
///     checkpoint verify PATH         →  SECONDS to open the file and check every byte
///     checkpoint open PATH           →  SECONDS to open the file, tables and configuration checked
///     checkpoint map PATH            →  SECONDS to open and map it, and to see the first byte of each tensor
struct CheckpointTimes {
  private var tree = StateTree()

  mutating func answer(_ request: inout Request) throws -> String {
    switch try request.word("what") {
    case "state":
      tree = CheckpointTimes.state(
        byteCount: try request.integer("mebibytes") << 20, tensors: try request.integer("tensors"))
      return "ready"
    case "save":
      let path = try request.word("path")
      return try time {
        try CheckpointWriter.write(
          tree: tree, run: ["seed": "1"], parameters: [], profile: "ordered", to: path)
      }
    case "load":
      let path = try request.word("path")
      return try time { _ = try CheckpointFile(opening: path).stateTree() }
    case "verify":
      let path = try request.word("path")
      return try time { try CheckpointFile(opening: path).verify() }
    case "map":
      let path = try request.word("path")
      return try time {
        let checkpoint = try MappedCheckpoint(opening: path)
        var sum = 0
        for tensor in checkpoint.file.tensors {
          try unsafe checkpoint.withElements(of: tensor.path) { sum += unsafe Int($0[0]) }
        }
        precondition(sum > 0, "the first bytes of all tensors are zero")
      }
    default:
      let path = try request.word("path")
      return try time { _ = try CheckpointFile(opening: path) }
    }
  }

  private func time(_ call: () throws -> Void) rethrows -> String {
    "\(try Stopwatch.seconds(of: 1, call))"
  }

  /// Layers of at most 100 tensors of equal sizes; the elements are any bits but those of a NaN.
  private static func state(byteCount: Int, tensors: Int) -> StateTree {
    let count = byteCount / tensors / 4
    var seed: UInt32 = 1
    return StateTree(
      (0..<tensors).map { tensor in
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 4 * count) { buffer, filled in
          for word in 0..<count {
            seed = seed &* 1_664_525 &+ 1_013_904_223
            let bits = seed & 0xbfff_ffff
            for byte in 0..<4 {
              unsafe buffer[4 * word + byte] = UInt8(truncatingIfNeeded: bits >> UInt32(8 * byte))
            }
          }
          filled = 4 * count
        }
        return StateEntry(
          path: "/model/layer\(tensor / 100)/tensor\(tensor % 100)", type: .float32, shape: [count],
          bytes: bytes)
      })
  }
}
