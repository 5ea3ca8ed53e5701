internal import CanonicalJSON
internal import Checkpoints
internal import NumericsContract
internal import TensorFiles
internal import Tensors

/// Writes tensors of a file in one of the formats.
struct ConversionWriter {
  let target: ConversionTarget
  let path: String

  /// Writes the file, and returns what the format had no place for.
  func write(
    _ tensors: [OutputTensor], of reader: TensorReader
  ) throws(CheckpointToolError) -> [String] {
    let metadata = ConversionWriter.texts(reader.file.metadata)
    switch target {
    case .safetensors:
      try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
        try SafetensorsWriter.write(
          tensors, metadata: metadata.map { ($0.name, $0.text) }, to: path)
      }
    case .npz:
      try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
        try NPZWriter.write(tensors, to: path)
      }
      return note(of: metadata)
    case .hdf5:
      let fitting = metadata.filter(ConversionWriter.isAttribute)
      let attributes = Array(fitting.prefix(ConversionWriter.attributeLimit))
      try writeHDF5(tensors, of: reader.file, metadata: attributes)
      return note(
        of: metadata.filter { !ConversionWriter.isAttribute($0) }
          + fitting.dropFirst(attributes.count))
    case .lockstep:
      if let checkpoint = reader.checkpoint { try writeCheckpoint(tensors, of: checkpoint) }
    }
    return []
  }

  /// Attributes of a file at most; others are left out and named.
  private static let attributeLimit = 64

  /// Whether an attribute of HDF5 can hold a text, by the limits of `HDF5Export`.
  private static func isAttribute(_ member: (name: String, text: String)) -> Bool {
    (1...255).contains(member.name.utf8.count) && !member.name.utf8.contains(0)
      && member.text.utf8.count <= 4096 && !member.text.utf8.contains(0)
  }

  private func note(of metadata: [(name: String, text: String)]) -> [String] {
    let names = metadata.map(\.name).joined(separator: ", ")
    return names.isEmpty
      ? [] : ["Not written, for \(target.rawValue) has no place for it: metadata \(names)."]
  }

  /// What a file says besides tensors, as names and texts; what is not text is JSON.
  private static func texts(_ metadata: JSONValue) -> [(name: String, text: String)] {
    (metadata.object?.members ?? []).map { member in
      if case .string(let text) = member.value { return (member.name, text) }
      do throws(JSONNumberError) {
        return (member.name, try CanonicalJSON.text(member.value))
      } catch {
        preconditionFailure("metadata that was read from a file is JSON, but \(error)")
      }
    }
  }

  private func writeHDF5(
    _ tensors: [OutputTensor], of file: any TensorFile, metadata: [(name: String, text: String)]
  ) throws(CheckpointToolError) {
    let sorted = tensors.sorted { $0.name.precedesInUTF8($1.name) }
    let arrays = sorted.compactMap { output in
      output.tensor.type.map { type in
        CheckpointDataset(
          path: output.name, type: type, shape: output.tensor.shape, offset: 0,
          byteCount: output.tensor.byteCount)
      }
    }
    try CheckpointToolError.wrapping { () throws(CheckpointError) in
      try HDF5Export.write(arrays, attributes: metadata, to: path) {
        (index, range) throws(CheckpointError) in
        do throws(TensorFileError) {
          return try file.read(sorted[index].tensor, range)
        } catch {
          throw CheckpointError(
            .unreadable, file: error.file, path: error.place, offset: error.offset,
            expected: error.expected, found: error.found, remedy: error.remedy)
        }
      }
    }
  }

  /// Writes a checkpoint that has a model and nothing of a run's progress.
  private func writeCheckpoint(
    _ tensors: [OutputTensor], of checkpoint: CheckpointFile
  ) throws(CheckpointToolError) {
    try CheckpointToolError.wrapping { () throws(CheckpointError) in
      var entries: [StateEntry] = []
      for output in tensors {
        let dataset = CheckpointTensorFile.dataset(output.tensor)
        entries.append(
          StateEntry(
            path: dataset.path, type: dataset.type, shape: dataset.shape,
            bytes: try checkpoint.bytes(of: dataset.path)))
      }
      try CheckpointWriter.write(
        tree: StateTree(entries), run: checkpoint.run, parameters: checkpoint.parameters,
        profile: checkpoint.profile, contract: checkpoint.contract, to: path)
    }
  }
}
