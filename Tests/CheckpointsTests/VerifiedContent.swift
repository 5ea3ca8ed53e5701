import CanonicalJSON
import Tensors

@testable import Checkpoints

/// What a checkpoint says, however it says it, once every byte of it was checked. `Tests/Fuzz` has this
/// file too, by a symbolic link.
struct VerifiedContent: Equatable {
  let tree: StateTree
  let run, parameters: JSONValue
  let profile, contract: String

  init(_ bytes: [UInt8], name: String) throws(CheckpointError) {
    try self.init(of: CheckpointFile(bytes: bytes, name: name))
  }

  init(of file: CheckpointFile) throws(CheckpointError) {
    try file.verify()
    tree = try file.stateTree()
    run = file.run
    parameters = file.parameters
    profile = file.profile
    contract = file.contract
  }
}
