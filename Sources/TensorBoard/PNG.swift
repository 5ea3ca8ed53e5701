/// Images as files that every browser shows, and that are the same wherever they are written.
///
/// Pixels are stored, not compressed: no compressor's version has a say in the bytes.
///
/// **Reference** ISO/IEC 15948 (PNG); RFC 1950 and 1951 for the stored blocks.
enum PNG {
  /// The most bytes in a stored block.
  private static let blockLimit = 65_535

  /// A file of 8 bits a channel: grey, grey and opacity, red, green and blue, or these and opacity.
  ///
  /// - Precondition: There is a pixel, and as many as the size says.
  static func file(pixels: [UInt8], width: Int, height: Int, channels: Int) -> [UInt8] {
    precondition(
      width > 0 && height > 0 && (1...4).contains(channels)
        && pixels.count == width * height * channels,
      "\(pixels.count) bytes for an image of \(width) x \(height) pixels of \(channels)")
    var rows: [UInt8] = []
    rows.reserveCapacity(pixels.count + height)
    for row in 0..<height {
      rows.append(0)  // no filter
      rows += pixels[row * width * channels..<(row + 1) * width * channels]
    }
    let colourType: UInt8 = [0, 4, 2, 6][channels - 1]
    let header = bigEndian(UInt32(width)) + bigEndian(UInt32(height)) + [8, colourType, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
      + chunk("IHDR", header) + chunk("IDAT", stored(rows)) + chunk("IEND", [])
  }

  private static func chunk(_ type: String, _ data: [UInt8]) -> [UInt8] {
    let checked = Array(type.utf8) + data
    return bigEndian(UInt32(data.count)) + checked + bigEndian(CyclicRedundancyCode.crc32(checked))
  }

  /// A zlib stream of stored blocks.
  private static func stored(_ bytes: [UInt8]) -> [UInt8] {
    var stream: [UInt8] = [0x78, 0x01]
    for start in stride(from: 0, to: bytes.count, by: blockLimit) {
      let block = bytes[start..<min(start + blockLimit, bytes.count)]
      let length = UInt16(block.count)
      stream.append(block.endIndex == bytes.count ? 1 : 0)
      stream += bigEndian(length.byteSwapped) + bigEndian((~length).byteSwapped)
      stream += block
    }
    return stream + bigEndian(adler32(bytes))
  }

  private static func adler32(_ bytes: [UInt8]) -> UInt32 {
    var low: UInt32 = 1
    var high: UInt32 = 0
    for byte in bytes {
      low = (low + UInt32(byte)) % 65_521
      high = (high + low) % 65_521
    }
    return high << 16 | low
  }

  private static func bigEndian(_ value: some FixedWidthInteger) -> [UInt8] {
    unsafe withUnsafeBytes(of: value.bigEndian) { unsafe Array($0) }
  }
}
