import Devices
public import NumericsContract

extension Tensor {
  /// Every element as a number of another type, rounded once (NUM-089); this tensor if it has the type.
  ///
  /// float16 and bfloat16 are for storage: operations compute their numbers in binary32 (NUM-093).
  ///
  /// - Shapes: any → the same.
  /// - Gradient: dy converted back, between floating-point types; none from or to integers and bool
  ///   (NUM-090).
  /// - Precondition: both types are among `Convert.types`, else the program stops naming them.
  public func converted(to target: ElementType) -> Tensor {
    if target == type { return self }
    if !Convert.types.contains(type) || !Convert.types.contains(target) {
      dispatcher.refuse("convert", "\(description) cannot become \(target.rawValue)")
    }
    let output = sibling(shape, type: target)
    dispatcher.perform(.convert(Convert(operand, into: output.operand)))
    let source = type
    guard source.isFloatingPoint, target.isFloatingPoint else { return output }
    return output.recorded(from: self) { [$0.converted(to: source)] }
  }
}
