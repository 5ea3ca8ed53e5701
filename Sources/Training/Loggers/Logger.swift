public import CanonicalJSON

/// How what is logged is written to a file; the Trainer keeps the file.
///
/// A logger has no state of its own: what it writes is a function of what is logged, up to times of day,
/// so that the log of a resumed run is that of an uninterrupted one.
public protocol Logger: Sendable {
  /// Name of its section in a checkpoint, such as `csv`.
  var name: String { get }
  /// Name of its file in the run's folder; it may lie in a folder of its own.
  var fileName: String { get }
  /// What the file begins with.
  ///
  /// - Parameter run: The `run:` map, a run's hyper-parameters.
  func header(_ run: JSONValue) -> [UInt8]
  /// What a step, an epoch or a validation adds, in the order of `entries`; nothing for entries of a
  /// kind that the format lacks.
  func record(_ entries: [LogEntry], step: Int, epoch: Int) -> [UInt8]
  /// Written bytes with times of day taken out: what a checkpoint's digest of the log covers.
  ///
  /// Of several records, in order, it is what it is of each, joined.
  func canonical(_ bytes: [UInt8]) -> [UInt8]
}

extension Logger {
  public func header(_ run: JSONValue) -> [UInt8] { [] }
  public func canonical(_ bytes: [UInt8]) -> [UInt8] { bytes }
}
