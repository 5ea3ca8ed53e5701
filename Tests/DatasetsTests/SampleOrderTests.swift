import Datasets
import NumericsContract
import Testing

@Suite struct SampleOrderTests {
  @Test(
    "RNG-014: a shuffled epoch visits every sample once", arguments: Array(0...12) + [100, 1797])
  func complete(count: Int) {
    let order = ShuffledOrder(count: count, seed: 42)
    #expect(order.count == count)
    for epoch in [0, 1, 1000] {
      #expect(order.samples(inEpoch: epoch).sorted() == (0..<Int32(count)).map { $0 })
    }
  }

  @Test("RNG-014: an epoch's order is the permutation of the stream at that epoch")
  func documentedOrder() {
    let order = ShuffledOrder(count: 10, seed: 42)
    #expect(order.samples(inEpoch: 0) == [3, 2, 9, 5, 0, 4, 8, 1, 6, 7])
    #expect(order.samples(inEpoch: 3) == [0, 6, 8, 5, 7, 9, 3, 1, 4, 2])
  }

  @Test("RNG-014: a part of a split is shuffled by its places")
  func part() {
    let samples: [Int32] = [1, 4, 6, 7, 8, 20, 21, 22, 23, 90]
    let places = ShuffledOrder(count: 10, seed: 42).samples(inEpoch: 3)
    #expect(
      ShuffledOrder(samples, seed: 42).samples(inEpoch: 3) == places.map { samples[Int($0)] })
  }

  @Test("RNG-014: an epoch does not depend on the epochs that were asked for before")
  func randomAccess() {
    let order = ShuffledOrder(count: 50, seed: 9)
    let seventh = order.samples(inEpoch: 7)
    for epoch in 0..<7 { #expect(order.samples(inEpoch: epoch) != seventh) }
    #expect(order.samples(inEpoch: 7) == seventh)
  }

  @Test("Order: a sequential epoch visits samples as listed")
  func sequential() {
    #expect(SequentialOrder(count: 4).samples(inEpoch: 5) == [0, 1, 2, 3])
    #expect(SequentialOrder([7, 3]).samples(inEpoch: 0) == [7, 3])
  }

  @Test(
    "Plan: batches tile the epoch, the last partial one is kept unless dropped",
    arguments: 0...20, 1...7)
  func plan(count: Int, size: Int) {
    let keeping = BatchPlan(batchSize: size)
    let kept = (0..<keeping.batchCount(samples: count)).flatMap {
      Array(keeping.places(ofBatch: $0, samples: count))
    }
    #expect(kept == Array(0..<count))
    let dropping = BatchPlan(batchSize: size, dropsLast: true)
    let full = (0..<dropping.batchCount(samples: count)).map {
      dropping.places(ofBatch: $0, samples: count)
    }
    #expect(full.flatMap(Array.init) == Array(0..<(count / size * size)))
    #expect(full.allSatisfy { $0.count == size })
  }
}
