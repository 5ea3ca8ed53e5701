internal import Checkpoints
internal import ForeignHDF5
public import TensorFiles

/// Opens files for the tools, by what is in them.
public enum ReadableFile {
  /// Opens a checkpoint, or a file of another format.
  ///
  /// - Throws: `CheckpointToolError` with the error of the format's reader.
  public static func open(_ path: String) throws(CheckpointToolError) -> any TensorFile {
    let format = try format(of: path)
    guard format != .lockstep else {
      return try CheckpointToolError.wrapping { () throws(CheckpointError) in
        CheckpointTensorFile(try CheckpointFile(opening: path))
      }
    }
    return try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
      format == .hdf5 ? try HDF5TensorFile(opening: path) : try TensorFiles.open(path)
    }
  }

  /// Whether a folder is one file in several parts: it has an index of them.
  static func isInParts(_ folder: String) -> Bool {
    (RunFolder.names(in: folder) ?? []).contains { $0.hasSuffix(".safetensors.index.json") }
  }

  /// The format that the bytes of a file are in; nil if they start like none that is known.
  static func format(of path: String) throws(CheckpointToolError) -> TensorFileFormat? {
    let format = try CheckpointToolError.wrappingFormat { () throws(TensorFileError) in
      try TensorFiles.format(of: path)
    }
    return format == nil && ThinCheckpoint.begins(path) ? .lockstep : format
  }
}
