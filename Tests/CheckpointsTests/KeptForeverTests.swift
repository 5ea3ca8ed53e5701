import Foundation
import NumericsContract
import Tensors
import Testing

@testable import Checkpoints

/// `Fixtures/checkpoints/v1`: files of the first release, which every later release must read.
@Suite struct KeptForeverTests {
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures/checkpoints/v1").path

  /// The files and the roots they had when they were written.
  static let files: [(name: String, stateRoot: String, fileRoot: String)] = [
    (
      "digits-gan.h5",
      "21a6c9fe217c910fce0a5cffe697e116435ceb013f9f451afbcdcf621aec2722",
      "5610de6c696b8cbba9261eea014a5918e83c26d6d5d5b3698342ca7230e6d966"
    ),
    (
      "digits-mlp.h5",
      "2378d736788e1914fe9a0099f74cf7fd84003dfbf1d30fb1196638fe158479b2",
      "4a5a121a1a0f977d516fdad79597a316cc34c3583464c117e42aba286aafba0c"
    ),
    (
      "every-kind.h5",
      "f2f243db02ea8065ecdbcc0b7452e485d7b55deea292ecb7fef6b15afb888c8c",
      "d6cf30f0b81c252248d4d9e7e6c946f3030b77760999a4230d12c829542307c7"
    ),
    (
      "example.h5",
      "6c790a4b485e87c4532dd6e1a1d48e1223120d964078ddfae929c7559e32367b",
      "cd1a8692410c060c196d4e4df89c5fea74420dfd01fac3b52a52aa2983f7d7e9"
    ),
    (
      "shared.thin",
      "90c7e925845e141010b2c75ad5ba57633950ab9e58587ba2b1f425cd7075be4c",
      "5946a8fc848c7a2326fe1f1af8c945261979b35cabedada7f6a15f4098b003fa"
    ),
  ]

  @Test("CKPT-035: every file of version 1 opens and verifies, with the roots it was written with")
  func readable() throws {
    for (name, stateRoot, fileRoot) in Self.files {
      let file = try CheckpointFile(opening: Self.folder + "/" + name)
      try file.verify()
      #expect("\(file.stateRoot)" == stateRoot, "\(name)")
      #expect("\(file.fileRoot)" == fileRoot, "\(name)")
    }
  }

  @Test(
    "CKPT-002, CKPT-035: what is read from a file of version 1 is written back as the same bytes")
  func writtenBack() throws {
    let folder = try TemporaryFolder()
    for (name, _, _) in Self.files {
      let file = try CheckpointFile(opening: Self.folder + "/" + name)
      try CheckpointWriter.write(
        tree: try file.stateTree(), run: file.run, parameters: file.parameters,
        profile: file.profile, contract: file.contract, to: folder.file("again.h5"))
      let whole = try file.contents.bytes.read(0..<file.byteCount)
      #expect(try folder.bytes("again.h5") == whole, "\(name)")
    }
  }

  @Test("CKPT-036: the thin file of version 1 and its chunk are made again byte for byte")
  func thin() throws {
    let folder = try TemporaryFolder()
    try ThinCheckpoint.makeWhole(Self.folder + "/shared.thin", to: folder.file("whole.h5"))
    try ThinCheckpoint.write(folder.file("whole.h5"), to: folder.file("shared.thin"))
    let chunk =
      "chunks/892fa2ff28deaee96775acde1f19c542c438b0728c1c0814f1e86f851220409d"
    for name in ["shared.thin", chunk] {
      let kept = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/" + name))
      #expect(try folder.bytes(name) == Array(kept), "\(name)")
    }
  }
}
