import ArgumentParser
import CanonicalJSON
import CheckpointTools
import CommandLineKit
import Lockstep

/// `ckpt predict`: what the model in a checkpoint makes of its task's data.
struct PredictCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Write what the model in a checkpoint computes for the data of its task.",
    discussion: """
      The file is NumPy's .npy, with the outputs of a sample behind those of the one before it, in the \
      order of the data: all samples of the built-in tasks, from first to last. The digits' classifiers \
      give the probability of each class, the text models that of each character at each place.

      Exit status: 0 done, 2 trouble.
      """)

  @OptionGroup var subject: EvaluationOptions

  @Option(
    help: ArgumentHelp("File to write; one that is there is replaced.", valueName: "file.npy"))
  var out: String

  @OptionGroup var report: ReportOptions

  func run() throws {
    guard !out.isEmpty else {
      throw CommandError("--out: expected the path of a file, found an empty text")
    }
    let found = try subject.open()
    let batches = try found.trainer.predict(
      found.module, found.data, weights: .file(subject.file))
    let rows = try PredictedRows(batches, of: found.task.name)
    try NumPyFile.write(rows.bytes, type: rows.type, shape: rows.shape, to: out)
    try report.show(
      PredictionReport(path: subject.file, task: found.task.name, out: out, rows: rows))
  }
}

/// The outputs of all batches as one array.
struct PredictedRows {
  let type: ElementType
  let shape: [Int]
  let bytes: [UInt8]

  /// Joins batches along the first axis; bfloat16, which files of NumPy lack, becomes binary32, exactly.
  ///
  /// - Throws: `CommandError` when the outputs are no rows of one array, or `DeviceError`.
  init(_ batches: [[Tensor]], of task: String) throws {
    var whole: (type: ElementType, row: [Int])?
    var rows = 0
    var bytes: [UInt8] = []
    for batch in batches {
      guard batch.count == 1, var output = batch.first else {
        throw CommandError(
          "\(task) predicts \(batch.count) tensors for a batch, but a .npy file holds one")
      }
      if output.type == .bfloat16 { output = output.converted(to: .float32) }
      guard let count = output.shape.axes.first else {
        throw CommandError("\(task) predicts a single number for a batch, not a row for a sample")
      }
      let row = Array(output.shape.axes.dropFirst())
      guard whole.map({ $0.type == output.type && $0.row == row }) ?? true else {
        throw CommandError(
          "\(task) predicts rows of the shape \(whole?.row ?? []) and then of \(row), which are no "
            + "rows of one array")
      }
      whole = (output.type, row)
      rows += count
      bytes += try output.bytes()
    }
    guard let whole else { throw CommandError("\(task) has no data to predict for") }
    type = whole.type
    shape = [rows] + whole.row
    self.bytes = bytes
  }
}

/// Where predictions are, as a command shows it.
struct PredictionReport: CommandReport {
  let path: String
  let task: String
  let out: String
  let rows: PredictedRows

  var exitStatus: ExitStatus { .done }

  var json: JSONValue {
    .object([
      ("path", .string(path)), ("task", .string(task)), ("out", .string(out)),
      ("dtype", .string(rows.type.rawValue)),
      ("shape", .array(rows.shape.map { .integer($0) })),
    ])
  }

  var description: String {
    "\(rows.shape[0]) predictions of \(task) in \(out): \(rows.type.rawValue) \(rows.shape)"
  }
}
