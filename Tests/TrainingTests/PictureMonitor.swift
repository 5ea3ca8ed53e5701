import CanonicalJSON
import Tensors
import Testing
import Training

/// Logs something of every kind that is no number, as a function of the step.
final class PictureMonitor: Callback {
  let name = "pictureMonitor"

  var configuration: JSONValue? { nil }

  func onTrainBatchStart(_ run: Run, batch: Int) throws {
    guard run.logsThisStep, run.step.isMultiple(of: 3) else { return }
    let weight = try #require(run.model.parameters.first { $0.path == "hidden.weight" })
    let weights = try weight.value.floats()
    run.log("weights", .histogram(weights + [.nan, .infinity]))
    run.log("words", .text("step **\(run.step)**"))
    for channels in 1...4 {
      run.log(
        "picture/\(channels)",
        .image(
          pixels: PictureMonitor.pixels(step: run.step, channels: channels), width: 5, height: 4,
          channels: channels))
    }
  }

  /// An image of 5 by 4 pixels.
  static func pixels(step: Int, channels: Int) -> [UInt8] {
    (0..<20 * channels).map { UInt8(truncatingIfNeeded: $0 * 11 + step * 31) }
  }
}
