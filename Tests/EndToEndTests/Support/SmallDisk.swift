import Foundation
import Glibc

/// A file system in memory that is full soon; unmounted when its test lets go of it.
final class SmallDisk {
  /// Where it is mounted.
  let path: String
  private let folder: ScratchFolder

  /// Why there can be none here; nil when there can.
  static let obstacle: String? = {
    guard geteuid() == 0 else { return "needs root to mount a small file system" }
    do {
      _ = try SmallDisk(kibibytes: 64)
      return nil
    } catch {
      return "needs to mount a small file system: \(error)"
    }
  }()

  /// Mounts a file system of a size.
  init(kibibytes: Int) throws {
    folder = try ScratchFolder()
    path = folder.place("disk")
    try FileManager.default.createDirectory(
      atPath: path, withIntermediateDirectories: false)
    let options = "size=\(kibibytes)k"
    let code = options.withCString { mount("tmpfs", path, "tmpfs", 0, $0) }
    guard code == 0 else {
      throw ChildProcess.Failure(
        description: "cannot mount on \(path): \(String(cString: strerror(errno)))")
    }
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }
}
