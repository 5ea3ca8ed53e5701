public import CanonicalJSON
internal import NumericsContract
public import TensorFiles

/// How one tensor of A differs from its counterpart in B.
public struct TensorDifference: Sendable {
  /// What became of a tensor from A to B.
  public enum Status: String, Sendable {
    /// Every element has the same bits.
    case same
    /// Some elements have other bits.
    case changed
    /// B has no such tensor.
    case onlyInA
    /// A has no such tensor.
    case onlyInB
    /// The shapes differ, so that elements have no counterparts.
    case shapeMismatch
    /// The types of the elements differ.
    case dtypeMismatch
  }

  /// One element that differs, in both files.
  public struct Element: Sendable, Equatable {
    /// The element's place, row-major.
    public internal(set) var index: Int
    /// The values as JSON holds them.
    public let a, b: JSONValue
    /// The values as their shortest texts.
    public let aText, bText: String
    /// The bits in hexadecimal.
    public let aBits, bBits: String
    /// Where the element's bytes begin in each file; nil where the file does not hold them in one piece.
    public internal(set) var offsetA, offsetB: Int?
  }

  /// How far elements of the same place are apart.
  ///
  /// **Numerics** In binary64. The relative difference is |a − b| ÷ max(|a|, |b|), and 0 where the
  /// numbers are equal, so 0 where both are zero; NaN against a number makes the absolute and relative
  /// maximum and the norm NaN. The norm is √Σ(a − b)² in the contract's order of sums. The ULP
  /// distance of integers is their difference.
  public struct Distance: Sendable, Equatable {
    /// The largest number of representable values between two elements.
    public var ulp: UInt64 = 0
    /// The largest |a − b|.
    public var absolute = 0.0
    /// The largest |a − b| ÷ max(|a|, |b|).
    public var relative = 0.0
    /// The Euclidean norm of the difference.
    public var norm = 0.0
  }

  /// The tensor in A; nil when it is only in B.
  public let a: StoredTensor?
  /// The tensor in B; nil when it is only in A.
  public let b: StoredTensor?
  /// What became of the tensor.
  public let status: Status
  /// Elements whose bits differ once NaNs are canonical; all of them where there is no counterpart.
  public let differing: Int
  /// How far elements are apart; nil where they have no counterparts.
  public let distance: Distance?
  /// The first element that differs; nil where none does or there are no counterparts.
  public let firstDifference: Element?
  /// NaNs in A and in B; 0 where there are no counterparts, nil where equal digests made reading needless.
  public let nanInA, nanInB: Int?
  /// Elements that are a NaN in one file and a number in the other.
  public let nanAgainstNumber: Int
  /// Elements that are a NaN in both files, with different payloads; they do not count as differing.
  public let nanPayloads: Int
  /// Elements that are +0 in A and −0 in B.
  public let zerosTurnedNegative: Int
  /// Elements that are −0 in A and +0 in B.
  public let zerosTurnedPositive: Int
  /// Differing elements by distance and by bit, if asked for.
  public let histogram: DifferenceHistogram?
  /// Whether the row belongs to two checkpoints, whose paths have sections with a meaning.
  let isInCheckpoints: Bool

  /// The path in A, or in B for a tensor that only B has.
  public var path: String { a?.path ?? b?.path ?? "" }
  /// Elements of the tensor in A, or in B where A has none.
  public var elements: Int { (a ?? b)?.elementCount ?? 0 }
  /// Whether the elements are floating-point numbers on both sides.
  public var isFloatingPoint: Bool {
    [a, b].allSatisfy { $0.map { $0.type?.isFloatingPoint ?? false } ?? true }
  }
  /// Whether the difference is told in words rather than as a row of numbers.
  var isToldInWords: Bool {
    isInCheckpoints && ((a ?? b).map(StateDifference.describes) ?? false)
  }
  /// Whether both files have the same digests for the tensor, so that it was not read.
  public var isByDigest: Bool { nanInA == nil }

