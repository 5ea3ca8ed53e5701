internal import CommandLineKit
internal import NumericsContract
internal import TensorFiles

/// A format that can be written, and what it can hold.
enum ConversionTarget: String, CaseIterable {
  case safetensors, npz, hdf5, lockstep

  /// Chooses by an option, or else by how the file's name ends.
  ///
  /// - Throws: `CheckpointToolError.invalidConversion` for a format that is not written here.
  init(_ format: TensorFileFormat?, path: String) throws(CheckpointToolError) {
    let name = format?.rawValue ?? ConversionTarget.format(of: path)
    guard let name, let target = ConversionTarget(rawValue: name) else {
      throw CheckpointToolError(
        .invalidConversion, path,
        expected: "a format that can be written: "
          + ConversionTarget.allCases.map(\.rawValue).joined(separator: ", "),
        found: name ?? "a name without a known ending", remedy: "Name the format with --to.")
    }
    self = target
  }

  private static func format(of path: String) -> String? {
    let endings: [(String, ConversionTarget)] = [
      (".safetensors", .safetensors), (".npz", .npz), (".h5", .hdf5), (".hdf5", .hdf5),
    ]
    return endings.first { path.hasSuffix($0.0) }?.1.rawValue
  }

  /// Whether the format can hold elements of a type.
  func holds(_ tensor: StoredTensor) -> Bool {
    guard let type = tensor.type else { return false }
    return self != .npz || type != .bfloat16
  }

  /// The name that a tensor gets.
  func name(of tensor: StoredTensor, isCheckpoint: Bool, weightsOnly: Bool) -> String {
    var parts = tensor.slashedPath.split(separator: "/")
    switch self {
    case .lockstep: return tensor.path
    case .hdf5: return tensor.slashedPath
    case .safetensors, .npz:
      guard tensor.path.hasPrefix("/") else { return tensor.path }
      if isCheckpoint, weightsOnly { parts.removeFirst() }
      return parts.joined(separator: ".")
    }
  }
}
