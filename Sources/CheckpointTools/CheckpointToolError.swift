public import Checkpoints
public import CommandLineKit
public import TensorFiles

/// Why a checkpoint tool cannot answer: one line that says what is wrong and what to do.
public struct CheckpointToolError: Error, Sendable, CustomStringConvertible {
  /// The kinds of trouble.
  public enum Code: String, Sendable {
    /// A file is not a readable, undamaged checkpoint.
    case checkpoint
    /// A file of another format cannot be read.
    case tensorFile
    /// No tensor has the given path.
    case unknownTensor
    /// Patterns select nothing.
    case nothingSelected
    /// A slice is not written as `start:stop:step`, or does not fit the tensor.
    case invalidSlice
    /// A renaming names what is not there, or makes two tensors one.
    case invalidRename
    /// A file of tolerances is not what it should be.
    case invalidTolerance
    /// What is to be written cannot be held by the format, or would replace something.
    case invalidConversion
    /// A number of an option is out of range.
    case invalidOption
    /// A folder is not the folder of a run.
    case notARun
  }

  /// The kind of trouble.
  public let code: Code
  /// The error of the checkpoint, when that is the kind.
  public let checkpointError: CheckpointError?
  /// The error of a file of another format, when that is the kind.
  public let tensorFileError: TensorFileError?
  private let text: String

  /// The line to show.
  public var description: String { PrintableText.escaped(text) }
  /// Always `trouble`.
  public var exitStatus: ExitStatus { .trouble }

  /// Wraps the error of a file.
  init(_ error: CheckpointError) {
    code = .checkpoint
    checkpointError = error
    tensorFileError = nil
    text = error.description
  }

  /// Wraps the error of a file of another format.
  init(_ error: TensorFileError) {
    code = .tensorFile
    checkpointError = nil
    tensorFileError = error
    text = error.description
  }

  /// Describes what was expected, what was found and the way out.
  init(_ code: Code, _ what: String, expected: String, found: String, remedy: String) {
    self.code = code
    checkpointError = nil
    tensorFileError = nil
    text = "\(what): expected \(expected), found \(found). \(remedy)"
  }

  /// Runs `body`, turning the error of a file into the error of a tool.
  static func wrapping<Value>(
    _ body: () throws(CheckpointError) -> Value
  ) throws(CheckpointToolError) -> Value {
    do throws(CheckpointError) { return try body() } catch { throw CheckpointToolError(error) }
  }

  /// Runs `body`, turning the error of a file of another format into the error of a tool.
  static func wrappingFormat<Value>(
    _ body: () throws(TensorFileError) -> Value
  ) throws(CheckpointToolError) -> Value {
    do throws(TensorFileError) { return try body() } catch { throw CheckpointToolError(error) }
  }
}
