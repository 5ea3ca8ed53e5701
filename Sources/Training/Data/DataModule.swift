public import CanonicalJSON
public import NumericsContract

/// Where a run's batches come from, stage by stage.
///
/// Each loader is a function of the run's seed alone, so that a resumed run gets the same batches.
public protocol DataModule: Sendable {
  /// What training draws from.
  func trainingLoaders(seed: UInt64) -> CombinedLoader
  /// What is validated, one after the other; none for no validation.
  func validationLoaders(seed: UInt64) -> [DataLoader]
  /// What a test judges by, one after the other.
  func testLoaders(seed: UInt64) -> [DataLoader]
  /// What outputs are predicted for, one after the other.
  func predictLoaders(seed: UInt64) -> [DataLoader]
  /// What "the same data" means in a checkpoint.
  var digest: SHA256Digest { get }
  /// What identifies the data in the `run:` map.
  var configuration: JSONValue { get }
  /// Called before a stage asks for its loaders: the moment to read files.
  ///
  /// - Throws: Whatever keeps the data from being read.
  func prepare(_ stage: Stage) throws
}

extension DataModule {
  public func validationLoaders(seed: UInt64) -> [DataLoader] { [] }
  public func testLoaders(seed: UInt64) -> [DataLoader] { [] }
  public func predictLoaders(seed: UInt64) -> [DataLoader] { [] }
  public func prepare(_ stage: Stage) throws {}
  /// The digest unless a module says more.
  public var configuration: JSONValue { ["digest": .string("\(digest)")] }
}
