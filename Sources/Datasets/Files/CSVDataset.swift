/// Rows of a CSV file as samples.
public enum CSVDataset {
  /// Reads rows with a class index each.
  ///
  /// - Parameters:
  ///   - inputs: Names of the columns that make up an input, in this order.
  ///   - label: Name of the column that holds class indices.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` with line and column.
  public static func load(
    path: String, inputs: [String], label: String
  ) throws(DatasetError) -> InMemoryDataset {
    let file = try CSVFile(path: path)
    return InMemoryDataset(
      inputs: try file.floats(inputs), labels: try file.integers([label]),
      inputShape: [inputs.count])
  }

  /// Reads rows with a class in words each; the classes ascend by the bytes of their names.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` with line and column.
  public static func load(
    path: String, inputs: [String], className: String
  ) throws(DatasetError) -> (dataset: InMemoryDataset, classNames: [String]) {
    let file = try CSVFile(path: path)
    let classes = try file.classes(className)
    let dataset = InMemoryDataset(
      inputs: try file.floats(inputs), labels: classes.indices, inputShape: [inputs.count])
    return (dataset, classes.names)
  }

  /// Reads rows with real numbers as labels, for regression; the label's shape is [targets.count].
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` with line and column.
  public static func load(
    path: String, inputs: [String], targets: [String]
  ) throws(DatasetError) -> ArrayDataset<Float, Float> {
    precondition(!targets.isEmpty, "a regression needs at least one target")
    let file = try CSVFile(path: path)
    return ArrayDataset(
      inputs: try file.floats(inputs), labels: try file.floats(targets),
      inputShape: [inputs.count], labelShape: [targets.count])
  }
}
