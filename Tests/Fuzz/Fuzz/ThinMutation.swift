import NumericsContract

/// Mutants of thin checkpoints, most of them with the digest of their bytes at the end.
enum ThinMutation {
  static func mutant(of bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    let ending = SHA256Digest.byteCount
    guard bytes.count > ending, !mutation.isOneIn(8) else { return mutation.anywhere(in: bytes) }
    let body = Array(bytes.dropLast(ending))
    // The table is where a thin file says more than the checkpoint it stands for.
    let table = 0..<min(body.count, 32 + 48)
    let changed =
      mutation.isOneIn(4)
      ? mutation.anywhere(in: body, atMost: max(1, mutation.byteLimit - ending))
      : mutation.window(of: body, in: mutation.isOneIn(3) ? nil : table)
    return changed + SHA256Digest.digest(of: changed).bytes
  }
}
