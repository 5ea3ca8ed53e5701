import Devices
import NumericsContract

extension StateWriter {
  /// Writes a tensor's elements at `path`, where `.` separates groups (`hidden.weight`).
  ///
  /// Waits for the device; when it failed, `finish` throws the failure. NaNs are written in their
  /// canonical bits: processors disagree about the others (NUM-009).
  public mutating func write(_ path: String, _ tensor: Tensor) {
    do {
      var bytes = try tensor.bytes()
      switch tensor.type {
      case .float32: StateWriter.canonicalizeNaNs(in: &bytes, of: Float.self)
      case .float64: StateWriter.canonicalizeNaNs(in: &bytes, of: Double.self)
      default:
        if let format = tensor.type.narrowFormat {
          StateWriter.canonicalizeNaNs(in: &bytes, of: format)
        }
      }
      write(
        StatePath.grouped(path), type: tensor.type, shape: tensor.shape.axes, bytes: bytes)
    } catch {
      fail(error)
    }
  }

  private static func canonicalizeNaNs(in bytes: inout [UInt8], of format: NarrowFormat) {
    unsafe bytes.withUnsafeMutableBytes { buffer in
      let elements = unsafe buffer.bindMemory(to: UInt16.self)
      for index in elements.indices where unsafe elements[index] & 0x7FFF > format.infinityBits {
        unsafe elements[index] = format.canonicalNaNBits
      }
    }
  }

  private static func canonicalizeNaNs<Number: ContractFloat>(
    in bytes: inout [UInt8], of type: Number.Type
  ) {
    unsafe bytes.withUnsafeMutableBytes { buffer in
      let elements = unsafe buffer.bindMemory(to: Number.Bits.self)
      for index in elements.indices {
        unsafe elements[index] = Number.canonicalBits(elements[index])
      }
    }
  }
}

extension StateReader {
  /// Takes the leaf at `path`, where `.` separates groups, into a tensor of the same shape.
  public func read(_ path: String, into tensor: Tensor) throws(StateError) {
    tensor.overwrite(
      with: try read(
        StatePath.grouped(path), type: tensor.type, shape: tensor.shape.axes))
  }
}

/// How names become places in the state tree.
public enum StatePath {
  /// A name as one component: `%` and `/` are written as `%25` and `%2F`.
  public static func component(_ name: String) -> String {
    name.reduce(into: "") { text, character in
      switch character {
      case "%": text += "%25"
      case "/": text += "%2F"
      default: text.append(character)
      }
    }
  }

  /// The name that `component` wrote.
  public static func name(ofComponent component: String) -> String {
    var parts = component.split(separator: "%", omittingEmptySubsequences: false)[...]
    var name = String(parts.popFirst() ?? "")
    for part in parts {
      name += (part.hasPrefix("2F") ? "/" : "%") + part.dropFirst(2)
    }
    return name
  }

  /// `hidden.weight` as `hidden/weight`.
  public static func grouped(_ path: String) -> String {
    String(path.map { $0 == "." ? "/" : $0 })
  }
}
