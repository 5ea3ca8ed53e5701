internal import Devices
internal import NumericsContract

/// A window of one image: where it stands in the output, and the positions that are present.
private struct Window {
  let place: Int
  let image: Int
  let positions: [Int]
  /// Elements with padding.
  let area: Int
}

extension PoolShape {
  /// All windows, image after image, row-major.
  fileprivate var windows: [Window] {
    var all: [Window] = []
    for image in 0..<batch {
      for i in 0..<rows.output {
        for j in 0..<columns.output {
          let positions = rows.positions(of: i).flatMap { row in
            columns.positions(of: j).map { row * columns.input + $0 }
          }
          all.append(
            Window(
              place: all.count, image: image, positions: positions,
              area: rows.length(of: i) * columns.length(of: j)))
        }
      }
    }
    return all
  }

  /// Index of an image's element.
  fileprivate func index(_ image: Int, _ position: Int, _ channel: Int) -> Int {
    (image * rows.input * columns.input + position) * channels + channel
  }
}

extension Pool.Function {
  fileprivate func divisor<Number: ElementFloat>(_ window: Window) -> Number {
    Number(self == .paddedAverage ? window.area : window.positions.count)
  }
}

extension Pool {
  /// NUM-115, NUM-116.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let x = input.elements(type)
    var results: [Number] = []
    var maxima: [Int32] = []
    for window in shape.windows {
      for channel in 0..<shape.channels {
        let elements = window.positions.map { x[shape.index(window.image, $0, channel)] }
        if function == .maximum {
          let largest = elements.dropFirst().reduce(elements[0], Number.ieeeMaximum)
          let first =
            elements.firstIndex(where: \.isNaN) ?? elements.firstIndex(of: largest) ?? 0
          results.append(largest)
          maxima.append(Int32(window.positions[first]))
        } else {
          results.append(SumOrder.sum(elements) / function.divisor(window))
        }
      }
    }
    output.store(results)
    places?.store(maxima)
  }
}

extension PoolGradient {
  /// NUM-115, NUM-116.
  func compute() { compute(output.type.numbers) }

  private func compute<Number: ElementFloat>(_ type: Number.Type) {
    let dy = upstream.elements(type)
    let maxima = places?.integers ?? []
    var dx = [Number](repeating: 0, count: output.count)
    for window in shape.windows {
      for channel in 0..<shape.channels {
        let place = window.place * shape.channels + channel
        if function == .maximum {
          dx[shape.index(window.image, Int(maxima[place]), channel)] += dy[place]
        } else {
          let share = dy[place] / function.divisor(window)
          for position in window.positions {
            dx[shape.index(window.image, position, channel)] += share
          }
        }
      }
    }
    output.store(dx)
  }
}
