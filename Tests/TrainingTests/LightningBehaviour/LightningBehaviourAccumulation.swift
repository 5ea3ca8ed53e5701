import Datasets
import Devices
import Foundation
import ReferenceDevice
import Tensors
import Testing

@testable import Training

/// How many micro-batches make up a step, and what their gradients are divided by.
///
/// Lightning divides the last window of an epoch by the size of a whole one, however many micro-batches it
/// has (#19987, #21808). Here every window is divided by what is in it.
@Suite("Lightning behaviour: accumulation")
struct LightningBehaviourAccumulation {
  struct Row: Sendable, CustomTestStringConvertible {
    let name: String
    /// Samples of an epoch; without a batch size each is a micro-batch.
    let samples: [Float]
    var batchSize = 1
    let windows: GradientAccumulationScheduler
    var epochs: Int? = 1
    var maxSteps: Int? = nil
    var limit: BatchLimit? = nil
    /// Where the run ends.
    let end: Counters
    /// Micro-batches of each step, in order.
    let sizes: [Int]
    /// Sum of the windows' mean gradients: what was taken from the weight.
    let moved: Float

    var testDescription: String { name }
  }

  /// Lightning: a step every n micro-batches and one at the end of the epoch.
  static let divisors: [Row] = [
    Row(
      name: "1: every micro-batch", samples: [1, 2, 4], windows: 1, end: Counters(1, 3, 0, 3),
      sizes: [1, 1, 1], moved: 7),
    Row(
      name: "2 divides 4", samples: [1, 3, 4, 8], windows: 2, end: Counters(1, 2, 0, 4),
      sizes: [2, 2], moved: 8),
    Row(
      name: "2 leaves one of 5, which is divided by 1", samples: [1, 3, 4, 8, 16], windows: 2,
      end: Counters(1, 3, 0, 5), sizes: [2, 2, 1], moved: 24),
    Row(
      name: "4 leaves three of 7, which are divided by 3", samples: [1, 2, 3, 6, 3, 6, 9],
      windows: 4, end: Counters(1, 2, 0, 7), sizes: [4, 3], moved: 9),
    Row(
      name: "4 leaves two of 6, which are divided by 2", samples: [1, 2, 3, 6, 8, 4],
      windows: 4, end: Counters(1, 2, 0, 6), sizes: [4, 2], moved: 9),
    Row(
      name: "more than an epoch has: one step, divided by what there is", samples: [1, 2, 3],
      windows: 8, end: Counters(1, 1, 0, 3), sizes: [3], moved: 2),
    Row(
      name: "a window does not reach into the next epoch", samples: [2, 4, 8], windows: 2,
      epochs: 2, end: Counters(2, 4, 0, 6), sizes: [2, 1, 2, 1], moved: 22),
    Row(
      name: "micro-batches count equally, also a smaller last one", samples: [1, 3, 2, 6, 8],
      batchSize: 2, windows: 3, end: Counters(1, 1, 0, 3), sizes: [3], moved: 14 / 3),
  ]

  /// Lightning: numbers that change at epochs.
  static let schedules: [Row] = [
    Row(
      name: "from 1 to 2", samples: [2, 4], windows: Self.windows([(0, 1), (1, 2)]), epochs: 2,
      end: Counters(2, 3, 0, 4), sizes: [1, 1, 2], moved: 9),
    Row(
      name: "from 4 to 2 to 1", samples: [2, 4, 6, 8],
      windows: Self.windows([(0, 4), (1, 2), (2, 1)]),
      epochs: 3, end: Counters(3, 7, 0, 12), sizes: [4, 2, 2, 1, 1, 1, 1], moved: 35),
    Row(
      name: "a change that comes after the end", samples: [2, 4],
      windows: Self.windows([(0, 2), (9, 1)]), epochs: 2, end: Counters(2, 2, 0, 4), sizes: [2, 2],
      moved: 6),
    Row(
      name: "a number stays until the next change", samples: [2, 4, 6],
      windows: Self.windows([(0, 3), (2, 1)]), epochs: 3, end: Counters(3, 5, 0, 9),
      sizes: [3, 3, 1, 1, 1], moved: 20),
  ]

  /// Lightning: a limit of steps counts updates, a limit of batches micro-batches.
  static let limits: [Row] = [
    Row(
      name: "steps end within an epoch", samples: [1, 3, 4, 8, 16], windows: 2, epochs: nil,
      maxSteps: 2, end: Counters(0, 2, 4, 4), sizes: [2, 2], moved: 8),
    Row(
      name: "steps end with an epoch's last, smaller window", samples: [1, 3, 4], windows: 2,
      epochs: nil, maxSteps: 2, end: Counters(1, 2, 0, 3), sizes: [2, 1], moved: 6),
    Row(
      name: "steps end in the second epoch", samples: [1, 3, 4], windows: 2, epochs: nil,
      maxSteps: 3, end: Counters(1, 3, 2, 5), sizes: [2, 1, 2], moved: 8),
    Row(
      name: "epochs come before steps", samples: [1, 3, 4], windows: 2, maxSteps: 9,
      end: Counters(1, 2, 0, 3), sizes: [2, 1], moved: 6),
    Row(
      name: "the last window of a limited epoch is smaller, too", samples: [1, 3, 4, 8, 16],
      windows: 2, limit: .batches(3), end: Counters(1, 2, 0, 3), sizes: [2, 1], moved: 6),
    Row(
      name: "a limit below a window", samples: [1, 3, 4, 8], windows: 4, limit: .share(0.5),
      end: Counters(1, 1, 0, 2), sizes: [2], moved: 2),
  ]

  static var rowCount: Int { divisors.count + schedules.count + limits.count }

  private static func windows(_ changes: [(Int, Int)]) -> GradientAccumulationScheduler {
    GradientAccumulationScheduler(changes.map { (fromEpoch: $0.0, batches: $0.1) })
  }

  @Test(
    "steps, the micro-batches of each, and the weight that their mean gradients leave",
    arguments: divisors + schedules + limits)
  func windows(_ row: Row) throws {
    var sizes: [Int] = []
    var updates = 0
    let probe = Probe { moment, _, _ in
      switch moment {
      case .zeroGrad: sizes.append(0)
      case .backward: sizes[sizes.count - 1] += 1
      case .update: updates += 1
      default: break
      }
    }
    let module = ScriptedModule()
    let plan = TrainingPlan(
      seed: 1, maxEpochs: row.epochs, maxSteps: row.maxSteps, accumulateGradBatches: row.windows,
      limitTrainBatches: row.limit)
    let data = ScriptedData(values: row.samples, batchSize: row.batchSize)
    let result = try Trainer(plan, device: ReferenceDevice(), callbacks: [probe]).fit(module, data)
    #expect(result.reason == .finished)
    #expect(probe.atEnd == row.end)
    #expect(sizes == row.sizes)
    #expect(updates == row.end.step)
    #expect(try module.weight() == -row.moved)
    #expect(plan.plannedSteps(on: data) == row.end.step)
  }
}
