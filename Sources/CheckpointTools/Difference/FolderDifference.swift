public import CanonicalJSON
public import CommandLineKit
internal import NumericsContract

/// Where the files of two folders differ: a row for each name, with the verdict of the two files.
public struct FolderDifference: CommandReport {
  /// What comparing two files of one name found.
  public enum Outcome: Sendable {
    /// The files were compared.
    case compared(Difference)
    /// Only the first folder has the file.
    case onlyInA
    /// Only the second folder has the file.
    case onlyInB
    /// A file cannot be read.
    case trouble(CheckpointToolError)
  }

  /// The folders.
  public let a, b: String
  /// A row for each name, in ascending order.
  public let files: [(name: String, outcome: Outcome)]

  /// Returns whether both paths lead to folders that are no files with tensors in several parts.
  public static func isPair(_ a: String, _ b: String) -> Bool {
    [a, b].allSatisfy { RunFolder.isFolder($0) && !ReadableFile.isInParts($0) }
  }

  /// Compares the files of two folders, or of the folders `checkpoints` of two runs.
  ///
  /// - Throws: `CheckpointToolError` if a folder cannot be read or neither has a file with tensors.
  public init(
    from a: String, to b: String, options: DifferenceOptions = DifferenceOptions()
  ) throws(CheckpointToolError) {
    self.a = a
    self.b = b
    let (namesOfA, namesOfB) = (
      try FolderDifference.names(in: a), try FolderDifference.names(in: b)
    )
    let names = (namesOfA.names + namesOfB.names)
      .sorted { $0.precedesInUTF8($1) }
    guard !names.isEmpty else {
      throw CheckpointToolError(
        .nothingSelected, "\(a) and \(b)",
        expected: "folders with checkpoints or files with tensors", found: "none in either",
        remedy: "Give the folders that hold the files, or the output folders of two runs.")
    }
    var files: [(String, Outcome)] = []
    for (index, name) in names.enumerated() where index == 0 || names[index - 1] != name {
      let outcome: Outcome
      switch (namesOfA.names.contains(name), namesOfB.names.contains(name)) {
      case (true, false): outcome = .onlyInA
      case (false, _): outcome = .onlyInB
      case (true, true):
        do throws(CheckpointToolError) {
          outcome = .compared(
            try Difference(
              from: namesOfA.folder + "/" + name, to: namesOfB.folder + "/" + name,
              options: options))
        } catch {
          outcome = .trouble(error)
        }
      }
      files.append((name, outcome))
    }
    self.files = files
  }

  /// The gravest of the files' statuses; a file that only one folder has is a difference.
  public var exitStatus: ExitStatus {
    files.reduce(.done) { status, file in
      switch file.outcome {
      case .compared(let difference): status.combined(with: difference.exitStatus)
      case .onlyInA, .onlyInB: status.combined(with: .different)
      case .trouble: status.combined(with: .trouble)
      }
    }
  }

  /// A row for each file, each with the report of its comparison.
  public var json: JSONValue {
    [
      "a": .string(a), "b": .string(b), "identical": .bool(isIdentical),
      "files": .array(
        files.map { name, outcome in
          var members: [(String, JSONValue)] = [
            ("name", .string(name)), ("verdict", .string(FolderDifference.word(outcome))),
          ]
          switch outcome {
          case .compared(let difference): members.append(("difference", difference.json))
          case .trouble(let error): members.append(("problem", .string(error.description)))
          case .onlyInA, .onlyInB: break
          }
          return .object(members)
        }),
    ]
  }

  private var isIdentical: Bool {
    files.allSatisfy {
      if case .compared(let it) = $0.outcome { it.verdict.isIdentical } else { false }
    }
  }

  /// The result in words, then a row for each file.
  public var description: String {
    var table = Table([
      Table.Column("file"), Table.Column("verdict"), Table.Column("differing", .right),
      Table.Column("max ULP", .right), Table.Column(""),
    ])
    for (name, outcome) in files { table.append([name] + FolderDifference.cells(outcome)) }
    let bad = files.count {
      if case .compared(let it) = $0.outcome { it.exitStatus != .done } else { true }
    }
    let verdict =
      isIdentical
      ? "Identical: all \(files.count) files have the same state."
      : bad == 0
        ? "Numerically close: all \(files.count) files."
        : "Different: \(bad) of \(files.count) files."
    return "\(verdict)\nA  \(PrintableText.escaped(a))\nB  \(PrintableText.escaped(b))\n\n"
      + table.description
  }

  private static func word(_ outcome: Outcome) -> String {
    switch outcome {
    case .compared(let difference): difference.verdict.rawValue
    case .onlyInA: "only in A"
    case .onlyInB: "only in B"
    case .trouble: "trouble"
    }
  }

  private static func cells(_ outcome: Outcome) -> [String] {
    switch outcome {
    case .compared(let difference):
      let changed = difference.tensors.filter { $0.status != .same }
      let worst = changed.compactMap { $0.isToldInWords ? nil : $0.distance?.ulp }.max()
      return [
        word(outcome), "\(changed.count) of \(difference.tensors.count)",
        worst.map { NumberText.grouped($0) } ?? "", "",
      ]
    case .trouble(let error): return [word(outcome), "", "", error.description]
    case .onlyInA, .onlyInB: return [word(outcome), "", "", ""]
    }
  }

  /// The files with tensors in a folder, by their names, and the folder that they are in.
  private static func names(
    in path: String
  ) throws(CheckpointToolError) -> (folder: String, names: [String]) {
    let folder = RunFolder.isFolder(path + "/checkpoints") ? path + "/checkpoints" : path
    guard let all = RunFolder.names(in: folder) else {
      throw CheckpointToolError(
        .notARun, folder, expected: "a folder that can be listed", found: "none",
        remedy: "Check the path and its permissions.")
    }
    let endings = [
      ".h5", ".hdf5", ".safetensors", ".npz", ".npy", ".pt", ".pth", ".ckpt", ".gguf", ".keras",
    ]
    return (
      folder, all.filter { name in !name.hasPrefix(".") && endings.contains(where: name.hasSuffix) }
    )
  }
}
