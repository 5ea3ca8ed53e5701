@testable import TensorFiles

/// Mutants of ZIP archives: a member changes, and the archive is put together again around it.
struct ArchiveMutation {
  /// Whether members need the checksums of their bytes; readers of PyTorch's files take 0 for none.
  let keepsChecksums: Bool

  private struct Member {
    let name: String
    var bytes: [UInt8]
    /// Bytes when unpacked, and their checksum, if the member is deflated.
    let unpacked: (byteCount: Int, checksum: UInt32)?
  }

  func mutant(of bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    guard !mutation.isOneIn(4), var members = members(of: bytes, &mutation) else {
      let mutant =
        mutation.isOneIn(2) ? mutation.window(of: bytes) : mutation.anywhere(in: bytes)
      return keepsChecksums ? mutant : withoutChecksums(mutant)
    }
    // What has structure of its own, mostly: elements may be anything.
    let place =
      members.firstIndex { $0.name.hasSuffix("data.pkl") }.flatMap {
        mutation.isOneIn(5) ? nil : $0
      }
      ?? mutation.below(members.count)
    let limit = max(1, mutation.byteLimit - bytes.count + members[place].bytes.count)
    members[place].bytes =
      members[place].bytes.starts(with: [0x93, 0x4e])
      ? HeaderMutation.mutant(of: members[place].bytes, &mutation)
      : mutation.anywhere(in: members[place].bytes, atMost: limit)
    return archive(of: members)
  }

  /// The members, some of the deflated ones unpacked; nil if the bytes are no archive.
  private func members(of bytes: [UInt8], _ mutation: inout Mutation) -> [Member]? {
    guard
      let archive = try? ZIPArchive(FileSource(bytes: bytes, name: Promise.name)),
      !archive.entries.isEmpty
    else { return nil }
    var members: [Member] = []
    for entry in archive.entries {
      // The lengths of the name and of further fields are at byte 26 of the local header.
      let header = entry.offset + 30
      guard header <= bytes.count else { return nil }
      let start =
        header + Int(bytes[header - 4]) + Int(bytes[header - 3]) << 8 + Int(bytes[header - 2])
        + Int(bytes[header - 1]) << 8
      guard start <= bytes.count, entry.packedByteCount <= bytes.count - start else { return nil }
      var content = Array(bytes[start..<start + entry.packedByteCount])
      var unpacked = entry.isDeflated ? (entry.byteCount, entry.checksum) : nil
      if entry.isDeflated, entry.byteCount <= mutation.byteLimit, mutation.isOneIn(2),
        let stored = try? archive.open(entry, maySkipChecksum: true)
          .read(at: 0, count: entry.byteCount)
      {
        content = stored
        unpacked = nil
      }
      members.append(Member(name: entry.name, bytes: content, unpacked: unpacked))
    }
    return members
  }

  private func archive(of members: [Member]) -> [UInt8] {
    var archive: [UInt8] = []
    var directory: [UInt8] = []
    for member in members {
      var record = ZIPRecord(
        name: member.name, byteCount: member.bytes.count, offset: archive.count)
      if let unpacked = member.unpacked {
        record.checksum = unpacked.checksum
      } else if keepsChecksums {
        var checksum = Checksum()
        checksum.update(member.bytes[...])
        record.checksum = checksum.value
      }
      archive += record.localHeader + member.bytes
      var entry = record.directoryEntry
      if let unpacked = member.unpacked {
        // The method of a deflated member, and its size when unpacked.
        entry[10] = 8
        for byte in 0..<4 {
          entry[24 + byte] = UInt8(truncatingIfNeeded: unpacked.byteCount >> (8 * byte))
        }
      }
      directory += entry
    }
    let end = ZIPRecord.end(
      of: archive.count..<archive.count + directory.count, entryCount: members.count)
    return archive + directory + end
  }

  /// The bytes with checksums of 0 in whatever looks like an entry of a directory.
  private func withoutChecksums(_ bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for place in bytes.indices.dropLast(46)
    where bytes[place] == 0x50 && bytes[place...].starts(with: [0x50, 0x4b, 1, 2]) {
      result.replaceSubrange(place + 16..<place + 20, with: [0, 0, 0, 0])
    }
    return result
  }
}
