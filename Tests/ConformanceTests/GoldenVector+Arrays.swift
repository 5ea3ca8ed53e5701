import Devices
import NumericsContract

extension GoldenVector {
  /// The operations of vectors of moved rows and elements; nil for any other.
  func arrayBuilder() -> ConformanceCase.Builder? {
    let n = integers
    switch operation {
    case "gather":
      return { [.gather(Gather($0[0], at: $0[1], rows: n[0], columns: n[1], into: $1[0]))] }
    case "scatterAdd":
      return {
        [.scatterAdd(ScatterAdd($0[0], at: $0[1], rows: n[0], columns: n[1], into: $1[0]))]
      }
    default: return nil
    }
  }
}
