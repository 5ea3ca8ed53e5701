/// Numbers for the two axes of an image; `3` means 3 for both.
public struct Size2D: Sendable, Equatable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// The vertical axis.
  public let rows: Int
  /// The horizontal axis.
  public let columns: Int

  /// Creates a pair.
  public init(rows: Int, columns: Int) {
    self.rows = rows
    self.columns = columns
  }

  /// The same number for both axes.
  public init(_ both: Int) { self.init(rows: both, columns: both) }

  /// The same number for both axes.
  public init(integerLiteral both: Int) { self.init(both) }

  /// Such as `3x3`.
  public var description: String { "\(rows)x\(columns)" }
}

/// How many rows and columns are put around an image; `1` means 1 on every side.
public struct Padding2D: Sendable, Equatable, ExpressibleByIntegerLiteral, CustomStringConvertible {
  /// Rows above.
  public let top: Int
  /// Rows below.
  public let bottom: Int
  /// Columns before.
  public let left: Int
  /// Columns behind.
  public let right: Int

  /// Creates padding side by side.
  public init(top: Int, bottom: Int, left: Int, right: Int) {
    self.top = top
    self.bottom = bottom
    self.left = left
    self.right = right
  }

  /// The same on every side.
  public init(_ all: Int) { self.init(top: all, bottom: all, left: all, right: all) }

  /// The same on every side.
  public init(integerLiteral all: Int) { self.init(all) }

  /// Such as `1+1x1+1`, rows first.
  public var description: String { "\(top)+\(bottom)x\(left)+\(right)" }
}

/// How windows lie on a padded image.
public struct Windows2D: Sendable, Equatable {
  /// Distance between neighbouring windows.
  public let stride: Size2D
  /// What is put around the image.
  public let padding: Padding2D
  /// Distance between neighbouring elements of a window.
  public let dilation: Size2D

  /// Creates windows; unless given, they lie side by side, dense, inside the image.
  public init(stride: Size2D = 1, padding: Padding2D = 0, dilation: Size2D = 1) {
    self.stride = stride
    self.padding = padding
    self.dilation = dilation
  }
}
