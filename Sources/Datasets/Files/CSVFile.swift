internal import NumericsContract

/// A table in a file of comma-separated values: a line of names, then a line for each row.
///
/// A cell may stand in quotation marks and then hold commas, line ends and, doubled, quotation marks. Lines
/// end with a line feed, or a carriage return and a line feed; an end after the last line is optional.
///
/// **Reference** Y. Shafranovich, RFC 4180, "Common format and MIME type for comma-separated values (CSV)
/// files", 2005.
public struct CSVFile: Sendable {
  /// Names of the columns.
  public let names: [String]
  /// Number of rows below the names.
  public let count: Int

  private let file: FileBytes
  private let cells: [CSVCell]

  /// Reads a table.
  ///
  /// **Throws** `unreadableFile`, or `malformedFile` with line and column when a row has more or fewer cells
  /// than there are names, a quotation mark is where none may be, or two columns have one name.
  public init(path: String) throws(DatasetError) {
    try self.init(try FileBytes(path: path))
  }

  init(_ file: FileBytes) throws(DatasetError) {
    var parser = CSVParser(file)
    let header = try parser.row() ?? []
    var names: [String] = []
    for cell in header {
      let name = String(decoding: cell.text(in: file.bytes), as: UTF8.self)
      guard !names.contains(name) else {
        throw CSVFile.malformed(file, cell, expected: "one column '\(name)'", found: "another one")
      }
      names.append(name)
    }
    guard !names.isEmpty else {
      throw file.malformed(at: 0, expected: "a line of names", found: "an empty file")
    }
    var cells: [CSVCell] = []
    while let row = try parser.row() {
      guard row.count == names.count else {
        throw CSVFile.malformed(
          file, row[min(row.count - 1, names.count)], expected: "\(names.count) cells in the row",
          found: "\(row.count)")
      }
      cells += row
    }
    self.file = file
    self.names = names
    self.cells = cells
    count = cells.count / names.count
  }

  /// The numbers of some columns, row by row, as binary32.
  ///
  /// **Numerics** A decimal number, with or without an exponent, rounded once to nearest even; spaces around
  /// it do not count.
  ///
  /// **Throws** `malformedFile` with line and column when a cell is no finite number, or there is no such
  /// column.
  public func floats(_ columns: [String]) throws(DatasetError) -> [Float] {
    try map(columns, trims: true, expected: "a finite number") { text in
      // Swift's reader also takes hexadecimal numbers and words such as "nan".
      guard text.utf8.allSatisfy({ CSVFile.numberCharacters.contains($0) }),
        let number = Float(text), number.isFinite
      else { return nil }
      return number
    }
  }

  /// The integers of some columns, row by row.
  ///
  /// **Throws** as `floats` does.
  public func integers(_ columns: [String]) throws(DatasetError) -> [Int32] {
    try map(columns, trims: true, expected: "an integer of 32 bits") { Int32($0) }
  }

  /// The names in a column as classes: the distinct ones ascending by their bytes, and the index of each
  /// row's.
  ///
  /// **Throws** `malformedFile` when there is no such column.
  public func classes(
    _ column: String
  ) throws(DatasetError) -> (names: [String], indices: [Int32]) {
    let texts = try map([column], trims: false, expected: "a text in UTF-8") { $0 }
    var names: [String] = []
    for text in texts.sorted(by: { $0.precedesInUTF8($1) })
    where names.last.map({ !$0.utf8.elementsEqual(text.utf8) }) ?? true {
      names.append(text)
    }
    let indices = texts.map { text in
      var range = names.indices
      while range.count > 1 {
        let middle = range.lowerBound + range.count / 2
        range =
          text.precedesInUTF8(names[middle])
          ? range.lowerBound..<middle : middle..<range.upperBound
      }
      return Int32(range.lowerBound)
    }
    return (names, indices)
  }

  private static let numberCharacters = Array("0123456789+-.eE".utf8)

  private func map<Value>(
    _ columns: [String], trims: Bool, expected: String, _ convert: (String) -> Value?
  ) throws(DatasetError) -> [Value] {
    var places: [Int] = []
    for column in columns {
      guard let place = names.firstIndex(of: column) else {
        throw .malformed(
          file.name, at: 0, place: "line 1", expected: "a column '\(column)'", found: "\(names)")
      }
      places.append(place)
    }
    var values: [Value] = []
    values.reserveCapacity(count * places.count)
    for row in 0..<count {
      for place in places {
        let cell = cells[row * names.count + place]
        let bytes = trims ? cell.trimmedText(in: file.bytes) : cell.text(in: file.bytes)[...]
        guard let text = String(validating: bytes, as: UTF8.self), let value = convert(text) else {
          throw CSVFile.malformed(
            file, cell, expected: "\(expected) in '\(names[place])'",
            found: "'\(String(decoding: bytes.prefix(40), as: UTF8.self))'")
        }
        values.append(value)
      }
    }
    return values
  }

  static func malformed(
    _ file: FileBytes, _ cell: CSVCell, expected: String, found: String
  ) -> DatasetError {
    .malformed(
      file.name, at: cell.range.lowerBound, place: "line \(cell.line), column \(cell.column)",
      expected: expected, found: found)
  }
}
