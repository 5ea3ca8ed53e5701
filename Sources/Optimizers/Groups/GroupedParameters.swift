import Tensors

/// An optimizer's parameters, each with the group that it belongs to, and the groups' settings.
///
/// Group 0 is the default one: the optimizer's own settings.
struct GroupedParameters {
  private let groups: [ParameterGroup]
  /// λ of each group.
  let weightDecays: [Double]
  /// Current η of each group.
  var learningRates: [Double] {
    didSet {
      precondition(
        learningRates.count == groups.count + 1,
        "\(learningRates.count) learning rates for \(groups.count + 1) groups of parameters")
    }
  }
  /// In the order of `prepare`.
  private(set) var parameters: [Parameter] = []
  /// The group of each parameter.
  private(set) var memberships: [Int] = []

  init(learningRate: Double, weightDecay: Double, _ groups: [ParameterGroup]) {
    self.groups = groups
    weightDecays = [weightDecay] + groups.map { $0.weightDecay ?? weightDecay }
    learningRates =
      [learningRate]
      + groups.map {
        let rate = $0.learningRate ?? learningRate
        return $0.rateFactor == 1 ? rate : rate * $0.rateFactor
      }
  }

  /// Finds the group of each parameter.
  ///
  /// - Precondition: none is in two groups, and no group is without parameters.
  mutating func prepare(_ parameters: [Parameter]) {
    self.parameters = parameters
    memberships = parameters.map { parameter in
      let found = groups.indices.filter { groups[$0].contains(parameter.path) }
      precondition(
        found.count <= 1,
        "parameter '\(parameter.path)' is in the groups "
          + found.map { "'\(groups[$0])'" }.joined(separator: " and "))
      return found.first.map { $0 + 1 } ?? 0
    }
    for (index, group) in groups.enumerated() {
      precondition(
        memberships.contains(index + 1),
        "no parameter is in the group '\(group)'; there are "
          + parameters.map(\.path).joined(separator: ", "))
    }
  }

  /// Visits the parameters to update, in order: those that have a gradient and are not frozen.
  func forEachUpdated(
    by gradients: [Tensor?],
    _ update: (_ index: Int, _ group: Int, _ parameter: Parameter, _ gradient: Tensor) -> Void
  ) {
    for (index, parameter) in parameters.enumerated() where parameter.isTrainable {
      guard let gradient = gradients[index] else { continue }
      update(index, memberships[index], parameter, gradient)
    }
  }

  /// Writes what groups beside the default one add to a state.
  func save(to state: inout StateWriter) {
    for group in learningRates.indices.dropFirst() {
      state.group("groups/\(group)") { state in
        state.write("learningRate", learningRates[group])
        state.write("parameters", list: paths(in: group))
      }
    }
  }

  mutating func restore(from state: StateReader) throws(StateError) {
    for group in learningRates.indices.dropFirst() {
      var rate = 0.0
      try state.group("groups/\(group)") { (state) throws(StateError) in
        rate = try state.readDouble("learningRate")
        let (found, expected) = (try state.readList("parameters"), paths(in: group))
        guard found == expected else {
          throw StateError(
            .invalidValue, path: state.path(of: "parameters"),
            expected: expected.joined(separator: ", "), found: found.joined(separator: ", "))
        }
      }
      learningRates[group] = rate
    }
  }

  private func paths(in group: Int) -> [String] {
    parameters.indices.filter { memberships[$0] == group }.map { parameters[$0].path }
  }
}
