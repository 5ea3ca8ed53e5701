import CanonicalJSON
import CheckpointTools
import Checkpoints
import CommandLineKit
import Foundation
import NumericsContract
import TensorFiles
import Testing

@Suite("ckpt convert")
struct ConversionTests {
  private let folder: ScratchFolder

  init() throws { folder = try ScratchFolder() }

  private func convert(
    _ from: String, _ to: String, _ change: (inout ConversionOptions) -> Void = { _ in }
  ) throws -> Conversion {
    var options = ConversionOptions()
    change(&options)
    return try Conversion(from: folder.file(from), to: folder.file(to), options: options)
  }

  @Test(
    "A checkpoint's model in safetensors has the same bits, and its file the same bytes each time")
  func safetensors() throws {
    try SampleState().save(folder, "a.h5")
    let conversion = try convert("a.h5", "a.safetensors") { $0.weightsOnly = true }
    #expect(conversion.exitStatus == .done && conversion.tensors == 2 && conversion.byteCount == 64)
    #expect(conversion.json["toFormat"] == "safetensors")
    let difference = try Difference(
      from: folder.file("a.h5"), to: folder.file("a.safetensors"))
    #expect(difference.verdict == .identicalState && difference.tensors.count == 2)
    let file = try TensorFiles.open(folder.file("a.safetensors"))
    #expect(file.tensors.map(\.path) == ["hidden.bias", "hidden.weight"])
    #expect(file.metadata["run"]?.string?.contains("learningRate") == true)
    _ = try convert("a.h5", "b.safetensors") { $0.weightsOnly = true }
    let files = try ["a.safetensors", "b.safetensors"].map {
      try Data(contentsOf: URL(fileURLWithPath: folder.file($0)))
    }
    #expect(files[0] == files[1])
  }

  @Test("Without --weights-only every tensor of the state is carried, and nothing differs")
  func everything() throws {
    try SampleState().save(folder, "a.h5")
    #expect(try convert("a.h5", "a.safetensors").tensors == 10)
    let difference = try Difference(from: folder.file("a.h5"), to: folder.file("a.safetensors"))
    #expect(difference.verdict == .identicalState && difference.uncompared.isEmpty)
  }

  @Test(
    "npz holds the arrays for NumPy, says that metadata is left out, and refuses bfloat16 by name")
  func npz() throws {
    var state = SampleState()
    try state.save(folder, "a.h5")
    let conversion = try convert("a.h5", "a.npz") { $0.weightsOnly = true }
    #expect(conversion.notes.count == 1 && conversion.notes[0].contains("metadata parameters, run"))
    let read = try PythonReader.run(
      """
      with np.load(sys.argv[1]) as file:
          print(json.dumps({k: [str(file[k].dtype), list(file[k].shape), file[k].ravel().tolist()] for k in file}))
      """, [folder.file("a.npz")])
    #expect(read["hidden.bias"] == ["float32", [4], [0.5, -0.25, 0, 2]])
    state.set("/model/narrow", .bits("/model/narrow", .bfloat16, [1, 2] as [UInt16], [2]))
    try state.save(folder, "b.h5")
    let error = #expect(throws: CheckpointToolError.self) { try convert("b.h5", "b.npz") }
    #expect(error?.code == .invalidConversion && error?.exitStatus == .trouble)
    #expect(error?.description.contains("/model/narrow: expected a type that npz can hold") == true)
    #expect(!FileManager.default.fileExists(atPath: folder.file("b.npz")))
  }

  @Test("Plain HDF5 is what h5py reads, with metadata as attributes")
  func hdf5() throws {
    try SampleState().save(folder, "a.h5")
    _ = try convert("a.h5", "plain.h5")
    let read = try PythonReader.run(
      """
      with h5py.File(sys.argv[1], "r") as file:
          print(json.dumps({"bias": file["model/hidden/bias"][()].tolist(), "sections": sorted(file),
              "attributes": sorted(file.attrs), "step": int(file["loop/step"][()])}))
      """, [folder.file("plain.h5")])
    #expect(read["bias"] == [0.5, -0.25, 0, 2] && read["step"] == 37)
    #expect(read["sections"] == ["loop", "metrics", "model", "optimizer", "rng"])
    #expect(read["attributes"] == ["parameters", "run"])
  }

