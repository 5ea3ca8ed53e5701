import CanonicalHDF5
import Testing

@Suite struct BudgetTests {
  @Test("HDF-013: groups may nest 64 deep and not deeper")
  func depth() {
    func code(_ depth: Int) -> CanonicalHDF5Error.Code? {
      var file = SyntheticFile()
      var group = file.addGroup([])
      for _ in 0..<depth { group = file.addGroup([("g", group)]) }
      return refusal(of: file.finished(root: group))
    }
    #expect(code(64) == nil)
    #expect(code(65) == .budgetExceeded)
  }

  @Test("HDF-013: a file may have 100,000 objects and not more")
  func objects() {
    func code(_ links: Int) -> CanonicalHDF5Error.Code? {
      var file = SyntheticFile()
      // The links lead nowhere: the budget must speak before they are followed.
      let root = file.addGroup((0..<links).map { ("l\($0)", 1) })
      return refusal(of: file.finished(root: root))
    }
    #expect(code(99_999) == .badSignature)
    #expect(code(100_000) == .budgetExceeded)
  }

  @Test("HDF-013: the bytes of names in all paths are limited")
  func paths() {
    func code(depth: Int, links: Int) -> CanonicalHDF5Error.Code? {
      var file = SyntheticFile()
      var group = file.addGroup((0..<links).map { ("leaf\($0)", 1) })
      for _ in 0..<depth { group = file.addGroup([(String(repeating: "g", count: 250), group)]) }
      return refusal(of: file.finished(root: group))
    }
    #expect(code(depth: 16, links: 1) == .badSignature)
    #expect(code(depth: 17, links: 1) == .budgetExceeded)
    #expect(code(depth: 16, links: 5_000) == .budgetExceeded)
  }

  @Test("HDF-013: messages without end are refused before they fill the memory")
  func messages() {
    var file = SyntheticFile()
    let messages = [UInt8](repeating: 0, count: 0)
    let links = (0..<1_000_001).reduce(into: messages) { bytes, _ in bytes += [0x06, 0, 0, 0] }
    let root = file.addHeader(links)
    #expect(refusal(of: file.finished(root: root)) == .budgetExceeded)
  }

  @Test("HDF-013: a header larger than the budget is refused without reading it")
  func metadata() {
    let byteCount = 1 << 40
    let declared: [UInt8] = Array("OHDR".utf8) + [2, 0x12, 0xff, 0xff, 0, 0, 0xff, 0xff, 0xff, 0xf]
    let file = SyntheticFile().finished(root: 48, byteCount: byteCount)
    let source = SparseByteSource(bytes: file + declared, byteCount: byteCount)
    #expect(refusal(of: source) == .budgetExceeded)
  }

  @Test("HDF-013: a file of the largest size is handled without overflow")
  func largestFile() {
    let file = SyntheticFile().finished(root: .max - 8, byteCount: .max)
    #expect(refusal(of: SparseByteSource(bytes: file, byteCount: .max)) == .outOfBounds)
  }
}
