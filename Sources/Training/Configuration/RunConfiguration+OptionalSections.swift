public import CanonicalJSON

extension RunConfiguration {
  /// Sections that a run may have, with the values of the keys in them.
  ///
  /// One is part of the map once a key of it is set: the map of a run without it, and so the run's files, are
  /// what they were before the section was thought of.
  static let optionalSections: [(name: String, defaults: JSONValue)] = [
    (
      "weightAveraging",
      [
        "average": .string(WeightAveraging.Kind.exponential.rawValue), "decay": 0.999,
        "warmsUp": false, "from": 1, "every": 1,
      ]
    ),
    ("backboneFinetuning", ["backbone": .null, "unfreezingAtEpoch": 10]),
  ]

  /// The map with every section that there is, null for one that the run does not have.
  public var completeMap: JSONValue {
    .object(members(of: map) + absentSections.map { ($0.name, .null) })
  }

  /// Sections that the run does not have.
  private var absentSections: [(name: String, defaults: JSONValue)] {
    RunConfiguration.optionalSections.filter { map[$0.name] == nil }
  }

  /// Joins another map's sections: those that it sets come in, those that are null there go.
  func withSections(
    of given: JSONValue,
    _ merge: (_ base: JSONValue, _ given: JSONValue) throws(TrainingError) -> JSONValue
  ) throws(TrainingError) -> JSONValue {
    let absent = absentSections
    let taken = RunConfiguration.optionalSections.map(\.name).filter { given[$0]?.isNull == true }
    let merged = try merge(
      .object(members(of: map) + absent.map { ($0.name, $0.defaults) }),
      .object(members(of: given).filter { !taken.contains($0.0) }))
    return .object(
      members(of: merged).filter { name, _ in
        !taken.contains(name)
          && (given[name] != nil || !absent.contains { $0.name == name })
      })
  }

  private func members(of map: JSONValue) -> [(String, JSONValue)] {
    map.object?.members.map { ($0.name, $0.value) } ?? []
  }

  /// The average of the section `weightAveraging`; nil without it.
  func weightAveraging() throws(TrainingError) -> WeightAveraging? {
    guard self["weightAveraging"] != nil else { return nil }
    let interval = try integer("weightAveraging.every", atLeast: 1)
    let decay = try number("weightAveraging.decay", in: 0..<1)
    let start = try integer("weightAveraging.from", atLeast: 1)
    switch try choice("weightAveraging.average", WeightAveraging.Kind.self) {
    case .exponential:
      return .exponential(
        decay: decay, warmsUp: self["weightAveraging.warmsUp"] == true, every: interval)
    case .stochastic:
      return .stochastic(from: start, every: interval)
    }
  }

  /// The finetuning of the section `backboneFinetuning`; nil without it.
  func backboneFinetuning() throws(TrainingError) -> BackboneFinetuning? {
    guard self["backboneFinetuning"] != nil else { return nil }
    let epoch = try integer("backboneFinetuning.unfreezingAtEpoch", atLeast: 0)
    guard let path = text("backboneFinetuning.backbone"), !path.isEmpty else {
      throw wrong("backboneFinetuning.backbone", "the path of a layer of the model")
    }
    return BackboneFinetuning(at: path, unfreezingAtEpoch: epoch)
  }
}
