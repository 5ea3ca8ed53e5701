import Foundation

/// A reader of files that nobody has vouched for.
enum Subject: String, CaseIterable {
  case checkpoint, thin, json, safetensors, npy, npz, pickle, gguf

  private static let variable = "LOCKSTEP_FUZZ_READER"

  /// The reader that the environment names: libFuzzer's own arguments stay libFuzzer's.
  static func chosen() -> Subject {
    let name = ProcessInfo.processInfo.environment[variable] ?? ""
    guard let subject = Subject(rawValue: name) else {
      let names = allCases.map(\.rawValue).joined(separator: ", ")
      fatalError("\(variable) is '\(name)': give it the name of a reader, one of \(names)")
    }
    return subject
  }

  /// Reads everything in the bytes; stops the process if the reader breaks a promise.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .checkpoint: CheckpointPromises.check(bytes)
    case .thin: CheckpointPromises.checkThin(bytes)
    case .json: JSONPromises.check(bytes)
    default: TensorFilePromises.check(bytes)
    }
  }

  /// Other bytes. Many keep what would end the reader's work early: checksums, lengths and places.
  func mutant(of bytes: [UInt8], _ mutation: inout Mutation) -> [UInt8] {
    switch self {
    case .checkpoint: CheckpointMutation.mutant(of: bytes, &mutation)
    case .thin: ThinMutation.mutant(of: bytes, &mutation)
    case .json: mutation.anywhere(in: bytes)
    case .safetensors, .npy: HeaderMutation.mutant(of: bytes, &mutation)
    case .npz: ArchiveMutation(keepsChecksums: true).mutant(of: bytes, &mutation)
    case .pickle: ArchiveMutation(keepsChecksums: false).mutant(of: bytes, &mutation)
    case .gguf: mutation.isOneIn(2) ? mutation.window(of: bytes) : mutation.anywhere(in: bytes)
    }
  }
}
