public import Lockstep

/// The tasks that `ckpt` brings along, in the order of listings.
public let builtInTasks: [any TrainingTask.Type] = [
  DigitsMLP.self, DigitsCNN.self, DigitsAutoencoder.self, DigitsGAN.self, CharGPT.self,
  TinyBERT.self,
]
