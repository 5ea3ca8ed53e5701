/// What goes over the socket between a process and the child that reads HDF5 for it.
///
/// A request has 25 bytes: its kind, then three numbers. A reply has 9 bytes and what they announce: its
/// kind, then the number of bytes that follow. Numbers have 64 bits, little-endian.
enum ReaderMessage {
  /// What the parent asks for.
  enum Request: Equatable {
    /// Everything but elements, as JSON of `ContentsJSON`.
    case contents
    /// Elements of a dataset, by its number among those of the contents.
    case elements(dataset: Int, range: Range<Int>)
  }

  /// Kinds of replies.
  enum Reply: UInt8 {
    /// What was asked for.
    case result = 0
    /// Why there is nothing, as JSON of `Refusal`.
    case refusal = 1
  }

  static let requestByteCount = 25
  static let replyHeadByteCount = 9

  /// Most bytes of contents or a refusal.
  static let textByteLimit = 64 << 20
  /// Most elements' bytes of one reply: a child needs memory for one.
  static let pieceByteLimit = 8 << 20

  static func bytes(of request: Request) -> [UInt8] {
    switch request {
    case .contents: [0] + bytes(of: 0) + bytes(of: 0) + bytes(of: 0)
    case .elements(let dataset, let range):
      [1] + bytes(of: dataset) + bytes(of: range.lowerBound) + bytes(of: range.upperBound)
    }
  }

  /// The request in some bytes; nil if it is none.
  static func request(_ bytes: [UInt8]) -> Request? {
    guard bytes.count == requestByteCount else { return nil }
    let (dataset, lower, upper) = (
      number(bytes[1..<9]), number(bytes[9..<17]), number(bytes[17..<25])
    )
    switch bytes[0] {
    case 0: return .contents
    case 1:
      guard let dataset, let lower, let upper, lower <= upper else { return nil }
      return .elements(dataset: dataset, range: lower..<upper)
    default: return nil
    }
  }

  static func head(_ kind: Reply, byteCount: Int) -> [UInt8] {
    [kind.rawValue] + bytes(of: byteCount)
  }

  /// The kind and the size of a reply; nil if the bytes begin none.
  static func head(_ bytes: [UInt8]) -> (kind: Reply, byteCount: Int)? {
    guard bytes.count == replyHeadByteCount, let kind = Reply(rawValue: bytes[0]),
      let count = number(bytes[1..<9])
    else { return nil }
    return (kind, count)
  }

  private static func bytes(of number: Int) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  private static func number(_ bytes: ArraySlice<UInt8>) -> Int? {
    Int(exactly: bytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
  }
}
