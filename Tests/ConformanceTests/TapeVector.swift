import Devices
import NumericsContract
import Tensors
import Testing

/// A golden vector of what a tensor function gives through the tape: its result and the gradients of
/// the parameters among its inputs. `Scripts/numerics_arithmetic.py` says how it is written down.
struct TapeVector {
  /// A layer that is nothing but parameters.
  private struct Values: Layer {
    let parameters: [Parameter]
    var contents: Contents { Contents(parameters.enumerated().map { ("value\($0)", $1) }) }
  }

  /// Arguments of a function that are not differentiated.
  struct Arguments {
    let constants: [Tensor]
    let integers: [Int]
    let scalars: [Double]

    /// What becomes of losses, the first integer.
    var reduction: Reduction { Reduction.allCases[integers[0]] }
  }

  typealias Function = @Sendable (_ parameters: [Tensor], _ arguments: Arguments) throws -> Tensor

  let vector: GoldenVector

  /// The vectors of a rule that go through the tape.
  static func of(_ rule: String) throws -> [TapeVector] {
    let found = try GoldenVector.of(rule).filter(\.isOfTape)
    try #require(!found.isEmpty, "no vector of \(rule) goes through the tape")
    return found.map(TapeVector.init)
  }

  /// Holds result and gradients against what every kind of device computes.
  func check(_ functions: [String: Function]) throws {
    let name = String(vector.operation.dropFirst("tape.".count))
    let function = try #require(functions[name], "no function is called '\(name)'")
    for contestant in try Contestant.oneOfEachKind() {
      let found = try results(of: function, on: contestant.device)
      try #require(found.count == vector.outputs.count)
      for (number, (found, expected)) in zip(found, vector.outputs).enumerated() {
        let expected = try expected.array
        try #require(found.count == expected.count)
        let index = found.firstDifference(from: expected, exact: false)
        let text = index.map { "\(found.hexadecimal(at: $0)), not \(expected.hexadecimal(at: $0))" }
        #expect(
          index == nil,
          "\(vector.rule): \(vector.name) on \(contestant.name): result \(number), element \(index ?? 0): \(text ?? "")"
        )
      }
    }
  }

  private func results(of function: Function, on device: any Device) throws -> [HostArray] {
    var numbers = vector.integers[...]
    let parameterCount = numbers.removeFirst()
    let contents = try vector.inputs.map { try $0.array }
    let shapes = contents.dropLast().map { _ in
      let rank = numbers.removeFirst()
      defer { numbers = numbers.dropFirst(rank) }
      return Shape(Array(numbers.prefix(rank)))
    }
    let dispatcher = Dispatcher(device: device)
    let parameters = shapes.prefix(parameterCount).map { Parameter($0, .constant(0)) }
    let type = contents[contents.count - 1].type
    let precision: Precision = type == .float64 ? .double : .single
    _ = Model(Values(parameters: parameters), on: dispatcher, seed: 0, precision: precision)
    for (parameter, content) in zip(parameters, contents) {
      parameter.value.overwrite(with: content.bytes)
    }
    func constant(_ content: HostArray, _ shape: Shape) -> Tensor {
      let operand = dispatcher.allocate(content.count, type: content.type)
      let tensor = Tensor(operand, shape: shape, on: dispatcher)
      tensor.overwrite(with: content.bytes)
      return tensor
    }
    let constants = (parameterCount..<shapes.count).map { constant(contents[$0], shapes[$0]) }
    let context = Context.training(on: dispatcher, at: .init(seed: 0), precision: precision)
    let arguments = Arguments(
      constants: constants, integers: Array(numbers),
      scalars: try vector.scalars.indices.map { try vector.scalar($0) })
    let output = try function(parameters.map { context[$0] }, arguments)
    let upstream = constant(contents[contents.count - 1], output.shape)
    let gradients = try #require(context.tape)
      .gradients(of: output, startingFrom: upstream, for: Array(parameters))
    return try ([output] + gradients.map { try #require($0) }).map {
      try #require($0.type == type)
      return HostArray(type, bytes: try $0.bytes())
    }
  }
}
