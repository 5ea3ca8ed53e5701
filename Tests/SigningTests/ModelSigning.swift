import Foundation

/// The reference implementation, which Scripts/setup-model-signing installs.
enum ModelSigning {
  private static let python = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent(".venv-model-signing/bin/python")

  /// Whether it can be used here.
  static let isInstalled = FileManager.default.isExecutableFile(atPath: python.path)

  /// Runs one of its commands.
  static func run(_ arguments: [String]) throws -> (status: Int32, output: String) {
    try ScratchModel.run(python.path, ["-m", "model_signing"] + arguments)
  }
}
