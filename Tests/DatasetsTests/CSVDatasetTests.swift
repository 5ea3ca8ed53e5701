import Datasets
import Testing

@Suite struct CSVDatasetTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func file(_ text: String) throws -> CSVFile {
    try CSVFile(path: folder.write(Array(text.utf8), "table.csv"))
  }

  private var path: String { folder.path("table.csv") }

  @Test("CSV: columns are chosen by name, in the order asked for")
  func columns() throws {
    let table = try file("a,b,class,d\r\n1,2,0,4\r\n-5,.5,1,7e-1\r\n")
    #expect(table.names == ["a", "b", "class", "d"] && table.count == 2)
    #expect(try table.floats(["d", "a"]) == [4, 1, 0.7, -5])
    #expect(try table.integers(["class"]) == [0, 1])
    let dataset = try CSVDataset.load(path: path, inputs: ["d", "a"], label: "class")
    #expect(dataset.inputs == [4, 1, 0.7, -5] && dataset.labels == [0, 1])
    #expect(dataset.inputShape == [2])
    #expect(try batches(of: dataset, size: 1).map(\.labels) == [.int32([0]), .int32([1])])
    let regression = try CSVDataset.load(path: path, inputs: ["a"], targets: ["b", "d"])
    #expect(regression.labels == [2, 4, 0.5, 0.7] && regression.labelShape == [2])
    #expect(try batches(of: regression).first?.labels == .float32([2, 4, 0.5, 0.7]))
    // The digest is of the numbers, not of how they are written or where.
    _ = try file("class,d,a\n0,4.0,1e0\n1,0.70,-5")
    #expect(
      try CSVDataset.load(path: path, inputs: ["d", "a"], label: "class").digest == dataset.digest)
  }

  @Test("CSV: quoted cells hold commas, line ends and quotation marks")
  func quotes() throws {
    let table = try file("\u{FEFF}\"x,1\",\"say \"\"y\"\"\",z\n\"1\",\" 2 \",\"a\nb\"\n3,4,\"\"\n")
    #expect(table.names == ["x,1", "say \"y\"", "z"] && table.count == 2)
    #expect(try table.floats(["x,1", "say \"y\""]) == [1, 2, 3, 4])
    let classes = try table.classes("z")
    #expect(classes.names == ["", "a\nb"] && classes.indices == [1, 0])
  }

  @Test("CSV: class names ascend by their bytes, whatever the order of the rows")
  func classes() throws {
    _ = try file("x,kind\n1,virginica\n2,Setosa\n3,setosa\n4,virginica\n5,é\n")
    let (dataset, names) = try CSVDataset.load(path: path, inputs: ["x"], className: "kind")
    #expect(names == ["Setosa", "setosa", "virginica", "é"])
    #expect(dataset.labels == [2, 0, 1, 2, 3])
  }

  @Test("CSV: numbers are correctly rounded to binary32")
  func rounding() throws {
    // Half-way between neighbours, and a little above: rounding to binary64 first would lose the rest.
    let table = try file(
      "x\n16777217\n16777217.000000001\n1.00000017881393432617187499\n1e-45\n7e-46\n3.4028235e38\n")
    #expect(
      try table.floats(["x"]).map(\.bitPattern)
        == [0x4B80_0000, 0x4B80_0001, 0x3F80_0001, 1, 0, 0x7F7F_FFFF])
  }

  @Test("CSV: a cell that is no number is refused with line, column and byte")
  func cells() throws {
    for word in [
      "x", "", "1 2", "nan", "inf", "0x10", "1e39", "--1", "1,5".replacing(",", with: ";"),
    ] {
      let table = try file("a,b\n1,2\n3,\(word)\n")
      expectMalformed(path, at: 10, "line 3, column 2", "a finite number in 'b'", "'\(word)'") {
        _ = try table.floats(["a", "b"])
      }
    }
    let table = try file("a,b\n\"1\n\",2\n3,2147483648\n")
    expectMalformed(path, at: 13, "line 4, column 2", "an integer") {
      _ = try table.integers(["b"])
    }
    expectMalformed(path, at: 0, "column 'c'", "[\"a\", \"b\"]") { _ = try table.floats(["c"]) }
  }

  @Test("CSV: rows of other lengths, stray marks and double names are refused with line and column")
  func structure() throws {
    expectMalformed(path, at: 0, "a line of names") { _ = try file("") }
    expectMalformed(path, at: 2, "line 1, column 2", "one column 'a'") { _ = try file("a,a\n") }
    expectMalformed(path, at: 8, "line 3, column 1", "2 cells", "found 1") {
      _ = try file("a,b\n1,2\n3\n")
    }
    expectMalformed(path, at: 8, "line 2, column 3", "2 cells", "found 3") {
      _ = try file("a,b\n1,2,3\n")
    }
    expectMalformed(path, at: 6, "line 2, column 2", "second quotation mark") {
      _ = try file("a,b\n1,\"2\n3,4\n")
    }
    expectMalformed(path, at: 5, "line 2, column 1", "quotation marks around") {
      _ = try file("a,b\n1\",2\n")
    }
    expectMalformed(path, at: 7, "line 2, column 1", "after a quotation mark") {
      _ = try file("a,b\n\"1\"x,2\n")
    }
    expectMalformed(path, at: 5, "line 2, column 1", "line feed after a return") {
      _ = try file("a,b\n1\r2,3\n")
    }
  }
}
