public import CanonicalJSON

/// A value with a name, as TensorBoard shows it.
public struct SummaryValue: Sendable {
  let message: Summary.Value

  private init(_ tag: String, _ fill: (inout Summary.Value) -> Void) {
    var message = Summary.Value()
    message.tag = tag
    fill(&message)
    self.message = message
  }

  /// A number, which is rounded to binary32, ties to even.
  public static func scalar(_ tag: String, _ value: Double) -> SummaryValue {
    SummaryValue(tag) { $0.simpleValue = Float(value) }
  }

  /// The distribution of numbers over thirty buckets of equal width; NaN and infinities are left out.
  ///
  /// **Numerics** Sums, of values and of squares, are of binary64 and taken in order.
  public static func histogram(_ tag: String, _ values: [Float]) -> SummaryValue {
    SummaryValue(tag) { $0.histo = HistogramProto(of: values) }
  }

  /// An image, row-major, the channels of a pixel side by side: grey, grey and opacity, red, green and blue,
  /// or these and opacity.
  ///
  /// - Precondition: There is a pixel, and as many as the size says.
  public static func image(
    _ tag: String, pixels: [UInt8], width: Int, height: Int, channels: Int
  ) -> SummaryValue {
    SummaryValue(tag) {
      $0.image.width = Int32(width)
      $0.image.height = Int32(height)
      $0.image.colorspace = Int32(channels)
      $0.image.encodedImageString = collection(
        of: PNG.file(pixels: pixels, width: width, height: height, channels: channels))
    }
  }

  /// A text, which TensorBoard shows as Markdown.
  public static func text(_ tag: String, _ text: String) -> SummaryValue {
    SummaryValue(tag) {
      $0.metadata.pluginData.pluginName = "text"
      $0.metadata.dataClass = .tensor
      $0.tensor.dtype = .dtString
      $0.tensor.stringVal = [text]
      $0.tensor.setShape([1])
    }
  }

  /// The hyper-parameters of a run, one for every value in `run`, named by its path with dots, in order.
  ///
  /// Truth values, numbers and strings keep their type, an array is its text, and `null` is left out. There
  /// is no list of metrics beside them: TensorBoard then shows every scalar.
  public static func hyperParameters(_ run: JSONValue) -> SummaryValue {
    SummaryValue("_hparams_/session_start_info") {
      $0.metadata.pluginData.pluginName = "hparams"
      $0.metadata.pluginData.content.sessionStartInfo.hparams = SessionStartInfo.entries(run)
      $0.metadata.dataClass = .tensor
      $0.tensor.dtype = .dtFloat
      $0.tensor.setShape([0])
    }
  }

  /// Bytes as the type that a message wants.
  private static func collection<Bytes: RangeReplaceableCollection<UInt8>>(
    of bytes: [UInt8]
  ) -> Bytes { Bytes(bytes) }
}

extension TensorProto {
  fileprivate mutating func setShape(_ sizes: [Int]) {
    tensorShape.dim = sizes.map { size in
      var dimension = TensorShapeProto.Dim()
      dimension.size = Int64(size)
      return dimension
    }
  }
}
