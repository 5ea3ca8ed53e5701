import CanonicalHDF5
import Testing

@Suite struct DamageTests {
  @Test("HDF-002: a file cut at any byte is refused")
  func truncation() throws {
    let bytes = try SampleFile.small()
    for count in 0..<bytes.count {
      let code = refusal(of: Array(bytes[..<count]))
      #expect(code == (count == 0 ? .emptyFile : .truncated), "at byte \(count)")
    }
  }

  @Test("HDF-003: a flip of any bit of the metadata is refused")
  func metadataFlips() throws {
    let bytes = try SampleFile.small()
    let metadata = try CanonicalFile(parsing: MemoryByteSource(bytes)).metadata
    var refused = 0
    for offset in metadata.joined() {
      for bit in 0..<8 {
        var damaged = bytes
        damaged[offset] ^= 1 << bit
        if refusal(of: damaged) != nil { refused += 1 }
      }
    }
    #expect(refused == metadata.joined().count * 8)
  }

  @Test("HDF-011: a byte in a gap that is not zero is refused")
  func gapFlips() throws {
    let bytes = try SampleFile.small()
    let file = try CanonicalFile(parsing: MemoryByteSource(bytes))
    var owned = [Bool](repeating: false, count: bytes.count)
    for offset in file.metadata.joined() { owned[offset] = true }
    for dataset in file.datasets {
      for offset in dataset.offset..<(dataset.offset + dataset.byteCount) { owned[offset] = true }
    }
    let gaps = owned.indices.filter { !owned[$0] }
    #expect(!gaps.isEmpty)
    for (index, offset) in gaps.enumerated() {
      var damaged = bytes
      damaged[offset] = 1 << UInt8(index % 8)
      #expect(refusal(of: damaged) == .nonzeroGap, "at byte \(offset)")
    }
  }

  @Test("HDF-011: the elements may hold any bits")
  func elementFlips() throws {
    let bytes = try SampleFile.small()
    let file = try CanonicalFile(parsing: MemoryByteSource(bytes))
    for dataset in file.datasets {
      for offset in dataset.offset..<(dataset.offset + dataset.byteCount) {
        var changed = bytes
        changed[offset] ^= 0xff
        #expect(refusal(of: changed) == nil)
      }
    }
  }

  @Test("HDF-015: random edits with repaired checksums give a value or an error, never a fault")
  func repairedMutants() throws {
    let original = try HostileFile(try SampleFile.small())
    var generator = SplitMix(state: 20_260_101)
    var accepted = 0
    for _ in 0..<4_000 {
      var mutant = original
      for _ in 0...(generator.next() % 4) {
        let range = original.metadata[Int(generator.next() % UInt64(original.metadata.count))]
        let offset = range.lowerBound + Int(generator.next() % UInt64(range.count - 4))
        mutant.write([generator.interestingByte()], at: offset)
      }
      if mutant.code() == nil { accepted += 1 }
    }
    // Some edits are harmless, such as another letter in a name; most are not.
    #expect(accepted > 0 && accepted < 1_000)
  }
}

/// A small generator with a fixed seed.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = (state ^ (state >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }

  /// Any byte, the extreme ones more often.
  mutating func interestingByte() -> UInt8 {
    let word = next()
    return word % 3 == 0 ? [0, 1, 0x7f, 0x80, 0xff][Int((word >> 8) % 5)] : UInt8(word >> 56)
  }
}
