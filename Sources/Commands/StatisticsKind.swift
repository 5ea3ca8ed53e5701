import ArgumentParser

/// After what `--device-statistics` writes a row.
enum StatisticsKind: String, ExpressibleByArgument, CaseIterable {
  case steps, all
}
