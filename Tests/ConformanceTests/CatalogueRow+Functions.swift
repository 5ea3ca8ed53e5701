import Devices
import NumericsContract

extension CatalogueRow {
  /// Functions of one variable and their gradients.
  static let functions = [
    CatalogueRow("unary") {
      Unary.Function.allCases.flatMap { function in
        inputs.map { count, kind in
          ConformanceCase(
            "\(function), \(count) \(kind)", [kind.array(count)], into: [.fresh(.float32, count)]
          ) { [.unary(Unary(function, $0[0], into: $1[0]))] }
        } + [
          ConformanceCase(
            "\(function), 65 in place", [Numbers.specials.array(65)], into: [.updated(0)]
          ) { [.unary(Unary(function, $0[0], into: $1[0]))] }
        ]
      } + withDerivatives + withDerivatives.map(\.inDoubles) + doubleFunctions
    },
    CatalogueRow("unaryGradient") {
      Unary.Function.allCases.flatMap { function in
        let build: ConformanceCase.Builder = {
          [.unaryGradient(UnaryGradient(function, value: $0[0], upstream: $0[1], into: $1[0]))]
        }
        return inputs.map { count, kind in
          ConformanceCase(
            "\(function)Gradient, \(count) \(kind)",
            [kind.array(count), kind.array(count, salt: 1)], into: [.fresh(.float32, count)],
            build: build)
        }
          + [0, 1].map { place in
            ConformanceCase(
              "\(function)Gradient, 65 in place of input \(place)",
              [Numbers.specials.array(65), Numbers.wide.array(65, salt: 1)],
              into: [.updated(place)], build: build)
          }
      } + doubleGradients
    },
  ]

  private static var withDerivatives: [ConformanceCase] {
    let functions = Unary.Function.allCases.filter { $0.gradientSource == .derivative }
    return functions.flatMap { function in
      inputs.map { count, kind in
        ConformanceCase(
          "\(function) with derivative, \(count) \(kind)", [kind.array(count)],
          into: [.fresh(.float32, count), .fresh(.float32, count)]
        ) { [.unary(Unary(function, $0[0], into: $1[0], derivative: $1[1]))] }
      } + [
        ConformanceCase(
          "\(function) with derivative, 65 in place", [Numbers.specials.array(65)],
          into: [.updated(0), .fresh(.float32, 65)]
        ) { [.unary(Unary(function, $0[0], into: $1[0], derivative: $1[1]))] }
      ]
    }
  }

  /// Each length around vectors with each kind of input, and one that threads share.
  private static let inputs: [(count: Int, kind: Numbers)] =
    [0, 1, 3, 7, 8, 9, 16, 17, 33, 65].flatMap { count in
      [Numbers.normals, .wide, .tiny, .specials].map { (count, $0) }
    } + [(8201, .specials)]
}
