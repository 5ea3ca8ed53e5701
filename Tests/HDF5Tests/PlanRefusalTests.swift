import HDF5
import NumericsContract
import Testing

@Suite struct PlanRefusalTests {
  private func plan(_ path: String, _ shape: [Int] = [1]) -> DatasetPlan {
    DatasetPlan(path: path, type: .float64, shape: shape)
  }

  /// The path that the error names, if the plans are refused.
  private func refusedPath(_ plans: [DatasetPlan], closing: [DatasetPlan] = []) throws -> String? {
    do {
      _ = try Skeleton.build(attributes: [], datasets: plans) { _ in closing }
      return nil
    } catch .invalidPlan(let path, _, _, _) {
      return path
    }
  }

  @Test(
    "HDF-006: names that no reader would accept are refused",
    arguments: [
      "", "relative", "/", "/a//b", "/a/", "/./a", "/a/..", "/a\0b",
      "/" + String(repeating: "n", count: 1_025),
      String(repeating: "/g", count: 65),
    ])
  func invalidNames(path: String) throws {
    #expect(try refusedPath([plan(path)]) == path)
  }

  @Test(
    "HDF-006: unusual but valid names are stored",
    arguments: [
      "/a.b.c", "/..odd", "/ space ", "/e\u{301}", "/" + String(repeating: "n", count: 1_024),
      String(repeating: "/g", count: 64),
    ])
  func validNames(path: String) throws {
    #expect(try refusedPath([plan(path)]) == nil)
  }

  @Test("HDF-006: two spellings of a name are two names")
  func spellingsStayApart() throws {
    #expect(try refusedPath([plan("/e\u{301}"), plan("/\u{e9}")]) == nil)
    #expect(try refusedPath([plan("/e\u{301}/x"), plan("/\u{e9}/x")]) == nil)
  }

  @Test("HDF-012: unsorted, repeated and nested plans are refused")
  func conflictingPlans() throws {
    #expect(try refusedPath([plan("/b"), plan("/a")]) == "/a")
    #expect(try refusedPath([plan("/a"), plan("/a")]) == "/a")
    #expect(try refusedPath([plan("/a"), plan("/a/b")]) == "/a/b")
    #expect(try refusedPath([plan("/a")], closing: [plan("/a")]) == "/a")
    #expect(try refusedPath([plan("/a/b")], closing: [plan("/a")]) == "/a")
    #expect(try refusedPath([plan("/a/b")], closing: [plan("/a/c")]) == nil)
  }

  @Test(
    "HDF-009: shapes without a byte count are refused",
    arguments: [
      [-1], [Int.max], [1 << 31, 1 << 31], [0, .max, 2], [Int](repeating: 1, count: 33),
    ])
  func invalidShapes(shape: [Int]) throws {
    #expect(try refusedPath([plan("/t", shape)]) == "/t")
  }

  @Test("HDF-009: a rank of 32 is stored")
  func largestRank() throws {
    #expect(try refusedPath([plan("/t", [Int](repeating: 1, count: 32))]) == nil)
  }

  @Test("HDF-013: more links than one group may have are refused")
  func tooManyLinks() throws {
    let plans = (0..<1_025).map { plan("/g/d\(10_000 + $0)") }
    #expect(try refusedPath(Array(plans.dropLast())) == nil)
    #expect(try refusedPath(plans) == "/g/d11024")
  }

  @Test(
    "HDF-007: attributes outside the subset are refused",
    arguments: [
      ("", AttributeValue.flag(true)), ("a\0b", .flag(true)), ("long", .text(text(4_097))),
      ("nul", .text("a\0b")), (text(1_025), .integer(1)),
    ])
  func invalidAttributes(name: String, value: AttributeValue) {
    #expect {
      try Skeleton.build(attributes: [(name: name, value: value)], datasets: [])
    } throws: { error in
      guard case .invalidAttribute(let named, _, _)? = error as? HDF5Error else { return false }
      return named == name
    }
  }

  @Test("HDF-007: repeated attributes are refused")
  func repeatedAttributes() {
    #expect(throws: HDF5Error.self) {
      try Skeleton.build(
        attributes: [(name: "a", value: .integer(1)), (name: "a", value: .integer(2))],
        datasets: [])
    }
  }

  @Test("HDF-015: a failure of libhdf5 is an error with its stack, and the next build works")
  func libraryFailure() throws {
    #expect {
      try Skeleton.build(
        attributes: [],
        datasets: [DatasetPlan(path: "/huge", type: .uint8, shape: [Int.max - 8])])
    } throws: { error in
      guard case .library(_, let subject, let trace)? = error as? HDF5Error else { return false }
      return subject == "/huge" && !trace.isEmpty
    }
    #expect(try SampleFile.skeleton() == SampleFile.skeleton())
  }
}

private func text(_ count: Int) -> String {
  String(repeating: "t", count: count)
}
