import Foundation

/// Where the package's files are: tests read formats, fixtures and sources from the checkout.
enum PackageFolder {
  /// The folder of `Package.swift`.
  static let root = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
}
