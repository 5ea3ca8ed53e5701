public import CommandLineKit
public import TensorFiles

/// What `ckpt convert` is asked to write.
public struct ConversionOptions: Sendable {
  /// The format to write; nil takes the one that the name of the file ends like.
  public var format: TensorFileFormat?
  /// Whether to take the model alone, by the names of its layers.
  public var weightsOnly = false
  /// Which tensors to take; nil takes all.
  public var filter: GlobPattern?
  /// Whether a file of that name may be replaced.
  public var replaces = false

  /// Whether a checkpoint shall become a thin file; nil leaves it to the name of the file.
  public var thins: Bool?

  /// Whether nothing of a file is left out.
  var takesAll: Bool { !weightsOnly && filter == nil }

  /// The name of the thin form of a checkpoint, which is no format of its own.
  public static let thinName = "thin"

  /// The names of the formats that can be written.
  public static var formatNames: [String] {
    ConversionTarget.allCases.map(\.rawValue) + [thinName]
  }

  /// The format of a name, nil if none that can be written has it.
  public static func format(named name: String) -> TensorFileFormat? {
    ConversionTarget(rawValue: name).flatMap { TensorFileFormat(rawValue: $0.rawValue) }
  }

  /// Creates options that take everything.
  public init() {}
}
