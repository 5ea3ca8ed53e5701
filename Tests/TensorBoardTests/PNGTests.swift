import Foundation
import Testing

@testable import TensorBoard

@Suite("PNG")
struct PNGTests {
  @Test("a pixel is this file")
  func pixel() {
    let file = bytes(
      """
      89504e47 0d0a1a0a 0000000d 49484452 00000001 00000001 08 02 00 00 00 907753de
      0000000f 49444154 7801 01 0400 fbff 00ff8000 04010180 e3c24ac3 00000000 49454e44 ae426082
      """)
    #expect(PNG.file(pixels: [0xFF, 0x80, 0], width: 1, height: 1, channels: 3) == file)
  }

  @Test(
    "Python's zlib finds checksums right and the rows, in as many blocks as they need",
    arguments: [
      (7, 3, 1), (5, 4, 2), (1, 9, 3), (6, 2, 4), (255, 257, 1), (65_534, 2, 1), (300, 300, 3),
    ]
  )
  func rows(_ width: Int, _ height: Int, _ channels: Int) throws {
    let pixels = (0..<width * height * channels).map {
      UInt8(truncatingIfNeeded: $0 &* 7 ^ $0 >> 8)
    }
    let script = """
      import struct, sys, zlib
      file = sys.stdin.buffer.read()
      assert file[:8] == b"\\x89PNG\\r\\n\\x1a\\n"
      at, chunks = 8, []
      while at < len(file):
          size, = struct.unpack(">I", file[at:at + 4])
          body = file[at + 4:at + 8 + size]
          assert struct.unpack(">I", file[at + 8 + size:at + 12 + size])[0] == zlib.crc32(body)
          chunks.append((body[:4], body[4:]))
          at += 12 + size
      assert [name for name, _ in chunks] == [b"IHDR", b"IDAT", b"IEND"]
      width, height, depth, kind, *rest = struct.unpack(">IIBBBBB", chunks[0][1])
      channels = {0: 1, 4: 2, 2: 3, 6: 4}[kind]
      assert depth == 8 and rest == [0, 0, 0] and chunks[2][1] == b""
      rows = zlib.decompress(chunks[1][1])
      stride = width * channels + 1
      assert len(rows) == stride * height and not any(rows[::stride])
      print(width, height, channels)
      sys.stdout.flush()
      sys.stdout.buffer.write(b"".join(rows[y * stride + 1:(y + 1) * stride] for y in range(height)))
      """
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", script]
    let (input, output) = (Pipe(), Pipe())
    process.standardInput = input
    process.standardOutput = output
    try process.run()
    input.fileHandleForWriting.write(
      Data(PNG.file(pixels: pixels, width: width, height: height, channels: channels)))
    try input.fileHandleForWriting.close()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(Array(data) == Array("\(width) \(height) \(channels)\n".utf8) + pixels)
  }
}
