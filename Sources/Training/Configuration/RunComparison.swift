import CanonicalJSON

/// Whether a run may continue from a checkpoint of another `run:` map.
enum RunComparison {
  /// Limits may be raised when a run is resumed; everything else must be equal.
  private static let limits = ["trainer.maxEpochs", "trainer.maxSteps"]

  /// Checks that two maps describe the same run.
  ///
  /// - Throws: `TrainingError` naming the first key that differs, both values and the way out.
  static func check(saved: JSONValue, current: JSONValue) throws(TrainingError) {
    guard let key = firstDifference(saved, current, at: "") else { return }
    let found = value(key, in: saved)
    let wanted = value(key, in: current)
    if limits.contains(key) {
      throw TrainingError(
        .mismatch,
        """
        \(key) is \(text(found)) in the checkpoint and \(text(wanted)) here: a run that goes on may \
        raise a limit it has, but neither lower one nor gain one (null is no limit); to stop after \
        step N without changing the run, use --stop-after N
        """)
    }
    throw TrainingError(
      .mismatch,
      """
      the checkpoint belongs to another run: \(key) is \(text(found)) in the file and \
      \(text(wanted)) here; leave it out to take the file's value, or start a new run in another \
      folder
      """)
  }

  private static func firstDifference(
    _ saved: JSONValue?, _ current: JSONValue?, at path: String
  ) -> String? {
    if let savedObject = saved?.object, let currentObject = current?.object {
      let names = (savedObject.members + currentObject.members).map(\.name).sorted()
      for name in names {
        let inner = path.isEmpty ? name : "\(path).\(name)"
        if let key = firstDifference(savedObject[name], currentObject[name], at: inner) {
          return key
        }
      }
      return nil
    }
    // A key that an earlier release did not know is not set there: null, where that means the same.
    if saved ?? .null == current ?? .null { return nil }
    if limits.contains(path), raises(saved, to: current) { return nil }
    return path
  }

  private static func raises(_ saved: JSONValue?, to current: JSONValue?) -> Bool {
    guard let old = saved?.integer else { return false }
    guard let new = current?.integer else { return current?.isNull ?? true }
    return new >= old
  }

  private static func value(_ key: String, in map: JSONValue) -> JSONValue? {
    key.split(separator: ".").reduce(Optional(map)) { $0?[String($1)] }
  }

  private static func text(_ value: JSONValue?) -> String {
    guard let value else { return "absent" }
    return (try? CanonicalJSON.text(value)) ?? "not a number"
  }
}
