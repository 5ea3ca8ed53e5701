import Glibc
import HDF5
import NumericsContract
import Testing

@Suite struct SkeletonTests {
  @Test("HDF-014: pieces and elements compose to the bytes that H5Dwrite leaves on disk")
  func plainWriteGivesTheSameBytes() throws {
    let folder = try TemporaryFolder()
    let skeleton = try SampleFile.skeleton()
    let first = try Skeleton.build(
      attributes: SampleFile.attributes, datasets: SampleFile.datasets)
    try PlainWriter.write(
      to: folder.path("plain.h5"), attributes: SampleFile.attributes,
      datasets: SampleFile.datasets + SampleFile.closing(first.extents))
    let plain = try folder.read("plain.h5")
    #expect(plain.count == skeleton.byteCount)
    #expect(plain == skeleton.composed())
  }

  @Test("HDF-014: a skeleton does not depend on what the process did before, nor on stale memory")
  func repeatedBuildsAreEqual() throws {
    let reference = try SampleFile.skeleton()
    defer { perturbMemory(0) }
    for byte in [Int32(17), 201, 99] {
      perturbMemory(byte)
      _ = try Skeleton.build(
        attributes: [(name: "other", value: .text(String(repeating: "x", count: Int(byte))))],
        datasets: (0..<Int(byte)).map {
          DatasetPlan(path: "/other/d\(1_000 + $0)", type: .int16, shape: [$0])
        })
      #expect(try SampleFile.skeleton() == reference)
    }
  }

  /// Makes the C library fill fresh and freed memory with `byte` and its complement.
  private func perturbMemory(_ byte: Int32) {
    typealias Function = @convention(c) (Int32, Int32) -> Int32
    guard let symbol = unsafe dlsym(nil, "mallopt") else { return }
    let perturb: Int32 = -6
    _ = unsafe unsafeBitCast(symbol, to: Function.self)(perturb, byte)
  }

  @Test("HDF-014: concurrent builds are equal")
  func concurrentBuildsAreEqual() async throws {
    let reference = try SampleFile.skeleton()
    let equal = try await withThrowingTaskGroup(of: Bool.self) { group in
      for _ in 0..<8 { group.addTask { try SampleFile.skeleton() == reference } }
      return try await group.reduce(true) { $0 && $1 }
    }
    #expect(equal)
  }

  @Test(
    "HDF-011: pieces and extents are disjoint and inside the file; pieces start and end nonzero")
  func piecesAndExtentsAreDisjoint() throws {
    let skeleton = try SampleFile.skeleton()
    let metadata = skeleton.pieces.map { $0.offset..<($0.offset + $0.bytes.count) }
    let elements = skeleton.extents.map { $0.offset..<($0.offset + $0.byteCount) }
    #expect(metadata == metadata.sorted { $0.lowerBound < $1.lowerBound })
    let all = (metadata + elements).sorted { $0.lowerBound < $1.lowerBound }
    #expect(zip(all, all.dropFirst()).allSatisfy { $0.upperBound <= $1.lowerBound })
    #expect(all.last.map { $0.upperBound <= skeleton.byteCount } == true)
    #expect(skeleton.pieces.allSatisfy { $0.bytes.first != 0 && $0.bytes.last != 0 })
  }

  @Test("HDF-009: extents have the sizes of the tensors, and tensors without elements have none")
  func extentsMatchThePlans() throws {
    let skeleton = try SampleFile.skeleton()
    let closing = SampleFile.closing(Array(skeleton.extents.dropLast()))
    let expected = (SampleFile.datasets + closing).compactMap { plan -> (String, Int)? in
      let byteCount = plan.shape.reduce(plan.type.byteCount, *)
      return byteCount > 0 ? (plan.path, byteCount) : nil
    }
    #expect(skeleton.extents.map(\.path) == expected.map(\.0))
    #expect(skeleton.extents.map(\.byteCount) == expected.map(\.1))
    #expect(!skeleton.extents.contains { $0.path == "/zero" || $0.path == "/model/none" })
  }

  @Test("HDF-010: tensors of 65,536 bytes and more start at multiples of 16,384")
  func largeTensorsAreAligned() throws {
    let plans = [16_383, 16_384, 16_385, 5].enumerated().map {
      DatasetPlan(path: "/t\($0)", type: .float32, shape: [$1])
    }
    let extents = try Skeleton.build(attributes: [], datasets: plans).extents
    #expect(extents[1].offset.isMultiple(of: 16_384))
    #expect(extents[2].offset.isMultiple(of: 16_384))
    // The others need no alignment, and would have it by accident only.
    #expect(!extents[3].offset.isMultiple(of: 16_384))
  }

  @Test("HDF-014: a file of 40 GB is laid out in memory without holding it")
  func hugeFilesAreSparse() throws {
    let plans = (0..<10).map {
      DatasetPlan(path: "/model/w\($0)", type: .float32, shape: [1_000_000_000])
    }
    let skeleton = try Skeleton.build(attributes: [], datasets: plans)
    #expect(skeleton.byteCount > 40_000_000_000)
    #expect(skeleton.pieces.reduce(0) { $0 + $1.bytes.count } < 16_384)
  }

  @Test("HDF-001: a file without datasets has the bytes published in the format's example")
  func emptyFile() throws {
    let skeleton = try Skeleton.build(attributes: [], datasets: [])
    let undefined = [UInt8](repeating: 0xff, count: 8)
    var expected: [UInt8] = [0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a, 2, 8, 8, 0]
    expected += [UInt8](repeating: 0, count: 8) + undefined + [0xbb, 0, 0, 0, 0, 0, 0, 0]
    expected += [0x30, 0, 0, 0, 0, 0, 0, 0, 0x03, 0x00, 0x2a, 0x35]
    expected += [0x4f, 0x48, 0x44, 0x52, 2, 0x10, 0xff, 0xff, 0, 0, 0x7c]
    expected += [0x02, 0x12, 0, 0, 0, 0] + undefined + undefined
    expected += [0x0a, 6, 0, 1, 0, 1, 0xff, 0xff, 0, 0]
    expected += [0, 0x58, 0, 0] + [UInt8](repeating: 0, count: 88) + [0xc6, 0xea, 0xcf, 0xbf]
    #expect(skeleton.extents.isEmpty)
    #expect(skeleton.composed() == expected)
  }
}