  @Test("Metadata that an attribute of HDF5 cannot hold is left out and named")
  func longMetadata() throws {
    var state = SampleState()
    state.run = ["note": .string(String(repeating: "x", count: 5000))]
    try state.save(folder, "a.h5")
    let conversion = try convert("a.h5", "plain.h5")
    #expect(conversion.notes == ["Not written, for hdf5 has no place for it: metadata run."])
    #expect(conversion.exitStatus == .done)
  }

  @Test(
    "CKPT-036: a checkpoint becomes a thin file by its name, and that is made whole byte for byte")
  func thin() throws {
    try SampleState().save(folder, "a.h5")
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.file("a.h5")))
    // Nothing of it is large enough for a chunk, so there is nothing to keep together.
    #expect(try convert("a.h5", "a.thin").notes == [])
    #expect(ThinCheckpoint.begins(folder.file("a.thin")))
    _ = try convert("a.thin", "b.h5")
    _ = try convert("a.thin", "c.h5") { $0.format = .lockstep }
    _ = try convert("a.h5", "d") { $0.thins = true }
    _ = try convert("d", "e") { $0.format = .lockstep }
    for name in ["b.h5", "c.h5", "e"] {
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder.file(name))) == bytes, "\(name)")
    }
    // A thin file is read like the checkpoint it stands for.
    _ = try convert("d", "model.safetensors") { $0.weightsOnly = true }
    let difference = try Difference(from: folder.file("a.h5"), to: folder.file("d"))
    #expect(difference.verdict == .identicalBytes)
  }

  @Test("A checkpoint of weights alone is a checkpoint, with the model's own digest")
  func weights() throws {
    try SampleState().save(folder, "a.h5")
    let error = #expect(throws: CheckpointToolError.self) {
      try convert("a.h5", "w.h5") {
        $0.format = .lockstep
        $0.filter = GlobPattern("/loop/**")
      }
    }
    #expect(error?.description.contains("Add --weights-only.") == true)
    _ = try convert("a.h5", "w.h5") {
      $0.format = .lockstep
      $0.weightsOnly = true
    }
    let (whole, weights) = (
      try CheckpointFile(opening: folder.file("a.h5")),
      try CheckpointFile(opening: folder.file("w.h5"))
    )
    try weights.verify()
    let model = whole.sectionRoots.first { $0.name == "model" }
    #expect(model != nil && weights.sectionRoots.first { $0.name == "model" } == model)
    #expect(weights.tensors.count == 2)
  }

  @Test("From another format, with a filter, and never over a file without --force")
  func foreign() throws {
    try SafetensorsSample.write(
      [
        SafetensorsSample.floats("net.hidden.bias", [1, 2], [2]),
        SafetensorsSample.floats("net.hidden.weight", [1, 2, 3, 4], [2, 2]),
      ], to: folder.file("a.safetensors"))
    #expect(try convert("a.safetensors", "b.h5") { $0.filter = GlobPattern("bias") }.tensors == 1)
    let error = #expect(throws: CheckpointToolError.self) { try convert("a.safetensors", "b.h5") }
    #expect(error?.code == .invalidConversion)
    #expect(error?.description.contains("--force") == true)
    #expect(try convert("a.safetensors", "b.h5") { $0.replaces = true }.tensors == 2)
    let read = try PythonReader.run(
      """
      with h5py.File(sys.argv[1], "r") as file:
          print(json.dumps([file["net/hidden/weight"][()].tolist(), file.attrs["step"].decode()]))
      """, [folder.file("b.h5")])
    #expect(read == [[[1, 2], [3, 4]], "37"])
    for (to, text) in [("b.bin", "without a known ending"), ("b.gguf", "without a known ending")] {
      let error = #expect(throws: CheckpointToolError.self) { try convert("a.safetensors", to) }
      #expect(error?.description.contains(text) == true)
    }
  }

  @Test("A damaged checkpoint is not converted")
  func damage() throws {
    let path = try SampleState().save(folder, "a.h5")
    let bias = try #require(try CheckpointFile(opening: path).dataset(at: "/model/hidden/bias"))
    try folder.flip("a.h5", at: bias.offset)
    for name in ["b.safetensors", "b.npz", "b.h5"] {
      let error = #expect(throws: CheckpointToolError.self) { try convert("a.h5", name) }
      #expect(error?.checkpointError?.code == .digestMismatch)
      #expect(!FileManager.default.fileExists(atPath: folder.file(name)))
    }
  }
}
