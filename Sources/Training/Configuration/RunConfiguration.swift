public import CanonicalJSON

/// A resolved `run:` map: a task's defaults with a user's values in place of some.
///
/// The defaults are the schema: a key that they lack is an error, and so is a value of another kind. The
/// sections `weightAveraging` and `backboneFinetuning` may come in beside them.
public struct RunConfiguration: Sendable {
  /// Keys whose value may be a list, or a number as in the defaults.
  private static let mayBeList = ["trainer.accumulateGradBatches"]

  /// The whole map.
  public private(set) var map: JSONValue

  /// Path of the user's own data, for a task that reads a file.
  ///
  /// It is no part of the map: a run knows its data by their digest, wherever they lie.
  public var dataFile: String?

  /// Takes a task's defaults.
  ///
  /// - Precondition: an object.
  public init(defaults: JSONValue) {
    precondition(defaults.object != nil, "the defaults of a task are a map")
    map = defaults
  }

  /// Replaces values by those of another map.
  ///
  /// - Throws: `TrainingError` naming the first wrong key.
  public mutating func merge(_ other: JSONValue) throws(TrainingError) {
    guard other.object != nil else {
      throw TrainingError(.configuration, "the run: part of a configuration must be a map")
    }
    map = try withSections(of: other) { (base, given) throws(TrainingError) in
      try RunConfiguration.merged(base, with: given, at: "")
    }
  }

  /// Replaces the value of a dotted key, such as `optimizer.learningRate`.
  ///
  /// - Throws: `TrainingError` naming the key.
  public mutating func set(_ key: String, to value: JSONValue) throws(TrainingError) {
    let parts = key.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    let nested = parts.reversed().reduce(value) { .object([($1, $0)]) }
    try merge(nested)
  }

  /// The value of a dotted key.
  public subscript(_ key: String) -> JSONValue? {
    key.split(separator: ".").reduce(Optional(map)) { $0?[String($1)] }
  }

  /// A whole number of at least `minimum`.
  public func integer(_ key: String, atLeast minimum: Int) throws(TrainingError) -> Int {
    guard let value = try optionalInteger(key, atLeast: minimum) else {
      throw wrong(key, "a whole number of at least \(minimum)")
    }
    return value
  }

  /// A whole number of at least `minimum`, or nil for null.
  public func optionalInteger(
    _ key: String, atLeast minimum: Int
  ) throws(TrainingError) -> Int? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let number = value.integer, number >= minimum else {
      throw wrong(key, "a whole number of at least \(minimum)")
    }
    return number
  }

  /// A whole number in a range.
  public func integer(_ key: String, in range: ClosedRange<Int>) throws(TrainingError) -> Int {
    guard let value = self[key]?.integer, range.contains(value) else {
      throw wrong(key, "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }

  /// A number in a range.
  public func number(_ key: String, in range: Range<Double>) throws(TrainingError) -> Double {
    guard let number = self[key]?.number, range.contains(number) else {
      throw wrong(key, "a number from \(range.lowerBound) to below \(range.upperBound)")
    }
    return number
  }

  /// One of some words.
  public func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, _ type: Choice.Type
  ) throws(TrainingError) -> Choice where Choice.RawValue == String {
    guard let text = self[key]?.string, let choice = Choice(rawValue: text) else {
      throw wrong(key, "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", "))
    }
    return choice
  }

  /// A text, or nil for null.
  public func optionalText(_ key: String) throws(TrainingError) -> String? {
    guard let value = self[key], !value.isNull else { return nil }
    guard let text = value.string else { throw wrong(key, "text or null") }
    return text
  }

  /// A text, or nil for anything else.
  public func text(_ key: String) -> String? { self[key]?.string }

  /// An error about the value of a key.
  public func wrong(_ key: String, _ expected: String) -> TrainingError {
    let found = self[key].map { (try? CanonicalJSON.text($0)) ?? "not a number" } ?? "nothing"
    return TrainingError(.configuration, "\(key): expected \(expected), found \(found)")
  }

  private static func merged(
    _ base: JSONValue, with other: JSONValue, at path: String
  ) throws(TrainingError) -> JSONValue {
    guard let known = base.object else {
      guard fits(other, in: base) || mayBeList.contains(path) && other.array != nil else {
        throw TrainingError(
          .configuration,
          "\(path): expected \(kind(base)), found \(kind(other)); run with --print-config to see "
            + "every key with its value")
      }
      return isWholeNumber(base) ? wholeNumber(other) : other
    }
    guard let given = other.object else {
      throw TrainingError(
        .configuration,
        "\(path): expected a map with the keys \(names(known)), found \(kind(other))")
    }
    for member in given.members where known[member.name] == nil {
      throw TrainingError(
        .configuration,
        "unknown key \(path.isEmpty ? member.name : "\(path).\(member.name)")"
          + NearestName.hint(member.name, among: known.members.map(\.name), below: path)
          + "; the keys there are \(names(known))")
    }
    var members: [(String, JSONValue)] = []
    for member in known.members {
      let inner = path.isEmpty ? member.name : "\(path).\(member.name)"
      let value = try given[member.name].map { (value) throws(TrainingError) in
        try merged(member.value, with: value, at: inner)
      }
      members.append((member.name, value ?? member.value))
    }
    return .object(members)
  }

  /// Null stands for "not set", so it may be replaced by anything and may replace a number or text.
  private static func fits(_ value: JSONValue, in base: JSONValue) -> Bool {
    base.isNull || value.isNull || kind(value) == kind(base)
      || (isWholeNumber(base) && isWholeNumber(value))
  }

  /// Beyond 2^53 a whole number is a string of digits (CKPT-009).
  private static func isWholeNumber(_ value: JSONValue) -> Bool {
    value.integer != nil || value.unsignedInteger != nil
  }

  /// One spelling for each whole number, so that `"5"` and 5 are the same run (CKPT-009).
  private static func wholeNumber(_ value: JSONValue) -> JSONValue {
    if let number = value.integer { return .integer(number) }
    return value.unsignedInteger.map { .integer($0) } ?? value
  }

  private static func kind(_ value: JSONValue) -> String {
    switch value {
    case .null: "null"
    case .bool: "true or false"
    case .number: "a number"
    case .string: "text"
    case .array: "a list"
    case .object: "a map"
    }
  }

  private static func names(_ object: JSONObject) -> String {
    object.members.map(\.name).joined(separator: ", ")
  }
}
