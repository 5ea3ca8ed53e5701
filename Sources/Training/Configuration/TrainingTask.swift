public import CanonicalJSON
public import Devices

/// A training task that a command knows by name: a user's script in a file.
public protocol TrainingTask: SendableMetatype {
  /// Name on the command line.
  static var name: String { get }
  /// One line about it.
  static var summary: String { get }
  /// The complete `run:` map; it is also the schema of the task's configuration.
  static var defaults: JSONValue { get }
  /// Whether the task reads the user's own data when `RunConfiguration.dataFile` names some.
  static var readsDataFile: Bool { get }
  /// Checks the configuration and fills in what follows from the data and the rest (digests, the
  /// length of a schedule).
  ///
  /// - Throws: `TrainingError` naming a wrong key.
  static func resolve(_ configuration: inout RunConfiguration) throws
  /// Trains.
  ///
  /// - Parameter watching: Callbacks that have no influence on the run, such as a progress bar.
  static func train(
    _ configuration: RunConfiguration, device: any Device, execution: Execution,
    watching: [any Callback]
  ) throws -> FitResult
}

extension TrainingTask {
  /// A task brings its own data unless it says otherwise.
  public static var readsDataFile: Bool { false }

  /// Refuses another task's name and a run that never ends, unless a task checks more.
  public static func resolve(_ configuration: inout RunConfiguration) throws {
    guard configuration.text("task") == name else { throw configuration.wrong("task", name) }
    try configuration.requireLimit()
  }
}
