public import CanonicalJSON
public import CommandLineKit

/// What a command found, as a value: the command prints it in one of two forms and ends.
public protocol CommandReport: Sendable, CustomStringConvertible {
  /// The report for programs; its names are a contract.
  var json: JSONValue { get }

  /// What the command hands back to the shell.
  var exitStatus: ExitStatus { get }
}

extension CommandReport {
  /// The text to print: lines for people, or JSON in one fixed order.
  ///
  /// - Throws: `JSONNumberError` only if a report forgot to write a number that JSON lacks as text.
  public func text(asJSON: Bool) throws(JSONNumberError) -> String {
    asJSON ? try CanonicalJSON.prettyText(json) : description
  }
}
