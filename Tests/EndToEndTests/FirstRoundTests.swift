import Foundation
import Lockstep
import Testing

@Suite(.serialized) struct FirstRoundTests {
  @Test(
    "the default runs of the tasks on digits reach their validation accuracy and print it",
    arguments: [("digits-mlp", 0.96), ("digits-cnn", 0.98)])
  func accuracy(_ task: String, least: Double) throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run(["train", task, "--output", folder.place("run")])
    try #require(outcome.status == 0, "\(outcome)")
    let words = outcome.output.split(whereSeparator: \.isWhitespace)
    let place = try #require(words.firstIndex(of: "val_accuracy"), "\(outcome)")
    let printed = try #require(words.dropFirst(place + 1).first.flatMap { Double($0) })
    #expect(printed >= least)
    // What is printed is what the run measured last.
    let row = try RunFiles(folder.place("run")).log.split(separator: "\n")
      .last { $0.contains(",val_accuracy,") }
    let logged = try #require(row?.split(separator: ",").last.flatMap { Double($0) })
    #expect(abs(printed - logged) <= 0.000_05)
    #expect(outcome.errors.contains("val_accuracy"))
  }

  @Test("the default run of the autoencoder gives digits back: half of their variance and more")
  func autoencoder() throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run([
      "train", "digits-autoencoder", "--output", folder.place("run"),
    ])
    try #require(outcome.status == 0, "\(outcome)")
    let losses = try RunFiles(folder.place("run")).log.split(separator: "\n")
      .filter { $0.contains(",val_loss,") }
      .compactMap { $0.split(separator: ",").last.flatMap { Double($0) } }
    #expect(losses.count == 20)
    let images = try DigitsDataset.load().inputs.map { Double($0) }
    let variances = (0..<64).map { pixel in
      let values = stride(from: pixel, to: images.count, by: 64).map { images[$0] }
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    }
    #expect(try #require(losses.last) < variances.reduce(0, +) / 64 / 2)
  }

  @Test("training works from the working directory / with the same bytes as from elsewhere")
  func rootDirectory() throws {
    let folder = try ScratchFolder()
    let train = ["train", "digits-mlp", "--max-epochs", "2"]
    let fromRoot = try Ckpt.current.run(train + ["--output", folder.place("root")], in: "/")
    #expect(fromRoot.status == 0, "\(fromRoot)")
    // Without --output the run lies in runs/TASK of the working directory.
    let fromFolder = try Ckpt.current.run(train, in: folder.path)
    #expect(fromFolder.status == 0, "\(fromFolder)")
    let here = try RunFiles(folder.place("runs/digits-mlp"))
    #expect(here.names == ["step-00000023.h5", "step-00000046.h5"])
    #expect(try RunFiles(folder.place("root")).lacks(of: here) == [])
  }

  @Test("each epoch leaves a checkpoint, and last.h5 is the newest")
  func checkpointsOfEpochs() throws {
    let folder = try ScratchFolder()
    let outcome = try Ckpt.current.run([
      "train", "digits-mlp", "--max-epochs", "4", "--output", folder.place("run"),
    ])
    try #require(outcome.status == 0, "\(outcome)")
    let files = try RunFiles(folder.place("run"))
    #expect(files.names == [23, 46, 69, 92].map(ShortRun.name))
    #expect(files.bytes("last.h5") == files.bytes(ShortRun.name(step: 92)))
    let verified = try Ckpt.current.run(["verify", folder.place("run")])
    #expect(verified.status == 0, "\(verified)")
  }
}
