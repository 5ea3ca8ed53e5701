import CanonicalHDF5
import HDF5
import NumericsContract
import Testing

@Suite struct ReadingTests {
  @Test("HDF-001: attributes, groups and datasets come back as they were planned")
  func everythingComesBack() throws {
    let plans = ElementType.allCases.map {
      DatasetPlan(path: "/types/\($0.rawValue)", type: $0, shape: [2, 3])
    }
    let others = [
      DatasetPlan(path: "/a/scalar", type: .float64, shape: []),
      DatasetPlan(path: "/none", type: .int16, shape: [4, 0, 2]),
      DatasetPlan(path: "/ones", type: .uint8, shape: [Int](repeating: 1, count: 32)),
    ]
    let sorted = (plans + others).sorted {
      $0.path.utf8.lexicographicallyPrecedes($1.path.utf8)
    }
    let skeleton = try Skeleton.build(
      attributes: [
        ("version", .integer(.min)), ("format", .text("lockstep")), ("empty", .text("")),
        ("unicode", .text("∑ naïve")), ("yes", .flag(true)), ("no", .flag(false)),
      ], datasets: sorted)
    let file = try CanonicalFile(parsing: MemoryByteSource(SampleFile.compose(skeleton)))
    #expect(
      file.attributes.map(\.name) == ["empty", "format", "no", "unicode", "version", "yes"])
    #expect(
      file.attributes.map(\.value) == [
        .text(""), .text("lockstep"), .flag(false), .text("∑ naïve"), .integer(.min), .flag(true),
      ])
    #expect(file.groups == ["/", "/a", "/types"])
    #expect(file.datasets.map(\.path) == sorted.map(\.path))
    #expect(file.datasets.map(\.type) == sorted.map(\.type))
    #expect(file.datasets.map(\.shape) == sorted.map(\.shape))
    let stored = file.datasets.filter { $0.byteCount > 0 }
    #expect(stored.map(\.path) == skeleton.extents.map(\.path))
    #expect(stored.map(\.offset) == skeleton.extents.map(\.offset))
    #expect(stored.map(\.byteCount) == skeleton.extents.map(\.byteCount))
  }

  @Test("HDF-008: the payload of a signalling NaN survives")
  func signallingNaN() throws {
    let skeleton = try Skeleton.build(
      attributes: [], datasets: [DatasetPlan(path: "/x", type: .float32, shape: [1])])
    var bytes = try SampleFile.compose(skeleton)
    let element: [UInt8] = [0x2a, 0x01, 0xa0, 0x7f]
    bytes.replaceSubrange(
      skeleton.extents[0].offset..<(skeleton.extents[0].offset + 4), with: element)
    let source = MemoryByteSource(bytes)
    let dataset = try #require(try CanonicalFile(parsing: source).datasets.first)
    #expect(try source.read(at: dataset.offset, count: dataset.byteCount) == element)
  }

  @Test("HDF-003: the checksum is lookup3")
  func lookup3() {
    // From the self-test of the published program.
    #expect(Lookup3.hash([]) == 0xdead_beef)
    #expect(Lookup3.hash(Array("Four score and seven years ago".utf8)[...]) == 0x1777_0551)
  }

  @Test("HDF-011: thousands of groups and datasets leave no stale byte behind")
  func largeTree() throws {
    // More metadata than the cache of libhdf5 holds (2 MiB), so that it writes blocks early.
    let plans = (0..<90).flatMap { group in
      (0..<80).map {
        DatasetPlan(path: "/model/g\(100 + group)/w\(100 + $0)", type: .float32, shape: [$0])
      }
    }
    let skeleton = try Skeleton.build(attributes: [("n", .integer(1))], datasets: plans)
    let file = try CanonicalFile(parsing: MemoryByteSource(SampleFile.compose(skeleton)))
    #expect(file.datasets.map(\.path) == plans.map(\.path))
    #expect(file.metadata.reduce(0) { $0 + $1.count } > 2 << 20)
  }

  @Test("HDF-004: headers of any size are read: long names, many links, many attributes")
  func largeHeaders() throws {
    let attributes = (0..<256).map {
      (
        name: "a\(1_000 + $0)" + String(repeating: "n", count: $0 * 3),
        value: HDF5.AttributeValue.text(String(repeating: "v", count: 4_096 - $0))
      )
    }
    let plans = (0..<300).map {
      DatasetPlan(
        path: "/g/\(1_000 + $0)" + String(repeating: "x", count: $0 * 3), type: .int8, shape: [1])
    }
    let skeleton = try Skeleton.build(attributes: attributes, datasets: plans)
    let file = try CanonicalFile(parsing: MemoryByteSource(SampleFile.compose(skeleton)))
    #expect(file.attributes.map(\.name) == attributes.map(\.name))
    #expect(file.attributes.last?.value == .text(String(repeating: "v", count: 4_096 - 255)))
    #expect(file.datasets.map(\.path) == plans.map(\.path))
  }

  @Test("HDF-010: the large tensors of a file are aligned, and gaps before them are zero")
  func alignedTensors() throws {
    let plans = (0..<5).map { DatasetPlan(path: "/t\($0)", type: .uint8, shape: [65_530 + $0 * 3]) }
    let bytes = try SampleFile.compose(try Skeleton.build(attributes: [], datasets: plans))
    let file = try CanonicalFile(parsing: MemoryByteSource(bytes))
    #expect(file.datasets.filter { $0.byteCount >= 65_536 }.count == 3)
    #expect(
      file.datasets.allSatisfy { $0.byteCount < 65_536 || $0.offset.isMultiple(of: 16_384) })
  }

  @Test("HDF-001: a file made from the specification alone is read")
  func syntheticFile() throws {
    var synthetic = SyntheticFile()
    let inner = synthetic.addGroup([])
    let root = synthetic.addGroup([("inner", inner)])
    let file = try CanonicalFile(parsing: MemoryByteSource(synthetic.finished(root: root)))
    #expect(file.groups == ["/", "/inner"])
    #expect(file.datasets.isEmpty)
  }
}
