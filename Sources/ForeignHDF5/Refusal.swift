internal import CanonicalJSON
internal import HDF5
internal import TensorFiles

/// Why a child could not read something, without the file's name, which it does not know.
struct Refusal {
  let kind: TensorFileError.Kind
  let place: String?
  let expected: String
  let found: String
  let remedy: String

  /// What people can do about libhdf5.
  private static let install =
    "Install it: apt-get install libhdf5-103-1 (Debian 12), libhdf5-310 (Debian 13)."
  private static let damaged = "Restore the file from where it came, or look at it with h5dump."
  private static let repack = "Write the data anew, for example with h5repack -f NONE."

  /// Most characters of a text that the parent takes over.
  private static let textLimit = 1000

  /// Puts what went wrong in a child into words.
  init(_ error: HDF5Error) {
    switch error {
    case .unreadable(_, let dataset, let found, let expected):
      self.init(.malformed, dataset, expected, found, Self.damaged)
    case .refused(_, let dataset, let found, let expected):
      self.init(.unsupported, dataset, expected, found, Self.repack)
    case .notInstalled(let problem):
      self.init(.unsupported, nil, "libhdf5, which reads such files", problem, Self.install)
    case .libraryVersion(let running):
      self.init(.unsupported, nil, "libhdf5 1.10 to 2", "libhdf5 \(running)", Self.install)
    default: self.init(.malformed, nil, "what libhdf5 can read", "\(error)", Self.damaged)
    }
  }

  private init(
    _ kind: TensorFileError.Kind, _ place: String?, _ expected: String, _ found: String,
    _ remedy: String
  ) {
    self.kind = kind
    // The root group is the file as a whole.
    self.place = place == "/" ? nil : place
    self.expected = expected
    self.found = found
    self.remedy = remedy
  }

  /// The bytes that the child sends.
  var bytes: [UInt8] {
    do throws(JSONNumberError) {
      return try CanonicalJSON.bytes([
        "kind": .string(kind.rawValue), "place": place.map { .string($0) } ?? .null,
        "expected": .string(expected), "found": .string(found), "remedy": .string(remedy),
      ])
    } catch {
      preconditionFailure("texts are always JSON, but \(error)")
    }
  }

  /// Reads what a child says; nil if it makes no sense.
  init?(_ bytes: [UInt8]) {
    guard let value = try? JSONParser.parse(bytes, limits: .init(depth: 2)),
      let kind = value["kind"]?.string.flatMap(TensorFileError.Kind.init(rawValue:)),
      let expected = value["expected"]?.string, let found = value["found"]?.string,
      let remedy = value["remedy"]?.string
    else { return nil }
    let place = value["place"]?.string
    self.init(
      kind, place.map { String($0.prefix(Self.textLimit)) },
      String(expected.prefix(Self.textLimit)), String(found.prefix(Self.textLimit)),
      String(remedy.prefix(Self.textLimit)))
  }
}
