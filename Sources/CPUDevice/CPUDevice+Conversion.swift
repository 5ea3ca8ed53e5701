internal import CKernels
internal import Devices
internal import NumericsContract

// Elements of one type as elements of another: cut anywhere.
extension CPUDevice {
  func convert(_ entry: Convert) {
    let (input, output) = unsafe (entry.input.bytes, entry.output.bytes)
    let (from, to) = (entry.input.type, entry.output.type)
    let (source, target) = (from.kernelElement, to.kernelElement)
    workers.split(entry.output.count, grain: Grain.elements) { range in
      unsafe kernels.convert(
        range.count, source, target, input + range.lowerBound * from.byteCount,
        output + range.lowerBound * to.byteCount)
    }
  }
}

extension ElementType {
  /// The type as kernels name it.
  ///
  /// - Precondition: one that elements are converted between.
  fileprivate var kernelElement: lockstep_element {
    switch self {
    case .float16: LOCKSTEP_FLOAT16
    case .bfloat16: LOCKSTEP_BFLOAT16
    case .float32: LOCKSTEP_FLOAT32
    case .float64: LOCKSTEP_FLOAT64
    case .int32: LOCKSTEP_INT32
    case .int64: LOCKSTEP_INT64
    case .uint8: LOCKSTEP_UINT8
    case .bool: LOCKSTEP_BOOL
    default: preconditionFailure("no conversion of \(rawValue) elements")
    }
  }
}
