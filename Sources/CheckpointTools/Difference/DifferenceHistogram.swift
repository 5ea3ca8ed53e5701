public import CanonicalJSON

/// How many elements of a tensor differ by how much, and in which bits.
public struct DifferenceHistogram: Sendable, Equatable {
  /// Differing elements by their distance in ULP: place 0 counts the distance 0, which is +0 against
  /// −0, place k distances from 2^(k − 1) to 2^k − 1.
  public private(set) var distances: [Int]
  /// Elements by each bit that differs, the least significant first; an element counts once for each
  /// of its bits.
  public private(set) var bits: [Int]

  /// Counts nothing yet, for elements of so many bits.
  init(bitWidth: Int) {
    distances = Array(repeating: 0, count: 65)
    bits = Array(repeating: 0, count: bitWidth)
  }

  /// Counts an element that differs.
  mutating func add(distance: UInt64, differingBits: UInt64) {
    distances[64 - distance.leadingZeroBitCount] += 1
    var rest = differingBits
    while rest != 0 {
      bits[rest.trailingZeroBitCount] += 1
      rest &= rest - 1
    }
  }

  /// Adds the counts of other elements, of no wider type.
  mutating func add(_ other: DifferenceHistogram) {
    for place in distances.indices { distances[place] += other.distances[place] }
    for place in other.bits.indices { bits[place] += other.bits[place] }
  }

  /// The least and the greatest distance that a place of ``distances`` counts.
  public static func bounds(_ place: Int) -> ClosedRange<UInt64> {
    if place == 0 { return 0...0 }
    let least: UInt64 = 1 << UInt64(place - 1)
    return least...(least | (least - 1))
  }

  /// Distances that occur and bits that differ, with their counts.
  public var json: JSONValue {
    [
      "ulp": .array(
        distances.indices.filter { distances[$0] > 0 }.map { place in
          let bounds = DifferenceHistogram.bounds(place)
          return [
            "from": .integer(bounds.lowerBound), "to": .integer(bounds.upperBound),
            "count": .integer(distances[place]),
          ]
        }),
      "bits": .array(
        bits.indices.filter { bits[$0] > 0 }.map { place in
          ["bit": .integer(place), "count": .integer(bits[place])]
        }),
    ]
  }
}
