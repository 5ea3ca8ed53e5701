/// Something a layer's contents may name: a parameter, a buffer, a layer, or a list of layers.
public protocol LayerPart {}

/// A part of a network: it names what it is made of.
///
/// A layer is called like a function; the signature of the call is its own affair.
public protocol Layer: LayerPart {
  /// Parameters, buffers and layers below this one, in order, by name.
  ///
  /// Names become paths in checkpoints (`hidden.weight`), so renaming a Swift property does not rename a
  /// tensor on disk.
  var contents: Contents { get }
}

/// A layer that wants to know its own path, for random streams and for messages.
public protocol PlacedLayer: Layer {
  /// Filled in when the model is bound.
  var place: LayerPlace { get }

  /// Whether training draws from a random stream of this layer, to be listed in checkpoints.
  var drawsRandomNumbers: Bool { get }
}

extension PlacedLayer {
  /// No random numbers unless a layer says otherwise.
  public var drawsRandomNumbers: Bool { false }
}

/// A layer's path, known once its model is bound.
public final class LayerPlace {
  /// Path within the model, such as `encoder.0`; empty before binding and for the model itself.
  public internal(set) var path = ""

  /// Creates an unknown place.
  public init() {}
}

extension Array: LayerPart where Element: LayerPart {}

extension Optional: LayerPart where Wrapped: LayerPart {}
