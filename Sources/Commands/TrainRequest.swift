import ArgumentParser
import CanonicalJSON
import CommandLineKit
import Lockstep
import SystemPackage

/// A complete request to train: the task, its resolved configuration, and how to execute it.
struct TrainRequest {
  private let task: any TrainingTask.Type
  private let configuration: RunConfiguration
  private let options: ExecutionOptions
  private let folder: String
  private let checkpoint: String?

  /// Joins defaults, the checkpoint to resume, the configuration file and the command line.
  ///
  /// - Throws: an error that names the option or key.
  init(_ command: TrainCommand) throws {
    var options = command.execution
    let file = try command.config.map { path in
      try ConfigurationFile(text: TextFile.read(path), named: path)
    }
    try options.complete(from: file?.execution)
    try TrainRequest.check(options)
    let tasks = CommandLineTool.current.tasks
    let only = tasks.count == 1 ? tasks[0].name : nil
    let named = command.task ?? file?.run?["task"]?.string
    let saved = try TrainRequest.savedRun(options, task: named ?? only)
    let name = try CommandLineTool.current.taskName(named ?? saved?.run["task"]?.string)
    task = try CommandLineTool.current.task(named: name)
    var configuration = RunConfiguration(defaults: task.defaults)
    if let saved { try configuration.merge(saved.run) }
    if let run = file?.run { try configuration.merge(run) }
    try command.plan.apply(to: &configuration)
    configuration.dataFile = try task.dataFile(
      options.data, elseOf: TrainRequest.runFolder(of: saved?.path))
    try task.resolve(&configuration)
    self.configuration = configuration
    self.options = options
    checkpoint = saved?.path
    folder =
      options.output ?? TrainRequest.runFolder(of: options.resume == "last" ? nil : saved?.path)
      ?? "runs/\(name)"
  }

  /// The configuration as YAML, complete.
  var configurationText: String {
    get throws {
      let data = configuration.dataFile.map { [("data", JSONValue.string($0))] } ?? []
      return try ConfigurationFile.text(
        run: configuration.completeMap,
        execution: .object(
          data + [
            ("device", .string(options.device ?? "cpu")),
            (
              "deviceStatistics",
              options.deviceStatistics.map { .string($0.rawValue) } ?? .null
            ),
            ("modelSummary", .integer(options.modelSummary ?? 1)),
            ("output", .string(folder)),
            ("threads", .integer(options.threads ?? 1)),
            ("workers", .integer(options.workers ?? 0)),
          ]))
    }
  }

  /// Trains, reports, and ends with the contract's status.
  func run() throws {
    let instructionSet = TextStream.variable("LOCKSTEP_ISA")
    let name = options.device ?? "cpu"
    let threads = options.threads ?? 1
    let device = try DeviceCatalogue.make(
      name, threads: threads, instructionSet: instructionSet)
    let profilers = RunProfilers(options.profiler, on: device)
    StopSignal.install()
    let progress = ConsoleProgress()
    var execution = Execution(
      output: folder, loaderWorkers: options.workers ?? 0, stopAfter: options.stopAfter,
      stopsBeforeValidation: options.stopBeforeValidation, resume: checkpoint,
      facts: [
        ("version", RootCommand.configuration.version), ("device", name),
        ("threads", "\(threads)"), ("workers", "\(options.workers ?? 0)"),
        ("instructionSet", instructionSet ?? "best"),
        ("command", CommandLine.arguments.joined(separator: " ")),
      ])
    execution.alsoSave = try TrainRequest.steps(options.alsoSave)
    execution.dataFile = configuration.dataFile
    execution.configurationText = try configurationText
    execution.maxTime = options.maxTime.map { .seconds($0) }
    execution.thinsHistory = options.thinHistory
    profilers.attach(to: &execution)
    let headline =
      "training \(task.name) on \(name), \(threads) thread\(threads == 1 ? "" : "s"), "
      + "output in \(folder)"
    let statistics = options.deviceStatistics.map {
      DeviceStatistics(profilers.device, includingEvaluation: $0 == .all)
    }
    let result = try task.train(
      configuration, device: statistics?.device ?? profilers.device, execution: execution,
      watching: watchers(progress, headline) + (statistics.map { [$0] } ?? []))
    progress.finish()
    try profilers.report(in: folder)
    try report(result)
  }

