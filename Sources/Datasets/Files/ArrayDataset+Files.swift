extension ArrayDataset {
  /// Takes the arrays of files: inputs of the shape [samples, …], labels of the shape [samples, …].
  ///
  ///     let file = try NumPyArchive(path: "weather.npz")
  ///     let data = try ArrayDataset<Float, Float>(
  ///       inputs: file.array("x"), labels: file.array("y"))
  ///
  /// **Throws** `malformedFile` when an array has no axis, the counts differ, or a number cannot be of the
  /// type that is asked for.
  public init(inputs: NumericArray, labels: NumericArray) throws(DatasetError) {
    guard let count = inputs.shape.first, count == labels.shape.first,
      !labels.shape.dropFirst().contains(0)
    else {
      throw .malformed(
        labels.name, at: nil,
        expected: "labels as many as the samples in \(inputs.name), of the shape \(inputs.shape)",
        found: "the shape \(labels.shape)")
    }
    self.init(
      inputs: try Element.numbers(of: inputs), labels: try Label.numbers(of: labels),
      inputShape: Array(inputs.shape.dropFirst()), labelShape: Array(labels.shape.dropFirst()))
  }
}
