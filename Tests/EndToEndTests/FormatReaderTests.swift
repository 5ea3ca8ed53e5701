import CanonicalJSON
import Checkpoints
import Foundation
import NumericsContract
import Testing

/// `Formats/reader.py`, which was written from the text of the format alone, on what runs leave behind.
@Suite(.serialized) struct FormatReaderTests {
  private static let reader = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Formats/reader.py").path

  private func read(_ arguments: [String]) throws -> ChildProcess.Outcome {
    try ChildProcess(
      "/usr/bin/python3", ["-B", Self.reader] + arguments, environment: ["PATH": "/usr/bin:/bin"],
      in: nil
    ).wait()
  }

  @Test(
    "CKPT-016, CKPT-020: a reader of the text alone finds every digest of every checkpoint right",
    arguments: SmallRun.all)
  func everyTask(_ run: SmallRun) throws {
    let folder = try ScratchFolder()
    let files = try run.train(output: folder.place("run"), in: folder)
    let outcome = try read(files.checkpoints)
    try #require(outcome.status == 0, "\(outcome)")
    for name in files.checkpoints {
      let file = try CheckpointFile(opening: name)
      let roots = "state \(file.stateRoot), file \(file.fileRoot)"
      #expect(outcome.output.contains("\(name): verified, \(roots)\n"))
      for tensor in file.tensors {
        let shape = "\(tensor.type.rawValue) \(tensor.shape)"
        #expect(outcome.output.contains("  \(tensor.path)  \(shape)  sha256 "), "\(tensor.path)")
      }
    }
  }

  @Test("CKPT-035: it finds every digest of every fixture of version 1 right")
  func fixtures() throws {
    let folder = URL(fileURLWithPath: Self.reader).deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/checkpoints/v1").path
    let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      .filter { $0.hasSuffix(".h5") }.sorted()
    #expect(names.count >= 4)
    let outcome = try read(["--quiet"] + names.map { folder + "/" + $0 })
    #expect(outcome.status == 0, "\(outcome)")
  }

  @Test("CKPT-028: it names the array in which a bit is flipped, and what is no checkpoint")
  func damage() throws {
    let folder = try ScratchFolder()
    let (bytes, _) = try FlippedBitTests.sample(in: folder)
    let file = try CheckpointFile(bytes: bytes, name: "sample.h5")
    let damaged = try file.datasets.filter { $0.byteCount > 0 }.enumerated().map { number, array in
      let bit = 8 * (array.offset + array.byteCount / 2) + number % 8
      return (
        array.path,
        try folder.write(FlippedBitTests.flipped(bytes, bit), to: "damaged-\(number).h5")
      )
    }
    let outcome = try read(["--quiet"] + damaged.map(\.1))
    #expect(outcome.status == 1 && outcome.output == "")
    let lines = outcome.errors.split(separator: "\n")
    try #require(lines.count == damaged.count, "\(outcome)")
    for ((path, name), line) in zip(damaged, lines) {
      // A table that is damaged is noticed where it speaks of an array.
      let isNamed = line.contains(path) || path.hasPrefix("/integrity/")
      #expect(line.hasPrefix("\(name): CKPT-") && isNamed, "\(path): \(line)")
    }
    let text = try folder.write("no HDF5".utf8, to: "text.h5")
    for name in [text, folder.place("missing.h5")] {
      let outcome = try read([name])
      #expect(outcome.status == 2 && outcome.errors.contains(name), "\(outcome)")
      #expect(!outcome.errors.contains("Traceback"))
    }
    let usage = try read([])
    #expect(usage.status == 2 && usage.errors.contains("Usage: reader.py"))
  }
}
