internal import Devices

/// Storage that only a `RemoteDevice` can look into: to everyone else it is a size and nothing more.
final class RemoteStorage: Storage, @unchecked Sendable {
  // Unchecked: as for `Storage`.

  /// Where the device that computes keeps the bytes.
  let backing: Storage
  /// The one device that may use this storage.
  let owner: ObjectIdentifier

  init(backing: Storage, owner: ObjectIdentifier) {
    self.backing = backing
    self.owner = owner
    super.init(byteCount: backing.byteCount)
  }
}
