import Devices
import NumericsContract

// Operands of one operation have one type, and those of a storage type are computed in binary32: an
// operation begins with `if isStored("name") { return widened.name().narrowed(to: type) }` (NUM-093).
extension Tensor {
  /// Whether this operand's type is for storage; stops the program where the operation lacks the type.
  func isStored(
    _ operation: @autoclosure () -> String, types: [ElementType] = ElementType.computedFloats
  ) -> Bool {
    if type == .float32 || types.contains(type) { return false }
    if type.narrowFormat != nil { return true }
    let names = types.map(\.rawValue).joined(separator: ", ")
    dispatcher.refuse(operation(), "\(self) is not computed in; convert it to one of \(names)")
  }

  /// The same for two operands; also stops the program where their types differ.
  func isStored(
    _ operation: @autoclosure () -> String, with other: Tensor,
    types: [ElementType] = ElementType.computedFloats
  ) -> Bool {
    if type != other.type {
      dispatcher.refuse(
        operation(), "\(self) and \(other) have different types; convert one of them")
    }
    return isStored(operation(), types: types)
  }

  /// The same for several operands, of which some may be absent.
  func isStored(
    _ operation: @autoclosure () -> String, with others: [Tensor?],
    types: [ElementType] = ElementType.computedFloats
  ) -> Bool {
    for case let other? in others where other.type != type {
      return isStored(operation(), with: other, types: types)
    }
    return isStored(operation(), types: types)
  }

  /// The elements in binary32, exactly.
  var widened: Tensor { converted(to: .float32) }

  /// A binary32 result rounded to the type of the operands; any other result as it is.
  func narrowed(to storage: ElementType) -> Tensor {
    type == .float32 ? converted(to: storage) : self
  }
}
