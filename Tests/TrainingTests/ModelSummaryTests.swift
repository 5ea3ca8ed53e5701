import Datasets
import Devices
import Layers
import Optimizers
import ReferenceDevice
import Tensors
import Testing
import Training

/// The table of a model's layers.
@Suite struct ModelSummaryTests {
  /// A part with a buffer, one that is called twice, a list, and a parameter beside layers.
  private struct Model: Layer {
    struct Block: UnaryLayer {
      let place = LayerPlace()
      let linear = Linear(from: 4, to: 4, bias: false)
      let norm = BatchNorm(4)

      var contents: Contents { ["linear": linear, "norm": norm] }

      func callAsFunction(_ rows: Tensor, _ context: Context) -> Tensor {
        context.within(place) { norm(linear(rows, context), context) }
      }
    }

    let input = Linear(from: 3, to: 4)
    let blocks = [Block(), Block()]
    let offset = Parameter([4], .constant(0))
    let unused = Linear(from: 4, to: 1000)

    var contents: Contents {
      ["input": input, "blocks": blocks, "offset": offset, "unused": unused]
    }

    func callAsFunction(_ rows: Tensor, _ context: Context) -> Tensor {
      let seen = blocks.reduce(input(rows, context)) { $1($0, context) }
      return blocks[1](seen, context) + context[offset]
    }
  }

  private func summary(_ model: Model, maxDepth: Int) throws -> ModelSummary {
    try ModelSummary(of: model, maxDepth: maxDepth, on: ReferenceDevice()) { context in
      _ = model(
        Tensor([1, 2, 3, 4, 5, 6] as [Float], shape: [2, 3], on: context.dispatcher), context)
    }
  }

  @Test("a table has a row for each layer, shapes, work, and totals below")
  func table() throws {
    let model = Model()
    model.input.weight.isTrainable = false
    model.blocks[0].linear.weight.isTrainable = false
    let table = try summary(model, maxDepth: -1).description
    #expect(table == Self.expected, "\n\(table)")
  }

  /// Work by hand: a product of 2 × 3 · 3 × 4 is 48 and its bias 8; of 2 × 4 · 4 × 4 it is 64; a norm that
  /// evaluates counts 1 an element; the second block is called twice; the offset adds 8.
  private static let expected = """
    layer            type       parameters  trained  output shape  FLOPs
    (model)          Model           5,068   partly             -    280
    input            Linear             16   partly        [2, 4]     56
    blocks           list of 2          48   partly             -    216
    blocks.0         Block              24   partly        [2, 4]     72
    blocks.0.linear  Linear             16   frozen        [2, 4]     64
    blocks.0.norm    BatchNorm           8      yes        [2, 4]      8
    blocks.1         Block              24      yes        [2, 4]    144
    blocks.1.linear  Linear             16      yes        [2, 4]    128
    blocks.1.norm    BatchNorm           8      yes        [2, 4]     16
    offset           Parameter           4      yes             -      -
    unused           Linear          5,000      yes             -      0
    parameters: 5,068 in 20,272 bytes, of which 5,040 are trained and 28 frozen
    one forward pass over these shapes: 280 floating-point operations (FLOPs)
    """

  @Test("the rows of a depth are those above it, and the model's row stays what it is")
  func depth() throws {
    let model = Model()
    let all = try summary(model, maxDepth: -1)
    for depth in 0...4 {
      let some = try summary(model, maxDepth: depth)
      #expect(
        some.rows
          == all.rows.filter { $0.path.isEmpty || $0.path.split(separator: ".").count <= depth })
      #expect(some.parameters == all.parameters && some.operations == all.operations)
    }
    let children = try summary(model, maxDepth: 1).rows.dropFirst()
    #expect(children.reduce(0) { $0 + $1.parameters } == all.parameters)
  }

  @Test("without an example there are neither shapes nor work")
  func withoutExample() {
    let summary = ModelSummary(of: Model(), maxDepth: 0)
    #expect(summary.rows.count == 1 && summary.operations == nil)
    #expect(summary.parameters == 16 + 2 * (16 + 8) + 4 + 5000)
    #expect(summary.byteCount == 4 * summary.parameters)
    #expect(!summary.description.contains("FLOPs"))
  }

  @Test("nothing of a model changes: values, running averages, frozen flags")
  func unchanged() throws {
    let (model, other) = (Model(), Model())
    let dispatcher = Dispatcher(device: ReferenceDevice())
    let values = [model, other].map { Tensors.Model($0, on: dispatcher, seed: 3) }
    _ = try summary(model, maxDepth: 2)
    func bits(_ values: Tensors.Model) throws -> [[UInt32]] {
      try values.parameters.map { try $0.value.floats().map(\.bitPattern) }
        + values.buffers.map { try $0.value.bytes().map { UInt32($0) } }
    }
    #expect(try bits(values[0]) == bits(values[1]))
    #expect(try bits(values[0]).count == 11 + values[0].buffers.count)
  }

  private final class Lines: ProgressReport.Output {
    var lines: [String] = []
    func update(_ line: @escaping @autoclosure () -> String) {}
    func print(_ line: String) { lines.append(line) }
  }

  @Test(
    "CKPT-002: a report shows the table once a fit, and leaves the files that a run has without it")
  func report() throws {
    let scratch = try ScratchFolder()
    let lines = Lines()
    for (name, callbacks) in [("bare", []), ("shown", [ModelSummaryReport(to: lines)])] {
      let trainer = Trainer(
        TrainingPlan(seed: 7, maxEpochs: 1), device: ReferenceDevice(),
        execution: Execution(output: scratch.folder(name)), callbacks: callbacks)
      try trainer.fit(SmallTask.adamW(), SmallTask.data)
    }
    #expect(lines.lines.count == 1)
    let rows = lines.lines.first?.split(separator: "\n") ?? []
    // The header, the model, four layers, two lines of totals.
    #expect(rows.count == 8, "\(lines.lines)")
    #expect(rows.dropFirst(2).first?.hasPrefix("hidden   Linear") ?? false, "\(lines.lines)")
    for file in ["checkpoints/step-00000005.h5", "metrics.csv"] {
      #expect(try scratch.bytes("shown/\(file)") == scratch.bytes("bare/\(file)"))
    }
  }
}
