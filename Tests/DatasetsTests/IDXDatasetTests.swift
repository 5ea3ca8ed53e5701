import Datasets
import NumericsContract
import Testing

@Suite struct IDXDatasetTests {
  private let folder: TemporaryFolder
  private let images: [UInt8] =
    [0, 0, 8, 3, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 2] + [
      0, 51, 102, 153, 204, 255, 1, 2, 3, 4, 5, 6,
    ]
  private let labels: [UInt8] = [0, 0, 8, 1, 0, 0, 0, 3, 7, 0, 9]

  init() throws { folder = try TemporaryFolder() }

  private func load(_ images: [UInt8], _ labels: [UInt8]) throws -> ImageDataset {
    try IDXDataset.load(
      images: folder.write(images, "images"), labels: folder.write(labels, "labels"))
  }

  @Test("IDX: bytes become 255ths with the label of their place, in any number of workers")
  func content() throws {
    let dataset = try load(images, labels)
    #expect(dataset.count == 3 && dataset.inputShape == [2, 2])
    let batches = try batches(of: dataset)
    #expect(batches[0].labels == .int32([7, 0]) && batches[1].labels == .int32([9]))
    #expect(
      batches[0].inputs == .float32([0, 0.2, 0.4, 0.6, 0.8, 1, Float(1) / 255, Float(2) / 255]))
  }

  @Test("IDX: the digest is SHA-256 of header, pixels and labels, whatever the path")
  func digest() throws {
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-images-1")
    for number in [3, 2, 2, 2] as [UInt64] { hasher.update(le64: number) }
    hasher.update(bytes: Array(images[16...]))
    hasher.update(int32s: [7, 0, 9])
    #expect(try load(images, labels).digest == hasher.finalize())
  }

  @Test("IDX: a gzip file is unpacked, also in several members")
  func gzip() throws {
    let packed = bytes(
      hex: "1f8b08000000000002036360e06066606000612630364e9b79e63f2313330b2b1b00e92886ab1c000000")
    let plain = try load(images, labels).digest
    #expect(try load(packed, labels).digest == plain)
    // "Nothing" as a member of its own, before and after.
    let nothing = bytes(hex: "1f8b080000000000020303000000000000000000")
    #expect(try load(nothing + packed + nothing, labels).digest == plain)
    let path = folder.path("images")
    expectMalformed(path, at: 30, "more deflated data") {
      _ = try load(Array(packed.prefix(30)), labels)
    }
    var flipped = packed
    flipped[packed.count - 6] ^= 1
    #expect(throws: DatasetError.self) { _ = try load(flipped, labels) }
    expectMalformed(path, at: packed.count + 2, "deflated data") {
      _ = try load(packed + [1, 2, 3], labels)
    }
  }

  @Test("IDX: arrays of every type are read, big-endian")
  func types() throws {
    func read(_ code: UInt8, _ element: [UInt8]) throws -> NumericArray {
      try IDXFile.read(path: folder.write([0, 0, code, 1, 0, 0, 0, 1] + element, "array"))
    }
    #expect(try read(9, [0xFE]).integers() == [-2])
    #expect(try read(11, [0xFF, 0x00]).integers() == [-256])
    #expect(try read(12, [0, 1, 0, 0]).integers() == [65536])
    #expect(try read(13, [0x40, 0x49, 0x0F, 0xDB]).floats() == [Float(bitPattern: 0x4049_0FDB)])
    #expect(try read(14, [0xC0, 0, 0, 0, 0, 0, 0, 0]).floats() == [-2])
    #expect(try read(14, [0xC0, 0, 0, 0, 0, 0, 0, 0]).integers() == [-2])
    expectMalformed(folder.path("array"), at: 8, "element 0", "an integer", "-2.5") {
      _ = try read(14, [0xC0, 4, 0, 0, 0, 0, 0, 0]).integers()
    }
  }

  @Test("IDX: wrong marks, types, counts and ends are refused with file and byte")
  func damage() throws {
    let path = folder.path("images")
    var wrong = images
    wrong[1] = 1
    expectMalformed(path, at: 0, "two zero bytes") { _ = try load(wrong, labels) }
    wrong = images
    wrong[2] = 10
    expectMalformed(path, at: 2, "type", "10") { _ = try load(wrong, labels) }
    wrong = images
    wrong[4] = 0xFF
    expectMalformed(path, at: 4, "12 bytes", "4278190083") { _ = try load(wrong, labels) }
    // 255 axes of 2³² − 1: more elements than there are numbers, and nothing is allocated for them.
    let vast = [0, 0, 8, 255] + [UInt8](repeating: 255, count: 4 * 255)
    expectMalformed(path, at: 4, "shape") { _ = try load(vast, labels) }
    for count in [0, 1, 2, 3, 5, 15] {
      let error = #expect(throws: DatasetError.self) {
        _ = try load(Array(images.prefix(count)), labels)
      }
      #expect(error?.offset.map { $0 <= count } == true, "\(count)")
    }
    expectMalformed(path, at: 4, "shape") { _ = try load(images.dropLast(), labels) }
    expectMalformed(path, at: 4, "shape") { _ = try load(images + [0], labels) }
    expectMalformed(path, at: 2, "[images, rows, columns]", "[3]") { _ = try load(labels, labels) }
    let names = folder.path("labels")
    expectMalformed(names, at: 2, "[3]", "uint8 [2]") {
      _ = try load(images, [0, 0, 8, 1, 0, 0, 0, 2, 7, 0])
    }
  }

  @Test("IDX: a missing file and a folder are named with the reason")
  func unreadable() throws {
    let labels = try folder.write(labels, "labels")
    for (path, word) in [(folder.path("none"), "no such file"), (folder.path(""), "a directory")] {
      let error = #expect(throws: DatasetError.self) {
        try IDXDataset.load(images: path, labels: labels)
      }
      #expect(error?.code == .unreadableFile && error?.file == path)
      #expect(error?.description.hasPrefix("cannot read \(path): \(word)") == true)
    }
  }
}
