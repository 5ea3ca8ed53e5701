import CanonicalJSON
import CheckpointTools
import CommandLineKit

/// What a validation or a test found, as a command shows it.
struct EvaluationReport: CommandReport {
  /// What was done, such as `validation`.
  let stage: String
  let path: String
  let task: String
  /// Sorted by name.
  let metrics: [(name: String, value: Double)]

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    .object([
      ("path", .string(path)), ("task", .string(task)),
      (
        "metrics",
        .array(
          metrics.map { metric in
            .object([("name", .string(metric.name)), ("value", .real(metric.value))])
          })
      ),
    ])
  }

  var description: String {
    var table = Table([Table.Column("metric"), Table.Column("value", .right)])
    for metric in metrics { table.append([metric.name, NumberText.shortest(metric.value)]) }
    return metrics.isEmpty ? "\(task) logs nothing in a \(stage)" : table.description
  }
}