  /// What tells people about the run; it has no influence on any file.
  private func watchers(
    _ progress: ConsoleProgress, _ headline: String
  ) -> [any Callback] {
    guard !options.quiet else { return [] }
    let depth = options.modelSummary ?? 1
    return [ProgressReport(to: progress, headline: headline)]
      + (depth == 0 ? [] : [ModelSummaryReport(to: progress, maxDepth: depth)])
  }

  private func report(_ result: FitResult) throws {
    let metrics = result.metrics.map { "\($0.name) \(ProgressReport.short($0.value))" }
      .joined(separator: "  ")
    let saved = result.checkpoint.map { "; checkpoint \($0)" } ?? ""
    let resume =
      "\(CommandLineTool.current.name) train \(task.name) --output \(folder) --resume last"
    switch result.reason {
    case .finished:
      Console.standard.show("finished after step \(result.step)\(saved)\n\(metrics)")
    case .stopped(let why):
      Console.standard.show("stopped after step \(result.step): \(why)\(saved)\n\(metrics)")
    case .stoppedAfterStep:
      Console.standard.show("stopped after step \(result.step)\(saved)\ncontinue with: \(resume)")
    case .timeLimit:
      Console.standard.show(
        "time is up after step \(result.step)\(saved)\ncontinue with: \(resume)")
    case .interrupted(let signal):
      Console.standard.note(
        "interrupted after step \(result.step)\(saved)\ncontinue with: \(resume)")
      throw CommandStatus(status: signal == 2 ? .interrupted : .terminated)
    }
  }

  private static func check(_ options: ExecutionOptions) throws(CommandError) {
    if options.output == "" {
      throw CommandError("--output: expected the path of a folder, found an empty text")
    }
    if options.data == "" {
      throw CommandError("--data: expected the path of a file, found an empty text")
    }
    let limits = [
      ("--threads", options.threads, 1), ("--workers", options.workers, 0),
      ("--stop-after", options.stopAfter, 1), ("--model-summary", options.modelSummary, -1),
    ]
    if let time = options.maxTime, !(time > 0 && time < 1e9) {
      throw CommandError("--max-time \(time): expected a positive number of seconds")
    }
    for (name, value, minimum) in limits {
      if let value, value < minimum {
        throw CommandError("\(name) \(value): expected a whole number of at least \(minimum)")
      }
    }
  }

  /// The `run:` map of the checkpoint to resume, and the file's path.
  private static func savedRun(
    _ options: ExecutionOptions, task: String?
  ) throws -> (run: JSONValue, path: String)? {
    guard let resume = options.resume else { return nil }
    var path = resume
    if resume == "last" {
      guard let folder = options.output ?? task.map({ "runs/\($0)" }) else {
        throw CommandError("--resume last: name the task, or the run's folder with --output")
      }
      guard let newest = RunDirectory(folder).newestCheckpoint else {
        throw CommandError(
          "--resume last: \(folder) has no checkpoint; start the run again without --resume, in a "
            + "folder that holds none")
      }
      path = newest.string
    }
    return (try CheckpointFile(opening: path).run, path)
  }

  /// The folder of the run that a checkpoint lies in.
  private static func runFolder(of checkpoint: String?) -> String? {
    guard let checkpoint else { return nil }
    return RunDirectory.containing(checkpoint: checkpoint)
  }

  private static func steps(_ list: String?) throws(CommandError) -> [Int] {
    guard let list else { return [] }
    var steps: [Int] = []
    for part in list.split(separator: ",") {
      guard let step = Int(part), step > 0 else {
        throw CommandError("--also-save \(list): expected step numbers separated by commas")
      }
      steps.append(step)
    }
    return steps
  }
}