  /// The row with its names in reports; distances are null where elements have no counterparts.
  public var json: JSONValue {
    var members: [(String, JSONValue)] = [
      ("path", .string(path)), ("status", .string(status.rawValue)),
      ("elements", .integer(elements)), ("differing", .integer(differing)),
      ("maxULP", distance.map { .integer($0.ulp) } ?? .null),
      ("maxAbs", .real(distance?.absolute)), ("maxRel", .real(distance?.relative)),
      ("l2", .real(distance?.norm)), ("firstDifference", firstDifference?.json ?? .null),
      ("nanInA", TensorDifference.count(nanInA)), ("nanInB", TensorDifference.count(nanInB)),
      ("nanPayloads", .integer(nanPayloads)),
      ("zerosTurnedNegative", .integer(zerosTurnedNegative)),
      ("zerosTurnedPositive", .integer(zerosTurnedPositive)),
      ("dtypeA", TensorDifference.type(a)), ("dtypeB", TensorDifference.type(b)),
      ("shapeA", TensorDifference.shape(a)), ("shapeB", TensorDifference.shape(b)),
    ]
    if let a, let b, !a.path.utf8.elementsEqual(b.path.utf8) {
      members.append(("pathInB", .string(b.path)))
    }
    if let histogram { members.append(("histogram", histogram.json)) }
    return .object(members)
  }

  private static func count(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }

  private static func type(_ dataset: StoredTensor?) -> JSONValue {
    dataset.map { .string($0.typeName) } ?? .null
  }

  private static func shape(_ dataset: StoredTensor?) -> JSONValue {
    dataset.map { .array($0.shape.map { .integer($0) }) } ?? .null
  }
}

extension TensorDifference.Element {
  /// The element with its names in reports.
  public var json: JSONValue {
    [
      "index": .integer(index), "a": a, "b": b, "aBits": .string(aBits), "bBits": .string(bBits),
      "offsetA": offsetA.map { .integer($0) } ?? .null,
      "offsetB": offsetB.map { .integer($0) } ?? .null,
    ]
  }
}

extension TensorDifference {
  /// A pair of tensors with the figures of their comparison, if their elements were compared.
  init(_ pair: TensorPairs.Pair, _ figures: ComparisonFigures?, isInCheckpoints: Bool) {
    self.isInCheckpoints = isInCheckpoints
    a = pair.a
    b = pair.b
    let isComparable =
      if let a = pair.a, let b = pair.b { a.hasSameElements(as: b) } else { false }
    if isComparable {
      status = figures.map { $0.differing == 0 } ?? true ? .same : .changed
      differing = figures?.differing ?? 0
      // Bytes that are no numbers known here are not apart by anything.
      distance = pair.a?.type == nil ? nil : figures?.distance ?? Distance()
    } else {
      status = TensorDifference.status(pair)
      differing = (pair.a ?? pair.b)?.elementCount ?? 0
      distance = nil
    }
    var first = figures?.first
    if let index = first?.index, let a = pair.a, let b = pair.b {
      let byte = index * (a.type?.byteCount ?? 1)
      first?.offsetA = a.offset.map { $0 + byte }
      first?.offsetB = b.offset.map { $0 + byte }
    }
    firstDifference = first
    nanInA = isComparable ? figures?.nanInA : 0
    nanInB = isComparable ? figures?.nanInB : 0
    nanAgainstNumber = figures?.nanAgainstNumber ?? 0
    nanPayloads = figures?.nanPayloads ?? 0
    zerosTurnedNegative = figures?.zerosTurnedNegative ?? 0
    zerosTurnedPositive = figures?.zerosTurnedPositive ?? 0
    histogram = figures?.histogram
  }

  private static func status(_ pair: TensorPairs.Pair) -> Status {
    guard let a = pair.a else { return .onlyInB }
    guard let b = pair.b else { return .onlyInA }
    return a.typeName == b.typeName ? .shapeMismatch : .dtypeMismatch
  }
}
