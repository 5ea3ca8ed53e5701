import Datasets
import Foundation
import NumericsContract
import Testing

@Suite struct TextDatasetTests {
  private func window(_ text: TextDataset, _ index: Int) -> (input: [Int32], label: [Int32]) {
    var input = [Int32](repeating: -7, count: text.tokens)
    var span = input.mutableSpan
    text.copyInput(index, into: &span)
    var label = [Int32](repeating: -7, count: text.tokens)
    var labelSpan = label.mutableSpan
    text.copyLabel(index, into: &labelSpan)
    return (input, label)
  }

  @Test("Text: the text of the executable is the published excerpt, with 96 distinct characters")
  func jargonFile() throws {
    let text = try TextSource.jargonFile.dataset(tokens: 64)
    #expect(text.characters.count == 363_298)
    #expect(
      text.textDigest.description
        == "7604f8da80eecc421d4af0c8d8f68b4298df0d5ae0d11a3058fcc308d46cc016")
    #expect(
      text.vocabulary == ([10] + Array(32..<127)).map { Unicode.Scalar(UInt8($0)) })
    #expect(text.count == 5676)
    let (input, label) = window(text, 0)
    let words = String(
      String.UnicodeScalarView((input + label.suffix(1)).map { text.vocabulary[Int($0)] }))
    #expect(words == "Chapter 1. Hacker Slang and Hacker Culture\n\nThis document is a co")
  }

  @Test(
    "Text: windows lie side by side, each label is its character's successor, a rest is left out")
  func windows() throws {
    // a b ä € 😀, a line end of two characters, and a combining mark, which is a character of its own.
    let bytes = Array("b€a\r\n😀äa\u{301}bb".utf8)
    let text = try TextDataset(bytes, named: "text", tokens: 3)
    #expect(text.vocabulary == ["\n", "\r", "a", "b", "ä", "\u{301}", "€", "😀"])
    #expect(text.characters == [3, 6, 2, 1, 0, 7, 4, 2, 5, 3, 3])
    #expect(text.count == 3)
    #expect(text.inputShape == [3] && text.labelShape == [3])
    for index in 0..<3 {
      let (input, label) = window(text, index)
      #expect(input == Array(text.characters[index * 3..<index * 3 + 3]))
      #expect(label == Array(text.characters[index * 3 + 1..<index * 3 + 4]))
    }
    // The last window needs a successor of its last character.
    #expect(try TextDataset(Array("abcdef".utf8), named: "text", tokens: 3).count == 1)
    #expect(try TextDataset(Array("abcdefg".utf8), named: "text", tokens: 3).count == 2)
  }

  @Test("Text: the digests are SHA-256 of the bytes, and of header, tokens and bytes")
  func digests() throws {
    let bytes = Array("to be or not to be".utf8)
    let text = try TextDataset(bytes, named: "text", tokens: 5)
    #expect(text.textDigest == SHA256Digest.digest(of: bytes))
    let header = Array("lockstep-text-1".utf8) + [5, 0, 0, 0, 0, 0, 0, 0]
    #expect(text.digest == SHA256Digest.digest(of: header + bytes))
    let other = try TextDataset(bytes, named: "text", tokens: 4)
    #expect(other.digest != text.digest && other.textDigest == text.textDigest)
  }

  @Test("Text: what is empty, too short or not UTF-8 is refused with its name")
  func unusable() throws {
    let wrong: [(bytes: [UInt8], word: String)] = [
      ([], "mine is empty"), ([0x61, 0xff, 0x62, 0x63], "mine is not UTF-8"),
      ([0xed, 0xa0, 0x80, 0x61, 0x61], "mine is not UTF-8"),
      (Array("äbc".utf8), "mine has 3 characters; a window of 3 tokens and its successor need 4"),
    ]
    for (bytes, word) in wrong {
      let error = #expect(throws: DatasetError.self) {
        try TextDataset(bytes, named: "mine", tokens: 3)
      }
      #expect(error?.code == .unusableText)
      #expect(error?.description.contains(word) == true, "\(error?.description ?? "")")
    }
  }

  @Test("Text: a file is read whole; one that is missing or a folder is named with the reason")
  func files() throws {
    let folder = FileManager.default.temporaryDirectory
    let file = folder.appending(path: "lockstep-text-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    let bytes = Array(String(repeating: "so weiß ich nun. ", count: 5000).utf8)
    try Data(bytes).write(to: file)
    let text = try TextSource.file(path: file.path).dataset(tokens: 8)
    #expect(text.digest == (try TextDataset(bytes, named: "text", tokens: 8)).digest)
    for (path, word) in [(file.path + "x", "no such file"), (folder.path, "a directory")] {
      let error = #expect(throws: DatasetError.self) {
        try TextSource.file(path: path).dataset(tokens: 8)
      }
      #expect(error?.code == .unusableText)
      #expect(error?.description.hasPrefix("cannot read \(path): \(word)") == true)
    }
  }

  @Test("Text: a batch holds int32 inputs and labels of their shapes, for any number of workers")
  func batches() throws {
    let text = try TextDataset(
      Array("the quick brown fox jumps over the lazy dog".utf8), named: "text", tokens: 4)
    let batches = EpochBatches(
      of: text, order: SequentialOrder(count: text.count), plan: BatchPlan(batchSize: 4), seed: 1,
      epoch: 0)
    #expect(batches.count == 3)
    let last = try batches.batch(2)
    #expect(last.count == 2 && last.shape == [2, 4] && last.labelShape == [2, 4])
    #expect(last.inputs.integers == Array(text.characters[32..<40]))
    #expect(last.labels.integers == Array(text.characters[33..<41]))
    var hasher = SHA256Hasher()
    hasher.update(utf8: "lockstep-batch-2int32")
    hasher.update(byte: 0)
    for number in [2, 1, 4, 2, 1, 4] as [UInt64] { hasher.update(le64: number) }
    hasher.update(int32s: [8, 9])
    hasher.update(int32s: last.inputs.integers)
    hasher.update(int32s: last.labels.integers)
    #expect(last.digest == hasher.finalize())
    for workers in [1, 3] {
      let loader = try Loader(batches, workers: workers)
      for ordinal in 0..<3 { #expect(try loader.next() == (try batches.batch(ordinal))) }
    }
  }

  @Test("Text: a transform of images stops the program when it is asked to change a text")
  func transform() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let text = try TextDataset(Array("abcdefgh".utf8), named: "text", tokens: 2)
      let batches = EpochBatches(
        of: text, order: SequentialOrder(count: 1), plan: BatchPlan(batchSize: 1),
        transforms: [RandomHorizontalFlip(probability: 1)], seed: 1, epoch: 0)
      _ = try batches.batch(0)
    }
    let message = result.map { String(decoding: $0.standardErrorContent, as: UTF8.self) } ?? ""
    #expect(message.contains("a flip needs [rows, columns]"))
  }
}
