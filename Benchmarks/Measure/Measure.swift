import Glibc
import Lockstep

/// Answers requests from standard input, one a line, until it ends.
///
///     measure THREADS SECONDS WORKLOAD…   →  MEDIAN_SECONDS LOWEST_SECONDS DIGEST
///     calls THREADS COUNT WORKLOAD…       →  DIGEST, after so many calls: for profilers
///     memory THREADS COUNT WORKLOAD…      →  BYTES by which the process grew at its largest
///     states MIB PERIOD FOLDER            →  done, once a.h5 and b.h5 are written, see `StatePair`
///     checkpoint WHAT …                   →  times of saving and loading, see `CheckpointTimes`
///     overhead REPETITIONS VARIANT        →  one point a word, see `TrainerOverhead`
///
/// The process lives as long as a comparison, so that starting it is in no figure.
@main
struct Measure {
  private var devices: [CPUDevice] = []
  private var checkpoints = CheckpointTimes()

  static func main() {
    var measure = Measure()
    while let line = readLine() {
      do {
        print(try measure.answer(line.split(separator: " ").map(String.init)))
      } catch {
        print("error \(error)")
      }
      fflush(nil)
    }
  }

  private mutating func answer(_ words: [String]) throws -> String {
    switch words.first {
    case "measure":
      var request = Request(words.dropFirst())
      let device = try device(threads: request.integer("threads"))
      let budget = try request.number("seconds")
      let workload = try Workload.named(&request, on: Dispatcher(device: device))
      // The state after three calls is what must not depend on the number of threads.
      for _ in 0..<3 { workload.call() }
      let digest = try workload.digest()
      let figure = Stopwatch.secondsPerCall(within: budget, workload.call)
      return "\(figure.median) \(figure.lowest) \(digest)"
    case "calls":
      var request = Request(words.dropFirst())
      let device = try device(threads: request.integer("threads"))
      let count = try request.integer("count")
      let workload = try Workload.named(&request, on: Dispatcher(device: device))
      for _ in 0..<count { workload.call() }
      return "\(try workload.digest())"
    case "memory":
      var request = Request(words.dropFirst())
      let device = try device(threads: request.integer("threads"))
      let count = try request.integer("count")
      let growth = try ProcessMemory.peakGrowth {
        let workload = try Workload.named(&request, on: Dispatcher(device: device))
        for _ in 0..<count { workload.call() }
      }
      return "\(growth)"
    case "states":
      var request = Request(words.dropFirst())
      try StatePair.write(
        mebibytes: request.integer("mebibytes"), every: request.integer("period"),
        toFolder: request.word("folder"))
      return "done"
    case "checkpoint":
      var request = Request(words.dropFirst())
      return try checkpoints.answer(&request)
    case "overhead":
      var request = Request(words.dropFirst())
      let repetitions = try request.integer("repetitions")
      let overhead = try TrainerOverhead(
        variant: try request.word("variant"), device: device(threads: 1))
      return try overhead.points(repetitions: repetitions)
    default:
      throw RequestError(message: "there is no request '\(words.first ?? "")'")
    }
  }

  /// One device a number of threads, kept: starting threads is no part of a call.
  private mutating func device(threads: Int) throws -> CPUDevice {
    if let known = devices.first(where: { $0.threads == threads }) { return known }
    let device = try CPUDevice(threads: threads)
    devices.append(device)
    return device
  }
}
