import Testing

@testable import Checkpoints

@Suite struct IndexComparisonTests {
  @Test("CKPT-028: an index entry whose path is lost or is no path is named by the index itself")
  func lostPath() throws {
    for entry in [#"{"qath":"/model/weight"}"#, #"{"path":"\u0001model/weight"}"#, "3"] {
      let comparison = IndexComparison(stored: Array("[\(entry)]".utf8), file: "a.h5")
      let error = try comparison.difference(from: [])
      #expect(error.path == "/integrity/index", "\(entry): \(error)")
      #expect(error.code == .malformed, "\(entry): \(error)")
    }
  }
}
