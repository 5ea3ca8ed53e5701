import CanonicalJSON
import Checkpoints
import Foundation
import Glibc
import NumericsContract
import Testing

/// A checkpoint holds what was trained, and not where, when or by whom.
@Suite(.serialized) struct NothingVolatileTests {
  @Test(
    "folder, working directory, time, time zone, locale and host name leave no trace in the files")
  func sameBytesAnywhere() throws {
    let folder = try ScratchFolder()
    let first = try ShortRun.uninterrupted(output: folder.place("one"))
    // Time stamps count whole seconds: the second run happens in another one.
    let before = time(nil)
    while time(nil) == before { usleep(10_000) }
    let output = folder.place("another/much/longer/path/to/two")
    let elsewhere = try Ckpt.current.run(
      ShortRun.arguments(output: output), in: "/",
      environment: [
        "TZ": "Pacific/Chatham", "HOSTNAME": "elsewhere.example", "LANG": "tr_TR.UTF-8",
        "LC_ALL": "tr_TR.UTF-8", "HOME": "/nonexistent", "USER": "somebody", "COLUMNS": "40",
      ])
    try #require(elsewhere.status == 0, "\(elsewhere)")
    #expect(try RunFiles(output).names == first.names)
    #expect(try RunFiles(output).lacks(of: first) == [])
  }

  @Test("no checkpoint contains the name of the host, the user, the folder or the program")
  func noNames() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    var host = [CChar](repeating: 0, count: 256)
    gethostname(&host, host.count - 1)
    let names = [
      String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self),
      folder.path, try Ckpt.current.path, "threads", "workers", "command",
    ]
    for name in run.names {
      let bytes = try #require(run.bytes(name))
      for text in names where text.utf8.count > 3 {
        #expect(bytes.range(of: Data(text.utf8)) == nil, "\(text) is in \(name)")
      }
    }
    // What is volatile is in the sidecar.
    let record = try Data(contentsOf: URL(fileURLWithPath: run.folder + "/run.json"))
    let execution = try JSONParser.parse([UInt8](record))["executions"]?[0]
    #expect(execution?["threads"]?.string == "1" && execution?["host"]?.string == names[0])
  }

  @Test("h5py reads every array of a checkpoint, with the shapes, types and bytes that were saved")
  func readByPython() throws {
    let folder = try ScratchFolder()
    let run = try ShortRun.uninterrupted(output: folder.place("run"))
    let script = """
      import hashlib, json, sys
      import h5py, numpy as np

      rows = {}
      with h5py.File(sys.argv[1], "r") as file:
          def visit(name, item):
              if isinstance(item, h5py.Dataset):
                  array = np.asarray(item[()])
                  rows["/" + name] = {
                      "shape": list(array.shape), "type": str(array.dtype),
                      "sha256": hashlib.sha256(array.tobytes()).hexdigest()}
          file.visititems(visit)
          weight = file["/model/hidden/weight"][()]
      rows["sum"] = float(np.sum(weight.astype("f8")))
      print(json.dumps(rows))
      """
    let read = try Python.json(script, [run.last])
    let file = try CheckpointFile(opening: run.last)
    #expect(read.object?.members.count == file.datasets.count + 1)
    for dataset in file.datasets {
      let row = try #require(read[dataset.path], "\(dataset.path)")
      #expect(row["shape"]?.array?.compactMap(\.integer) == dataset.shape, "\(dataset.path)")
      #expect(row["type"]?.string == dataset.type.rawValue, "\(dataset.path)")
      let digest = try file.plainDigest(of: dataset)
      #expect(row["sha256"]?.string == digest.description, "\(dataset.path)")
    }
    #expect(read["/model/hidden/weight"]?["shape"]?.array?.count == 2)
    #expect(read["/model/hidden/weight"]?["type"]?.string == "float32")
    // Trained weights are numbers, not zeros.
    let sum = try #require(read["sum"]?.number)
    #expect(sum.isFinite && sum != 0)
  }
}
