import Foundation
import TensorFiles
import Testing

@testable import ForeignHDF5

/// Damaged files: libhdf5 may refuse, crash or run in circles; whoever opens them gets an answer.
///
/// LOCKSTEP_FUZZ=N tries N mutants of each file.
@Suite struct MutantTests {
  private static let count =
    ProcessInfo.processInfo.environment["LOCKSTEP_FUZZ"].flatMap { Int($0) } ?? 40

  /// Numbers in an order that is the same everywhere (the generator of Knuth's MMIX).
  private struct Numbers {
    var state: UInt64
    mutating func below(_ limit: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(limit))
    }
  }

  @Test(
    "HDF5: every mutant of a file is read or refused in one line",
    arguments: ["plain.h5", "keras-2.h5", "keras-3.weights.h5"])
  func mutants(name: String) throws {
    let package = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let seed = [UInt8](
      try Data(contentsOf: package.appending(path: "Fixtures/foreign/\(name)")))
    // Zeros are mostly room that nobody reads.
    let places = seed.indices.filter { seed[$0] != 0 }
    let folder = try ScratchFolder()
    var numbers = Numbers(state: UInt64(seed.count))
    var refused = 0
    for _ in 0..<Self.count {
      var mutant = seed
      for _ in 0...numbers.below(3) {
        let place = places[numbers.below(places.count)]
        mutant[place] = [0, 1, 0x7f, 0xff, mutant[place] ^ 1, mutant[place] &+ 1][numbers.below(6)]
      }
      let path = try folder.write(mutant, "mutant.h5")
      do throws(TensorFileError) {
        let file = try HDF5TensorFile(
          opening: path, by: HDF5ReaderChild.Start(program: Reader.program, patience: 3000))
        for tensor in file.tensors {
          #expect(try file.read(tensor).count == tensor.byteCount)
        }
      } catch {
        refused += 1
        #expect(!error.description.contains("\n") && error.file == path)
      }
    }
    // Otherwise the mutants would prove nothing.
    #expect(refused > Self.count / 10 && refused < Self.count)
  }
}
