internal import NumericsContract

/// Work on elements of any type, to be done with one type known.
protocol ElementVisitor {
  /// What the work gives.
  associatedtype Result
  /// How the work can fail.
  associatedtype Failure: Error

  /// Does the work for elements of one type.
  mutating func visit<Element: StoredElement>(
    _: Element.Type
  ) throws(Failure) -> Result
}

extension ElementType {
  /// Does a visitor's work with the type that reads this type's elements.
  ///
  /// A switch over concrete types, so that the compiler makes a loop for each one; opening an
  /// existential instead would cost a call through a table for every element.
  func accept<Visitor: ElementVisitor>(
    _ visitor: inout Visitor
  ) throws(Visitor.Failure) -> Visitor.Result {
    switch self {
    case .float16: try visitor.visit(NarrowFloatElement<HalfFormat>.self)
    case .bfloat16: try visitor.visit(NarrowFloatElement<BrainFormat>.self)
    case .float32: try visitor.visit(FloatElement<Float>.self)
    case .float64: try visitor.visit(FloatElement<Double>.self)
    case .int8: try visitor.visit(IntegerElement<Int8>.self)
    case .int16: try visitor.visit(IntegerElement<Int16>.self)
    case .int32: try visitor.visit(IntegerElement<Int32>.self)
    case .int64: try visitor.visit(IntegerElement<Int64>.self)
    case .uint8, .bool: try visitor.visit(IntegerElement<UInt8>.self)
    case .uint16: try visitor.visit(IntegerElement<UInt16>.self)
    case .uint32: try visitor.visit(IntegerElement<UInt32>.self)
    case .uint64: try visitor.visit(IntegerElement<UInt64>.self)
    }
  }
}
