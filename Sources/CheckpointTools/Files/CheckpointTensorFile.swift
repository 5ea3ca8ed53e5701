public import CanonicalJSON
public import Checkpoints
public import TensorFiles

/// A checkpoint of Lockstep as one of the files with tensors.
public struct CheckpointTensorFile: TensorFile {
  /// The checkpoint.
  public let checkpoint: CheckpointFile
  /// The arrays of the state.
  public let tensors: [StoredTensor]

  /// Looks at a checkpoint as a file with tensors.
  public init(_ checkpoint: CheckpointFile) {
    self.checkpoint = checkpoint
    tensors = checkpoint.tensors.map {
      StoredTensor(
        path: $0.path, type: $0.type, shape: $0.shape, byteCount: $0.byteCount, offset: $0.offset)
    }
  }

  public var path: String { checkpoint.path }
  public var format: TensorFileFormat { .lockstep }
  public var byteCount: Int { checkpoint.byteCount }

  /// The configuration and the parameter index.
  public var metadata: JSONValue {
    ["run": checkpoint.run, "parameters": checkpoint.parameters]
  }

  /// Bytes as they are, **unchecked**: `TensorReader` checks digests of whole leaves.
  public func read(
    _ tensor: StoredTensor, _ range: Range<Int>
  ) throws(TensorFileError) -> [UInt8] {
    do throws(CheckpointError) {
      return try checkpoint.read(CheckpointTensorFile.dataset(tensor), byteRange: range)
    } catch {
      throw TensorFileError(
        .unreadable, file: error.file, place: error.path, offset: error.offset,
        expected: error.expected, found: error.found, remedy: error.remedy)
    }
  }

  /// The array of a checkpoint that a tensor describes.
  ///
  /// - Precondition: the tensor is one of a checkpoint's.
  static func dataset(_ tensor: StoredTensor) -> CheckpointDataset {
    guard let type = tensor.type, let offset = tensor.offset else {
      preconditionFailure("\(tensor.path) of type \(tensor.typeName) is no array of a checkpoint")
    }
    return CheckpointDataset(
      path: tensor.path, type: type, shape: tensor.shape, offset: offset,
      byteCount: tensor.byteCount)
  }
}
