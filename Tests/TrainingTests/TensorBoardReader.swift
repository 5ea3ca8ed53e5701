import CanonicalJSON
import Foundation
import Testing

/// TensorBoard's own reader, which Scripts/setup-tensorboard installs.
enum TensorBoardReader {
  private static let python = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".venv-tensorboard/bin/python")

  /// Whether it can be used here.
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python.path)

  /// Everything that it finds in the folder of a run.
  static func read(_ folder: String) throws -> JSONValue {
    let process = Process()
    process.executableURL = python
    process.arguments = ["-c", script, folder]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONParser.parse(Array(data))
  }

  /// Values by the accumulator that users read with; plugins and hyper-parameters by what the pages show.
  private static let script = """
    import io, json, sys
    from PIL import Image
    from tensorboard.backend.event_processing import data_provider, event_accumulator
    from tensorboard.backend.event_processing import plugin_event_multiplexer
    from tensorboard.context import RequestContext
    from tensorboard.plugins import base_plugin
    from tensorboard.plugins.hparams import backend_context
    from tensorboard.plugins.hparams import metadata as hparams
    from tensorboard.util import tensor_util

    folder = sys.argv[1]
    values = event_accumulator.EventAccumulator(
        folder + "/tensorboard", size_guidance={k: 0 for k in event_accumulator.DEFAULT_SIZE_GUIDANCE})
    values.Reload()
    tags = values.Tags()
    out = {"firstTime": values.FirstEventTimestamp(), "version": values.file_version}
    out["scalars"] = {t: [[e.step, e.wall_time, e.value] for e in values.Scalars(t)]
                      for t in tags["scalars"]}
    out["histograms"] = {t: [[e.step, e.histogram_value.min, e.histogram_value.max,
                              e.histogram_value.num, e.histogram_value.sum,
                              e.histogram_value.sum_squares, list(e.histogram_value.bucket_limit),
                              list(e.histogram_value.bucket)] for e in values.Histograms(t)]
                         for t in tags["histograms"]}

    def image(event):
        shown = Image.open(io.BytesIO(event.encoded_image_string))
        assert shown.size == (event.width, event.height)
        return [event.step, event.width, event.height, shown.mode, list(shown.tobytes())]

    out["images"] = {t: [image(e) for e in values.Images(t)] for t in tags["images"]}
    texts = values.PluginTagToContent("text")
    out["texts"] = {t: [[e.step, tensor_util.make_ndarray(e.tensor_proto)[0].decode()]
                        for e in values.Tensors(t)] for t in sorted(texts)}

    runs = plugin_event_multiplexer.EventMultiplexer()
    runs.AddRunsFromDirectory(folder)
    runs.Reload()
    provider = data_provider.MultiplexerDataProvider(runs, folder)
    context = RequestContext()
    out["runs"] = [run.run_name for run in provider.list_runs(context, experiment_id="")]
    out["plugins"] = sorted(provider.list_plugins(context, experiment_id=""))
    pages = backend_context.Context(base_plugin.TBContext(data_provider=provider))
    found = pages.hparams_metadata(context, "")
    experiment = pages.experiment_from_metadata(context, "", True, found, [])
    out["hparams"] = sorted(info.name for info in experiment.hparam_infos)
    out["metrics"] = sorted(info.name.tag for info in experiment.metric_infos)
    session = hparams.parse_session_start_info_plugin_data(
        found["tensorboard"][hparams.SESSION_START_INFO_TAG])
    out["session"] = {k: getattr(v, v.WhichOneof("kind")) for k, v in session.hparams.items()}
    print(json.dumps(out))
    """
}
