import Devices
import Metrics
import NumericsContract
import Tensors
import Testing

/// A metric, its inputs and its values.
struct MetricCase: Decodable, Sendable {
  /// What another library computed, and how far rounding can take that from the exact value.
  struct Peer: Decodable, Sendable {
    let by: String
    let words: String
    let format: String
    let ulp: UInt64
  }

  struct Settings: Decodable, Sendable {
    let classes: Int?
    let average: String?
    let zeroDivision: Int?
    let beta: Double?
    let ignoredLabel: Int32?
    let topK: Int?
    let upTo: Int?
    let isSmoothed: Bool?
    let padding: Int32?
  }

  let rule: String
  let name: String
  let metric: String
  let settings: Settings
  let inputs: [HostTensor]
  let values: String
  let peers: [Peer]

  /// A metric of the case that has seen nothing.
  func empty() throws -> any Metric {
    let average = ClassAverage(rawValue: settings.average ?? "macro")
    func classScore(_ formula: ClassScore.Formula) throws -> ClassScore {
      ClassScore(
        formula, classes: try #require(settings.classes), average: try #require(average),
        zeroDivision: settings.zeroDivision == 1 ? .one : .zero,
        ignoredLabel: settings.ignoredLabel)
    }
    func ranking(_ formula: RankingScore.Formula) throws -> RankingScore {
      RankingScore(
        formula, classes: settings.classes, average: try #require(average),
        ignoredLabel: settings.ignoredLabel)
    }
    switch metric {
    case "accuracy":
      return Accuracy(topK: settings.topK ?? 1, ignoredLabel: settings.ignoredLabel)
    case "confusionMatrix": return ConfusionMatrix(classes: try #require(settings.classes))
    case "precision": return try classScore(.precision)
    case "recall": return try classScore(.recall)
    case "fBeta": return try classScore(.fBeta(try #require(settings.beta)))
    case "mean": return Mean()
    case "cosineSimilarity": return CosineSimilarity()
    case "perplexity": return Perplexity(ignoredLabel: settings.ignoredLabel)
    case "bleu":
      return BLEU(
        upTo: settings.upTo ?? 4, isSmoothed: settings.isSmoothed ?? false,
        padding: settings.padding)
    default:
      if let formula = RankingScore.Formula(rawValue: metric) { return try ranking(formula) }
      return RegressionScore(
        try #require(RegressionScore.Formula(rawValue: metric), "\(metric) is unknown"))
    }
  }

  /// Holds the values on a device against the exact ones, bit for bit, and those against the peers'.
  func check(on device: any Device) throws {
    let dispatcher = Dispatcher(device: device)
    var metric = try empty()
    try metric.update(inputs.map { try $0.tensor(on: dispatcher) })
    let found = metric.values.map(\.value)
    let expected = try MetricsFixture.doubles(values)
    #expect(
      found.map(\.canonicalBits) == expected.map(\.canonicalBits),
      "\(rule), \(name), \(device.name): \(found), expected \(expected)")
    for peer in peers {
      let theirs = try MetricsFixture.doubles(peer.words)
      try #require(theirs.count == expected.count)
      for (ours, theirs) in zip(expected, theirs) {
        let distance =
          peer.format == "binary32"
          ? ULPDistance.between(Float(ours), Float(theirs)) : ULPDistance.between(ours, theirs)
        #expect(distance <= peer.ulp, "\(rule), \(name), \(peer.by): \(theirs), ours \(ours)")
      }
    }
  }
}
