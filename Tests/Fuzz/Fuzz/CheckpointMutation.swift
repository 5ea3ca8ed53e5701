/// Mutants of checkpoints: what is changed is mostly structure, and mostly in place.
enum CheckpointMutation {
  static func mutant(of bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    let structures = MetadataRepair.structures(of: bytes)
    var mutant = bytes
    if structures.isEmpty || mutation.isOneIn(4) {
      mutant = mutation.anywhere(in: bytes)
    } else {
      for _ in 0...mutation.below(3) {
        let structure = structures[mutation.below(structures.count)]
        mutant = mutation.window(of: mutant, in: structure)
      }
    }
    // Checksums themselves must be looked at, too.
    if !mutation.isOneIn(8) { MetadataRepair.repair(&mutant) }
    return mutant
  }
}
