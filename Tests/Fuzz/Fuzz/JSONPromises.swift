import CanonicalJSON

/// A text is refused in one line with its place, or its canonical form says the same.
enum JSONPromises {
  static func check(_ bytes: [UInt8]) {
    let value: JSONValue
    do throws(JSONSyntaxError) {
      value = try JSONParser.parse(bytes)
    } catch {
      let line = "\(error)"
      guard error.line > 0, error.column > 0, Promise.isOneLine(line) else {
        Promise.broken("not one line with a place: \(line)")
      }
      return
    }
    do {
      let text = try CanonicalJSON.bytes(value)
      let again = try JSONParser.parse(text)
      guard again == value, try CanonicalJSON.bytes(again) == text else {
        Promise.broken("the canonical text says something else")
      }
    } catch {
      Promise.broken("no canonical text: \(error)")
    }
  }
}
