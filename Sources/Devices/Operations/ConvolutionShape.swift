internal import NumericsContract

/// Sizes of a convolution of x [batch, rows, columns, inputs] with w [outputs, kernel rows, kernel
/// columns, inputs ÷ groups] into y [batch, rows, columns, outputs] (NUM-100).
public struct ConvolutionShape: Sendable, Equatable {
  /// Images.
  public let batch: Int
  /// Channels of x.
  public let inputs: Int
  /// Channels of y.
  public let outputs: Int
  /// Parts of the channels that do not see each other; divides inputs and outputs.
  public let groups: Int
  /// The vertical axis.
  public let rows: ConvolutionAxis
  /// The horizontal axis.
  public let columns: ConvolutionAxis

  /// Creates a shape.
  ///
  /// - Precondition: axes are valid, groups divide the channels, nothing is negative.
  public init(
    batch: Int, inputs: Int, outputs: Int, groups: Int = 1, rows: ConvolutionAxis,
    columns: ConvolutionAxis
  ) {
    self.batch = batch
    self.inputs = inputs
    self.outputs = outputs
    self.groups = groups
    self.rows = rows
    self.columns = columns
    precondition(
      batch >= 0 && inputs >= 0 && outputs >= 0 && groups >= 1 && inputs % groups == 0
        && outputs % groups == 0 && rows.isValid && columns.isValid,
      "no convolution: \(signature)")
  }

  /// Channels of a group of x.
  public var groupInputs: Int { inputs / groups }
  /// Channels of a group of y.
  public var groupOutputs: Int { outputs / groups }
  /// Elements of x.
  public var inputCount: Int { batch * rows.input * columns.input * inputs }
  /// Elements of w.
  public var weightCount: Int { outputs * rows.kernel * columns.kernel * groupInputs }
  /// Positions of y: batch · rows · columns.
  public var positionCount: Int { batch * rows.output * columns.output }
  /// Elements of y.
  public var outputCount: Int { positionCount * outputs }

  /// Multiplications and additions of the sums, edges counted as if they were full.
  var productOperations: Int { 2 * positionCount * weightCount }

  /// Such as `64 images, 1 → 32 channels, groups 1, 28 k3 s1 d1 p0+0 x 28 k3 s1 d1 p0+0`.
  var signature: String {
    "\(batch) images, \(inputs) → \(outputs) channels, groups \(groups), \(rows.signature) x "
      + columns.signature
  }

  func requireFit(_ operation: String, x: Operand, w: Operand, y: Operand) {
    precondition(
      x.count == inputCount && w.count == weightCount && y.count == outputCount
        && x.type.isComputed && w.type == x.type && y.type == x.type,
      """
      \(operation) \(signature): x \(x.count) \(x.type.rawValue), w \(w.count) \(w.type.rawValue), \
      y \(y.count) \(y.type.rawValue) elements
      """)
  }
}
