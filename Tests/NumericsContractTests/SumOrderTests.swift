import NumericsContract
import Testing

@Suite struct SumOrderTests {
  /// The sum rule once more, as a recursion over the written text rather than as loops over lanes.
  private func recursiveSum<Number: ContractFloat>(_ elements: [Number]) -> Number {
    let blocks = stride(from: 0, to: elements.count, by: 4096).map { start in
      let block = Array(elements[start..<min(start + 4096, elements.count)])
      let lanes = (0..<64).map { lane in
        stride(from: lane, to: block.count, by: 64).reduce(0 as Number) { $0 + block[$1] }
      }
      return halved(lanes)
    }
    return paired(blocks) ?? 0
  }

  private func halved<Number: ContractFloat>(_ lanes: [Number]) -> Number {
    if lanes.count == 1 { return lanes[0] }
    let half = lanes.count / 2
    return halved((0..<half).map { lanes[$0] + lanes[$0 + half] })
  }

  private func paired<Number: ContractFloat>(_ values: [Number]) -> Number? {
    if values.count < 2 { return values.first }
    var next = stride(from: 0, to: values.count - 1, by: 2).map { values[$0] + values[$0 + 1] }
    if values.count % 2 == 1 { next.append(values[values.count - 1]) }
    return paired(next)
  }

  private func numbers(_ count: Int) -> [Float] {
    RandomStream(seed: 3, name: "sum").fillNormal(count: count)
  }

  @Test(
    "Sum rule: 64 lanes from +0, halves, blocks of 4096 by adjacent pairs, bit for bit",
    arguments: Array(0...130) + [4095, 4096, 4097, 8192, 8193, 12_289, 20_481, 40_000])
  func order(count: Int) {
    let floats = numbers(count)
    #expect(SumOrder.sum(floats).bitPattern == recursiveSum(floats).bitPattern)
    let doubles = floats.map { Double($0) * 0x1.5555555555555p-3 }
    #expect(SumOrder.sum(doubles).bitPattern == recursiveSum(doubles).bitPattern)
  }

  @Test("Sum rule: the order is neither sequential nor pairs within a block")
  func orderMatters() {
    let elements = numbers(4000)
    #expect(SumOrder.sum(elements) != elements.reduce(0, +))
    #expect(SumOrder.sum(elements) != SumOrder.foldAdjacentPairs(elements))
  }

  @Test("Sum rule: no elements give +0, and one element of -0 gives +0")
  func zeros() {
    #expect(SumOrder.sum([] as [Float]).bitPattern == 0)
    #expect(SumOrder.sum([-0.0] as [Float]).bitPattern == 0)
    #expect(SumOrder.sum([Float](repeating: -0.0, count: 5000)).bitPattern == 0)
    #expect(SumOrder.sum([1, -1] as [Double]).bitPattern == 0)
  }

  @Test("Sum rule: a NaN anywhere gives NaN, opposite infinities give NaN")
  func specialValues() {
    var elements = [Float](repeating: 1, count: 5000)
    elements[4999] = .nan
    #expect(SumOrder.sum(elements).isNaN)
    #expect(SumOrder.sum([.infinity, -.infinity] as [Float]).isNaN)
    #expect(SumOrder.sum([.infinity, 1] as [Float]) == .infinity)
  }

  @Test("Sum rule: the mean is the sum divided by the rounded count")
  func mean() {
    let elements = numbers(777)
    let mean = SumOrder.mean(count: 777) { elements[$0] }
    #expect(mean.bitPattern == (SumOrder.sum(elements) / 777).bitPattern)
    let nothing = SumOrder.mean(count: 0) { _ in 1 as Float }
    #expect(nothing.bitPattern == 0x7FC0_0000)
  }

  @Test("Fold: the tree of n values is made of adjacent pairs, an odd last one passes up")
  func tree() {
    let trees = (0...9).map { count in
      SumOrder.foldAdjacentPairs((0..<count).map { "\($0)" }) { "(\($0)+\($1))" }
    }
    #expect(
      trees == [
        nil, "0", "(0+1)", "((0+1)+2)", "((0+1)+(2+3))", "(((0+1)+(2+3))+4)",
        "(((0+1)+(2+3))+(4+5))", "(((0+1)+(2+3))+((4+5)+6))",
        "(((0+1)+(2+3))+((4+5)+(6+7)))", "((((0+1)+(2+3))+((4+5)+(6+7)))+8)",
      ])
  }

  @Test("Fold: a lone -0 passes unchanged, no values give +0")
  func foldOfFew() {
    #expect(SumOrder.foldAdjacentPairs([-0.0] as [Float]).sign == .minus)
    #expect(SumOrder.foldAdjacentPairs([] as [Float]).bitPattern == 0)
  }
}
