import Foundation
import Tensors

/// A safetensors file, written by hand from the format's own text: the length of a JSON header in eight
/// bytes, the header, the bytes.
enum SafetensorsSample {
  static func write(
    _ tensors: [(name: String, type: String, shape: [Int], bytes: [UInt8])], to path: String
  ) throws {
    var (members, offset, data) = ([String](), 0, [UInt8]())
    for tensor in tensors {
      members.append(
        """
        "\(tensor.name)":{"dtype":"\(tensor.type)","shape":\(tensor.shape),\
        "data_offsets":[\(offset),\(offset + tensor.bytes.count)]}
        """)
      offset += tensor.bytes.count
      data += tensor.bytes
    }
    members.append("\"__metadata__\":{\"step\":\"37\"}")
    var header = Array("{\(members.joined(separator: ","))}".utf8)
    while header.count % 8 != 0 { header.append(0x20) }
    let file = LittleEndian.bytes(of: UInt64(header.count)) + header + data
    try Data(file).write(to: URL(fileURLWithPath: path))
  }

  static func floats(
    _ name: String, _ floats: [Float], _ shape: [Int]
  ) -> (name: String, type: String, shape: [Int], bytes: [UInt8]) {
    (name, "F32", shape, floats.flatMap { LittleEndian.bytes(of: $0.bitPattern) })
  }
}
