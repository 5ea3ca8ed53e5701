/// A device wrote where it has no business.
struct Trespass: Error, CustomStringConvertible {
  let description: String
}
