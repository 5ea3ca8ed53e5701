import SystemPackage

#if canImport(Glibc)
  import Glibc
#endif

extension FilePath {
  /// Puts a file with this text at the path, in place of the one there: whole, or not at all.
  ///
  /// - Throws: `TrainingError.inputOutput`; what was at the path is then still there, and nothing else.
  func replaceFile(with text: String) throws(TrainingError) {
    let temporary = FilePath(string + ".new")
    do {
      let file = try FileDescriptor.open(
        temporary, .writeOnly, options: [.create, .truncate, .closeOnExec],
        permissions: [.ownerReadWrite, .groupRead, .otherRead])
      do {
        try file.closeAfter { _ = try file.writeAll(Array(text.utf8)) }
        guard unsafe rename(temporary.string, string) == 0 else { throw Errno(rawValue: errno) }
      } catch {
        unsafe unlink(temporary.string)
        throw error
      }
    } catch {
      throw TrainingError(
        .inputOutput, "cannot write \(self): \(error); nothing that was saved is lost")
    }
  }
}
