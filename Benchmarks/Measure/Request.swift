/// The words of a request, taken one by one.
struct Request {
  private var words: ArraySlice<String>

  init(_ words: ArraySlice<String>) { self.words = words }

  /// Takes the next word.
  mutating func word(_ meaning: String) throws(RequestError) -> String {
    guard let word = words.popFirst() else {
      throw RequestError(message: "the request ends before its \(meaning)")
    }
    return word
  }

  /// Takes an integer.
  mutating func integer(_ meaning: String) throws(RequestError) -> Int {
    let word = try word(meaning)
    guard let value = Int(word), value >= 0 else {
      throw RequestError(message: "\(meaning): expected an integer from 0, found '\(word)'")
    }
    return value
  }

  /// Takes a number.
  mutating func number(_ meaning: String) throws(RequestError) -> Double {
    let word = try word(meaning)
    guard let value = Double(word) else {
      throw RequestError(message: "\(meaning): expected a number, found '\(word)'")
    }
    return value
  }

  /// Takes integers that an `x` separates, such as `64x32x10`.
  mutating func sizes(_ meaning: String) throws(RequestError) -> [Int] {
    let word = try word(meaning)
    let sizes = word.split(separator: "x").map { Int($0) ?? -1 }
    guard !sizes.isEmpty, sizes.allSatisfy({ $0 > 0 }) else {
      throw RequestError(message: "\(meaning): expected sizes such as 64x10, found '\(word)'")
    }
    return sizes
  }
}

/// Why a request cannot be answered.
struct RequestError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
