/// Where a cell of a table is.
struct CSVCell: Sendable {
  /// The bytes between commas, or between quotation marks.
  let range: Range<Int>
  let isQuoted: Bool
  /// Line of the file, from 1.
  let line: Int
  /// Place in the row, from 1.
  let column: Int

  /// The bytes the cell stands for.
  func text(in bytes: [UInt8]) -> [UInt8] {
    guard isQuoted else { return Array(bytes[range]) }
    var text: [UInt8] = []
    var place = range.lowerBound
    while place < range.upperBound {
      text.append(bytes[place])
      place += bytes[place] == CSVParser.quote ? 2 : 1
    }
    return text
  }

  /// The same without spaces and tabs around it.
  func trimmedText(in bytes: [UInt8]) -> ArraySlice<UInt8> {
    func isSpace(_ byte: UInt8) -> Bool { byte == UInt8(ascii: " ") || byte == 9 }
    var text = text(in: bytes)[...]
    text = text.drop(while: isSpace)
    while let last = text.last, isSpace(last) { text.removeLast() }
    return text
  }
}

/// Cuts a file into rows of cells.
struct CSVParser {
  static let quote = UInt8(ascii: "\"")
  private static let comma = UInt8(ascii: ",")
  private static let lineFeed = UInt8(ascii: "\n")
  private static let carriageReturn = UInt8(ascii: "\r")

  private let file: FileBytes
  private var position = 0
  private var line = 1

  init(_ file: FileBytes) {
    self.file = file
    // A mark of the byte order, which some programs put before UTF-8.
    if file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  /// The next row, or nil at the end of the file.
  mutating func row() throws(DatasetError) -> [CSVCell]? {
    guard position < file.bytes.count else { return nil }
    var cells: [CSVCell] = []
    while true {
      cells.append(try cell(column: cells.count + 1))
      guard position < file.bytes.count else { return cells }
      let end = file.bytes[position]
      position += 1
      if end == CSVParser.comma { continue }
      if end == CSVParser.carriageReturn { position += 1 }
      line += 1
      return cells
    }
  }

  /// A cell, up to the comma or line end that follows it.
  private mutating func cell(column: Int) throws(DatasetError) -> CSVCell {
    let bytes = file.bytes
    let startLine = line
    if position < bytes.count, bytes[position] == CSVParser.quote {
      let start = position + 1
      position = start
      while true {
        guard position < bytes.count else {
          throw CSVFile.malformed(
            file,
            CSVCell(range: start - 1..<start, isQuoted: true, line: startLine, column: column),
            expected: "a second quotation mark", found: "the end of the file")
        }
        if bytes[position] == CSVParser.lineFeed { line += 1 }
        guard bytes[position] == CSVParser.quote else {
          position += 1
          continue
        }
        guard position + 1 < bytes.count, bytes[position + 1] == CSVParser.quote else { break }
        position += 2
      }
      let cell = CSVCell(
        range: start..<position, isQuoted: true, line: startLine, column: column)
      position += 1
      guard isAtEndOfCell else {
        throw malformed(column, expected: "a comma or a line end after a quotation mark")
      }
      return cell
    }
    let start = position
    while !isAtEndOfCell {
      guard bytes[position] != CSVParser.quote, bytes[position] != CSVParser.carriageReturn else {
        throw malformed(
          column, expected: "quotation marks around the whole cell, and a line feed after a return")
      }
      position += 1
    }
    return CSVCell(range: start..<position, isQuoted: false, line: startLine, column: column)
  }

  private var isAtEndOfCell: Bool {
    guard position < file.bytes.count else { return true }
    switch file.bytes[position] {
    case CSVParser.comma, CSVParser.lineFeed: return true
    case CSVParser.carriageReturn:
      return position + 1 < file.bytes.count && file.bytes[position + 1] == CSVParser.lineFeed
    default: return false
    }
  }

  private func malformed(_ column: Int, expected: String) -> DatasetError {
    CSVFile.malformed(
      file, CSVCell(range: position..<position, isQuoted: false, line: line, column: column),
      expected: expected,
      found: "'\(String(decoding: file.bytes[position...].prefix(10), as: UTF8.self))'")
  }
}
