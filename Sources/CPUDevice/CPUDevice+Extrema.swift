internal import CKernels
internal import Devices
internal import NumericsContract

// Extrema: axis by axis from the last one, because neither their order nor how they are grouped reaches
// a result. A long axis is cut into parts first, so that threads can share it.
extension CPUDevice {
  /// A reduction of the middle axis of `[outer, count, inner]`, each `part` of it by itself.
  private struct Level {
    let outer, count, inner, part: Int
    /// Elements of the input that one of `count` stands for.
    let size: Int

    var parts: Int { (count + part - 1) / max(1, part) }
    var results: Int { outer * max(1, parts) * inner }
  }

  func extremum(_ entry: Extremum) {
    guard entry.axes.count(of: 1) > 0 else { return }
    if entry.input.type == .float64 { return extremumOfDoubles(entry) }
    let levels = Self.levels(of: entry.axes)
    let between = levels.dropLast().reduce(0) { $0 + $1.results }
    var values = unsafe scratch(floats: between + (entry.places == nil ? 0 : between))
    var places = unsafe UnsafeMutableRawPointer(values + between)
      .bindMemory(to: Int32.self, capacity: between)
    var input = unsafe UnsafePointer(entry.input.floats)
    var within: UnsafePointer<Int32>?
    for (number, level) in levels.enumerated() {
      let isLast = number == levels.count - 1
      let found = unsafe isLast ? entry.values?.floats : values
      let there = unsafe isLast ? entry.places?.integers : entry.places == nil ? nil : places
      unsafe reduce(level, isLeast: entry.function == .minimum, input, found, there)
      if let there = unsafe there, let within = unsafe within {
        let (outer, parts) = (level.outer, level.count)
        unsafe kernels.join_places(outer, parts, level.inner, level.size, within, there)
      }
      if isLast { return }
      unsafe input = UnsafePointer(values)
      unsafe within = there.map { unsafe UnsafePointer($0) }
      unsafe values += level.results
      unsafe places += level.results
    }
  }

  /// Each result by itself.
  private func extremumOfDoubles(_ entry: Extremum) {
    let axes = entry.axes
    let reduced = (0..<axes.rank).filter { axes.repeats(1, along: $0) }
    let kept = (0..<axes.rank).filter { !axes.repeats(1, along: $0) }
    let lengths = reduced.isEmpty ? [1] : reduced.map { axes.length($0) }
    let strides = reduced.isEmpty ? [0] : reduced.map { axes.stride(of: 0, along: $0) }
    let input = unsafe entry.input.doubles
    let (values, places) = unsafe (entry.values?.doubles, entry.places?.integers)
    workers.split(axes.count(of: 1), grain: Grain.rows(columns: lengths.reduce(1, *))) { range in
      for index in range {
        unsafe kernels.extremum_f64(
          entry.function == .minimum, lengths.count, lengths, strides,
          input + axes.place(index, over: kept, of: 0), values.map { unsafe $0 + index },
          places.map { unsafe $0 + index })
      }
    }
  }

  private static func levels(of axes: BroadcastAxes) -> [Level] {
    var lengths = (0..<axes.rank).map { axes.length($0) }
    var (levels, size) = ([Level](), 1)
    for axis in (0..<axes.rank).reversed() where axes.repeats(1, along: axis) {
      let outer = lengths[..<axis].reduce(1, *)
      let inner = lengths[(axis + 1)...].reduce(1, *)
      let count = lengths[axis]
      // A cut that depends on the shape alone, where there are few results to share; what it leaves of
      // the first axis is small.
      if levels.isEmpty && outer * ((inner + 63) / 64) < 16 && count * inner >= 2 * Grain.elements {
        let part = max(1, Grain.elements / inner)
        levels.append(Level(outer: outer, count: count, inner: inner, part: part, size: size))
        let parts = (count + part - 1) / part
        levels.append(
          Level(outer: outer, count: parts, inner: inner, part: parts, size: size * part))
      } else {
        levels.append(Level(outer: outer, count: count, inner: inner, part: count, size: size))
      }
      size *= count
      lengths[axis] = 1
    }
    if levels.isEmpty {
      levels.append(Level(outer: axes.count, count: 1, inner: 1, part: 1, size: 1))
    }
    return levels
  }

  private func reduce(
    _ level: Level, isLeast: Bool, _ input: UnsafePointer<Float>,
    _ values: UnsafeMutablePointer<Float>?, _ places: UnsafeMutablePointer<Int32>?
  ) {
    let (count, inner, part) = (level.count, level.inner, level.part)
    if part < count {
      workers.split(level.outer * level.parts, grain: 1) { range in
        for index in range {
          let first = index % level.parts * part
          let start = (index / level.parts * count + first) * inner
          let length = min(part, count - first)
          unsafe extrema(
            isLeast, length, inner, input + start, values.map { unsafe $0 + index * inner },
            places.map { unsafe $0 + index * inner })
        }
      }
    } else if inner == 1 {
      workers.split(level.outer, grain: Grain.rows(columns: count)) { range in
        let first = range.lowerBound
        unsafe kernels.row_extrema(
          isLeast, range.count, count, input + first * count, values.map { unsafe $0 + first },
          places.map { unsafe $0 + first })
      }
    } else if level.outer == 1 {
      let strip = 64
      workers.split(inner, grain: Grain.rows(columns: count * strip) * strip) { range in
        unsafe kernels.column_extrema(
          isLeast, count, inner, range.lowerBound, range.upperBound, input, values, places)
      }
    } else {
      workers.split(level.outer, grain: Grain.rows(columns: count * inner)) { range in
        for index in range {
          unsafe extrema(
            isLeast, count, inner, input + index * count * inner,
            values.map { unsafe $0 + index * inner }, places.map { unsafe $0 + index * inner })
        }
      }
    }
  }

  /// Of the columns of one matrix, or of a row where there is one column.
  private func extrema(
    _ isLeast: Bool, _ count: Int, _ inner: Int, _ input: UnsafePointer<Float>,
    _ values: UnsafeMutablePointer<Float>?, _ places: UnsafeMutablePointer<Int32>?
  ) {
    if inner == 1 {
      unsafe kernels.row_extrema(isLeast, 1, count, input, values, places)
    } else {
      unsafe kernels.column_extrema(isLeast, count, inner, 0, inner, input, values, places)
    }
  }

  func extremumGradient(_ entry: ExtremumGradient) {
    let type = entry.output.type
    let axes = entry.axes
    let lengths = (0..<axes.rank).map { axes.length($0) }
    let results = (0..<axes.rank).map { axes.stride(of: 1, along: $0) }
    let places = (0..<axes.rank).map { axes.repetitionStride(of: 1, along: $0) }
    let (upstream, found) = unsafe (entry.upstream.numbers(type), entry.places.integers)
    let output = unsafe entry.output.numbers(type)
    let kernel = unsafe reals(type).pointee.extremum_gradient
    workers.split(entry.output.count, grain: Grain.elements) { range in
      unsafe kernel(
        axes.rank, lengths, results, places, range.lowerBound, range.upperBound, upstream, found,
        output)
    }
  }
}
