internal import Devices

/// A call that was made but not yet computed.
enum RemoteCall {
  case write(bytes: [UInt8], storage: RemoteStorage, byteOffset: Int)
  case perform(Operation, Invocation)
}
