import CanonicalJSON
import Foundation
import RemoteDevice
import Testing
import Training

/// What TensorBoard's own reader finds in the folder of a run.
@Suite(
  "TensorBoard's reader",
  .enabled(
    if: TensorBoardReader.isInstalled, "needs TensorBoard, which Scripts/setup-tensorboard installs"
  ))
struct TensorBoardReaderTests {
  private static let time = 1_700_000_000.25

  /// A run's logs, and what the reader finds beside them.
  private struct Reading {
    let rows: String
    let lines: String
    let found: JSONValue

    init() throws {
      let scratch = try ScratchFolder()
      try Trainer(
        TrainingPlan(seed: SmallTask.seed, maxEpochs: 2, logEveryNSteps: 1), device: RemoteDevice(),
        execution: Execution(output: scratch.folder("run")),
        callbacks: [LearningRateMonitor(), PictureMonitor()],
        loggers: [CSVLogger(), JSONLinesLogger(), TensorBoardLogger(clock: { time })]
      ).fit(SmallTask.sgd(), SmallTask.data)
      rows = try scratch.text("run/metrics.csv")
      lines = try scratch.text("run/metrics.jsonl")
      found = try TensorBoardReader.read(scratch.folder("run"))
    }
  }

  /// Python takes a while to start: all tests look at one reading.
  private static let reading = Result { try Reading() }

  private let rows: String
  private let lines: String
  private let found: JSONValue

  init() throws {
    let reading = try Self.reading.get()
    (rows, lines, found) = (reading.rows, reading.lines, reading.found)
  }

  private func numbers(_ value: JSONValue?) -> [Double] { value?.array?.compactMap(\.number) ?? [] }

  @Test("it finds one run, with the version, the time and every plugin's data")
  func run() {
    #expect(found["runs"] == ["tensorboard"])
    #expect(found["version"] == 2)
    #expect(found["firstTime"]?.number == Self.time)
    #expect(found["plugins"] == ["histograms", "hparams", "images", "scalars", "text"])
  }

  @Test("it finds every number of metrics.csv, rounded to binary32, at its step, and the epochs")
  func scalars() throws {
    let rows = self.rows.split(separator: "\n").dropFirst()
      .map { $0.split(separator: ",") }
    let scalars = try #require(found["scalars"]?.object)
    #expect(Set(scalars.members.map(\.name)) == Set(rows.map { String($0[2]) } + ["epoch"]))
    for member in scalars.members where member.name != "epoch" {
      let expected = try rows.filter { $0[2] == member.name }.map { row in
        [try #require(Double(row[0])), Self.time, Double(Float(try #require(Double(row[3]))))]
      }
      #expect(member.value.array?.map(numbers) == expected, "\(member.name)")
    }
    // Ten steps, two validations and two ends of epochs are a record each.
    let epochs = try #require(scalars["epoch"]?.array).map(numbers)
    #expect(epochs.map { $0[0] } == [1, 2, 3, 4, 5, 5, 5, 6, 7, 8, 9, 10, 10, 10])
    #expect(epochs.map { $0[2] } == [0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1])
  }

  @Test(
    "it finds the histograms of the steps that log one, whose counts are those of finite values")
  func histograms() throws {
    let histograms = try #require(found["histograms"]?["weights"]?.array)
    #expect(histograms.map { $0[0]?.number } == [1, 4, 7, 10])
    for histogram in histograms {
      let (least, greatest) = (histogram[1]?.number, histogram[2]?.number)
      #expect(try #require(least) < #require(greatest))
      #expect(histogram[3] == 30)
      let limits = numbers(histogram[6])
      #expect(limits.count == 30 && limits == limits.sorted() && limits.last == greatest)
      #expect(numbers(histogram[7]).reduce(0, +) == 30)
    }
  }

  @Test("it finds images of one to four channels with the pixels that were logged")
  func images() throws {
    for (channels, mode) in [(1, "L"), (2, "LA"), (3, "RGB"), (4, "RGBA")] {
      let images = try #require(found["images"]?["picture/\(channels)"]?.array)
      let expected = [0, 3, 6, 9].map { step -> JSONValue in
        let pixels = PictureMonitor.pixels(step: step, channels: channels)
        return [
          .integer(step + 1), 5, 4, .string(mode), .array(pixels.map { .integer(Int($0)) }),
        ]
      }
      #expect(images == expected, "\(channels)")
    }
  }

  @Test("it finds texts")
  func texts() {
    #expect(
      found["texts"] == [
        "words": [[1, "step **0**"], [4, "step **3**"], [7, "step **6**"], [10, "step **9**"]]
      ])
  }

  @Test(
    "its page of hyper-parameters has every value of the run: map, and every scalar as a metric")
  func hyperParameters() throws {
    let line = try #require(lines.split(separator: "\n").first)
    let run = try #require(JSONParser.parse(Array(line.utf8))["run"])
    let session = try #require(found["session"]?.object)
    #expect(session.members.count == Self.leaves(run).count)
    for (path, value) in Self.leaves(run) {
      let text = value.array == nil ? value : .string(try CanonicalJSON.text(value))
      #expect(session[path] == text, "\(path)")
    }
    #expect(session["loggers"] == #"["csv","jsonl","tensorboard"]"#)
    #expect(found["hparams"]?.array == session.members.map { .string($0.name) })
    #expect(
      found["metrics"]?.array == found["scalars"]?.object?.members.map { .string($0.name) })
  }

  /// What a map holds besides maps and null.
  private static func leaves(_ value: JSONValue) -> [(String, JSONValue)] {
    guard let object = value.object else { return value.isNull ? [] : [("", value)] }
    return object.members.flatMap { member in
      leaves(member.value).map { ($0.isEmpty ? member.name : member.name + "." + $0, $1) }
    }
  }
}
