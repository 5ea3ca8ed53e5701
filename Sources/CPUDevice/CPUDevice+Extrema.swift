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
    let (type, size) = (entry.input.type, entry.input.type.byteCount)
    let reals = unsafe reals(type)
    let levels = Self.levels(of: entry.axes)
    let between = levels.dropLast().reduce(0) { $0 + $1.results }
    let placesSize = entry.places == nil ? 0 : between * MemoryLayout<Int32>.stride
    var values = unsafe scratch(byteCount: between * size + placesSize)
    var places = unsafe (values + between * size).bindMemory(to: Int32.self, capacity: between)
    var input = unsafe UnsafeRawPointer(entry.input.numbers(type))
    var within: UnsafePointer<Int32>?
    for (number, level) in levels.enumerated() {
      let isLast = number == levels.count - 1
      let found = unsafe isLast ? entry.values?.numbers(type) : values
      let there = unsafe isLast ? entry.places?.integers : entry.places == nil ? nil : places
      unsafe reduce(level, isLeast: entry.function == .minimum, type, input, found, there)
      if let there = unsafe there, let within = unsafe within {
        let (outer, parts) = (level.outer, level.count)
        unsafe reals.pointee.join_places(outer, parts, level.inner, level.size, within, there)
      }
      if isLast { return }
      unsafe input = UnsafeRawPointer(values)
      unsafe within = there.map { unsafe UnsafePointer($0) }
      unsafe values += level.results * size
      unsafe places += level.results
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
    _ level: Level, isLeast: Bool, _ type: ElementType, _ input: UnsafeRawPointer,
    _ values: UnsafeMutableRawPointer?, _ places: UnsafeMutablePointer<Int32>?
  ) {
    let (count, inner, part) = (level.count, level.inner, level.part)
    let (reals, size) = unsafe (reals(type), type.byteCount)
    if part < count {
      workers.split(level.outer * level.parts, grain: 1) { range in
        for index in range {
          let first = index % level.parts * part
          let start = (index / level.parts * count + first) * inner
          let length = min(part, count - first)
          unsafe extrema(
            isLeast, length, inner, type, input + start * size,
            values.map { unsafe $0 + index * inner * size },
            places.map { unsafe $0 + index * inner })
        }
      }
    } else if inner == 1 {
      workers.split(level.outer, grain: Grain.rows(columns: count)) { range in
        let first = range.lowerBound
        unsafe reals.pointee.row_extrema(
          isLeast, range.count, count, input + first * count * size,
          values.map { unsafe $0 + first * size }, places.map { unsafe $0 + first })
      }
    } else if level.outer == 1 {
      let strip = 64
      workers.split(inner, grain: Grain.rows(columns: count * strip) * strip) { range in
        unsafe reals.pointee.column_extrema(
          isLeast, count, inner, range.lowerBound, range.upperBound, input, values, places)
      }
    } else {
      workers.split(level.outer, grain: Grain.rows(columns: count * inner)) { range in
        for index in range {
          unsafe extrema(
            isLeast, count, inner, type, input + index * count * inner * size,
            values.map { unsafe $0 + index * inner * size },
            places.map { unsafe $0 + index * inner })
        }
      }
    }
  }

  /// Of the columns of one matrix, or of a row where there is one column.
  private func extrema(
    _ isLeast: Bool, _ count: Int, _ inner: Int, _ type: ElementType, _ input: UnsafeRawPointer,
    _ values: UnsafeMutableRawPointer?, _ places: UnsafeMutablePointer<Int32>?
  ) {
    let reals = unsafe reals(type)
    if inner == 1 {
      unsafe reals.pointee.row_extrema(isLeast, 1, count, input, values, places)
    } else {
      unsafe reals.pointee.column_extrema(isLeast, count, inner, 0, inner, input, values, places)
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
