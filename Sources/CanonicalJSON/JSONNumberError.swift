/// A value holds a number that JSON cannot write.
public struct JSONNumberError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where the number is, as names and indices from the root, such as `$.optimizer.betas[1]`.
  public let path: String
  /// The number: `nan`, `inf` or `-inf`.
  public let found: String

  /// One line: where, found, expected, and the way out.
  public var description: String {
    "\(path): found the number \(found), expected a finite one; JSON has no other, write it as a string"
  }
}
