import Datasets
import Glibc
import NumericsContract
import Synchronization

/// A dataset that takes an uneven time for its samples, can refuse one, and counts its readings.
final class ObservedDataset: Dataset {
  struct Refusal: Error {}

  struct Readings {
    var started = 0
    var finished = 0
  }

  let count = 200
  let inputShape = [2, 3]
  let digest = SHA256Digest.digest(of: [])
  let refused: Int?
  private let readings = Mutex(Readings())

  init(refused: Int? = nil) { self.refused = refused }

  var readingsSoFar: Readings { readings.withLock { $0 } }

  func copyInput(_ index: Int, into input: inout MutableSpan<Float>) throws {
    readings.withLock { $0.started += 1 }
    defer { readings.withLock { $0.finished += 1 } }
    usleep(UInt32(index * 7919 % 5) * 100)
    if index == refused { throw Refusal() }
    for element in 0..<6 { input[element] = Float(index * 6 + element) }
  }

  func copyLabel(_ index: Int, into label: inout MutableSpan<Int32>) {
    label[0] = Int32(index % 10)
  }
}
