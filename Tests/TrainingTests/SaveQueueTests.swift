import CanonicalJSON
import Checkpoints
import Dispatch
import NumericsContract
import ReferenceDevice
import Synchronization
import SystemPackage
import Tensors
import Testing

@testable import Training

@Suite struct SaveQueueTests {
  struct Trouble: Error {}

  @Test("CKPT-034: the state is copied before save returns: changing the tensors changes no file")
  func snapshot() throws {
    let scratch = try ScratchFolder()
    let directory = RunDirectory(scratch.folder("run"))
    let gate = DispatchSemaphore(value: 0)
    let store = RunStore(
      folder: scratch.folder("run"), run: ["task": "snapshot"], plan: TrainingPlan(seed: 1),
      loggers: [],
      saves: SaveQueue(willStart: { gate.wait() }))
    try directory.makeFolders()
    let weight = Tensor(
      [1, 2, 3] as [Float], shape: [3], on: Dispatcher(device: ReferenceDevice()))
    let before = try weight.bytes()
    try store.save(step: 1, link: nil, removing: []) { state in
      state.group("model") { $0.write("weight", weight) }
    }
    // Nothing of the file is written yet: its writer stands at the gate.
    #expect(directory.newestCheckpoint == nil)
    weight.overwrite(with: before.map { ~$0 })
    gate.signal()
    try store.wait()
    let path = directory.checkpoint(step: 1).string
    let saved = try CheckpointFile(opening: path).bytes(of: "/model/weight")
    #expect(saved == before)
    #expect(try weight.bytes() != before)
  }

  @Test("CKPT-034: at most one save is under way: the next waits for it")
  func oneAtATime() throws {
    let queue = SaveQueue()
    let under = Mutex((now: 0, most: 0, done: 0))
    for earlier in 0..<20 {
      try queue.submit {
        under.withLock {
          $0.now += 1
          $0.most = max($0.most, $0.now)
        }
        // Long enough that one that is not waited for would be noticed.
        _ = SHA256Digest.digest(of: Array(repeating: 0, count: 1 << 16))
        under.withLock {
          $0.now -= 1
          $0.done += 1
        }
      }
      #expect(under.withLock { $0.done } >= earlier)
    }
    try queue.wait()
    #expect(under.withLock { $0.most } == 1)
    #expect(under.withLock { $0.done } == 20)
  }

  @Test(
    "CKPT-034: an error of a save is thrown once, by whatever asks next, and stops what follows")
  func errorsSurface() throws {
    let queue = SaveQueue()
    let didRun = Mutex(false)
    try queue.submit { throw Trouble() }
    #expect(throws: Trouble.self) { try queue.submit { didRun.withLock { $0 = true } } }
    try queue.wait()
    #expect(!didRun.withLock { $0 })
    try queue.submit { throw Trouble() }
    #expect(throws: Trouble.self) { try queue.wait() }
    try queue.check()
  }
}
