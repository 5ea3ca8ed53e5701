public import NumericsContract

/// Hides some of a text's tokens and makes them the labels: masked-language modelling.
///
/// **Shapes** int32 tokens of any shape; the labels get the same shape and int32.
///
/// **Reference** J. Devlin, M.-W. Chang, K. Lee, K. Toutanova, "BERT: pre-training of deep bidirectional
/// transformers for language understanding", NAACL 2019.
public struct TokenMasking: Transform {
  /// The token that stands for a hidden one.
  public let mask: Int32
  /// Number of tokens: random ones lie in 0 ..< `vocabularySize`.
  public let vocabularySize: Int
  /// Share of the tokens that are chosen, each on its own.
  public let chosen: Double
  /// Shares of the chosen tokens that become the mask, and that become a random token; the others stay.
  public let shares: (masked: Double, random: Double)
  /// The label of a token that was not chosen.
  public let ignoredLabel: Int32
  /// Tokens that are never chosen, such as padding and separators.
  public let exempt: [Int32]

  /// Chooses 15 % of the tokens; of those, 80 % become the mask and 10 % a random token.
  public init(
    mask: Int32, vocabularySize: Int, chosen: Double = 0.15,
    shares: (masked: Double, random: Double) = (0.8, 0.1), ignoredLabel: Int32 = -100,
    exempt: [Int32] = []
  ) {
    precondition(
      vocabularySize > 0 && vocabularySize <= Int(Int32.max),
      "a vocabulary has 1 ... 2^31 - 1 tokens, but the size is \(vocabularySize)")
    precondition(
      [chosen, shares.masked, shares.random, shares.masked + shares.random]
        .allSatisfy { $0 >= 0 && $0 <= 1 },
      "shares lie in 0 ... 1, together too: chosen \(chosen), of these masked \(shares.masked) and "
        + "random \(shares.random)")
    self.mask = mask
    self.vocabularySize = vocabularySize
    self.chosen = chosen
    self.shares = shares
    self.ignoredLabel = ignoredLabel
    self.exempt = exempt
  }

  /// Elements 4i to 4i + 2 of the stream decide about token i, row-major (RNG-019).
  public func apply(to sample: inout Sample, random: RandomStream) {
    let masked = RandomStream.threshold(of: shares.masked)
    let replaced = masked + RandomStream.threshold(of: shares.random)
    var labels = [Int32](repeating: ignoredLabel, count: sample.input.count)
    sample.input.withIntegers { tokens in
      for place in tokens.indices {
        let token = tokens[place]
        guard random.occurs(withProbability: chosen, at: 4 * place), !exempt.contains(token)
        else { continue }
        labels[place] = token
        let word = UInt64(random.word(at: 4 * place + 1))
        if word < masked {
          tokens[place] = mask
        } else if word < replaced {
          tokens[place] = Int32(random.bounded(by: UInt32(vocabularySize), at: 4 * place + 2))
        }
      }
    }
    sample.label = .int32(labels)
    sample.labelShape = sample.inputShape
  }
}
