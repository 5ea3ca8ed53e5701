import Lockstep

/// Two checkpoints of one large model, of which every n-th number differs by one place.
enum StatePair {
  private static let tensors = 8

  /// Writes `a.h5` and `b.h5`.
  static func write(mebibytes: Int, every period: Int, toFolder folder: String) throws {
    for (name, period) in [("a", 0), ("b", period)] {
      var seed: UInt32 = 1
      let count = (mebibytes << 20) / (4 * tensors)
      var entries: [StateEntry] = []
      for tensor in 0..<tensors {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(4 * count)
        for index in 0..<count {
          seed = seed &* 1_664_525 &+ 1_013_904_223
          let number = Float(Int32(bitPattern: seed)) / 2_147_483_648
          let moved = period > 0 && index % period == 0 ? number.nextUp : number
          let bits = moved.bitPattern
          for shift in [0, 8, 16, 24] {
            bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(shift)))
          }
        }
        entries.append(
          StateEntry(
            path: "/model/layer\(tensor)/weight", type: .float32, shape: [count], bytes: bytes))
      }
      try CheckpointWriter.write(
        tree: StateTree(entries), run: ["seed": "1"], parameters: [], profile: "ordered",
        to: "\(folder)/\(name).h5")
    }
  }
}
