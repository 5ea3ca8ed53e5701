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

  /// Takes positive integers that an `x` separates, such as `64x32x10`.
  mutating func sizes(_ meaning: String) throws(RequestError) -> [Int] {
    try numbers(meaning, from: 1)
  }

  /// Takes integers that an `x` separates.
  mutating func numbers(_ meaning: String, from least: Int = 0) throws(RequestError) -> [Int] {
    let word = try word(meaning)
    let numbers = word.split(separator: "x").map { Int($0) ?? -1 }
    guard !numbers.isEmpty, numbers.allSatisfy({ $0 >= least }) else {
      throw RequestError(message: "\(meaning): expected numbers such as 64x10, found '\(word)'")
    }
    return numbers
  }
}

/// Why a request cannot be answered.
struct RequestError: Error, CustomStringConvertible {
  let message: String
  var description: String { message }
}
