/// The members of a JSON object in canonical order: ascending UTF-16 code units of their names.
public struct JSONObject: Sendable {
  /// One name and its value.
  public struct Member: Sendable, Equatable {
    /// The name.
    public let name: String
    /// The value.
    public let value: JSONValue

    /// Whether name (by code units) and value are equal.
    public static func == (left: Member, right: Member) -> Bool {
      left.name.utf8.elementsEqual(right.name.utf8) && left.value == right.value
    }
  }

  /// The members, sorted; each name once.
  public private(set) var members: [Member]

  /// Creates an object from members in any order.
  ///
  /// - Precondition: no name occurs twice.
  public init(_ members: [(String, JSONValue)]) {
    self.members = members.map { Member(name: $0.0, value: $0.1) }
    let duplicate = sortMembers()
    precondition(duplicate == nil, "the name \"\(duplicate ?? "")\" occurs twice in one object")
  }

  /// Creates an object from members in any order, or returns nil if a name occurs twice.
  public init?(unique members: [(String, JSONValue)]) {
    self.members = members.map { Member(name: $0.0, value: $0.1) }
    guard sortMembers() == nil else { return nil }
  }

  /// The value of a name, or nil if there is none.
  public subscript(_ name: String) -> JSONValue? {
    var low = 0
    var high = members.count
    while low < high {
      let middle = (low + high) / 2
      if members[middle].name.utf16.lexicographicallyPrecedes(name.utf16) {
        low = middle + 1
      } else {
        high = middle
      }
    }
    guard low < members.count, members[low].name.utf8.elementsEqual(name.utf8) else { return nil }
    return members[low].value
  }

  /// Sorts the members and returns a name that occurs twice.
  private mutating func sortMembers() -> String? {
    members.sort { $0.name.utf16.lexicographicallyPrecedes($1.name.utf16) }
    return zip(members, members.dropFirst())
      .first { $0.name.utf8.elementsEqual($1.name.utf8) }?.0.name
  }
}

extension JSONObject: Equatable {}
