import NumericsContract
import Testing

@Suite struct SHA256DigestTests {
  @Test("Digest: SHA-256 of nothing and of abc are the published ones")
  func publishedDigests() {
    #expect(
      SHA256Hasher().finalize().description
        == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    #expect(
      SHA256Digest.digest(of: Array("abc".utf8)).description
        == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
  }

  @Test("Digest: pieces give the digest of the whole, and every number is little-endian")
  func pieces() {
    var hasher = SHA256Hasher()
    hasher.update(byte: 1)
    hasher.update(le32: 0x0504_0302)
    hasher.update(le64: 0x0D0C_0B0A_0908_0706)
    hasher.update(utf8: "é")
    hasher.update(bytes: [14, 15])
    hasher.update(int32s: [-2, 1])
    hasher.update(floats: [1, -0.0] as [Float])
    hasher.update(floats: [-2] as [Double])
    let whole: [UInt8] =
      Array(1...13) + [0xC3, 0xA9, 14, 15, 0xFE, 255, 255, 255, 1, 0, 0, 0]
      + [0, 0, 0x80, 0x3F, 0, 0, 0, 0x80] + [0, 0, 0, 0, 0, 0, 0, 0xC0]
    #expect(hasher.finalize() == SHA256Digest.digest(of: whole))
  }

  @Test("Digest: a NaN of any payload is hashed as the canonical one")
  func canonicalNaN() {
    var other = SHA256Hasher()
    other.update(floats: [1, Float(bitPattern: 0xFFC0_0001)])
    var canonical = SHA256Hasher()
    canonical.update(floats: [1, Float(bitPattern: 0x7FC0_0000)])
    #expect(other.finalize() == canonical.finalize())
  }

  @Test("Digest: finalizing does not end a hasher")
  func finalizeTwice() {
    var hasher = SHA256Hasher()
    hasher.update(utf8: "a")
    let first = hasher.finalize()
    #expect(hasher.finalize() == first)
    hasher.update(utf8: "bc")
    #expect(hasher.finalize() == SHA256Digest.digest(of: Array("abc".utf8)))
  }

  @Test("Digest: hexadecimal text is read back, anything else is refused")
  func hexadecimalText() {
    let digest = SHA256Digest.digest(of: [1, 2, 3])
    #expect(SHA256Digest(hex: digest.description) == digest)
    #expect(SHA256Digest(hex: digest.description.uppercased()) == digest)
    #expect(SHA256Digest(bytes: digest.bytes) == digest)
    #expect(SHA256Digest(hex: String(digest.description.dropLast())) == nil)
    #expect(SHA256Digest(hex: digest.description + "0") == nil)
    #expect(SHA256Digest(hex: "g" + digest.description.dropFirst()) == nil)
    #expect(SHA256Digest(bytes: digest.bytes.dropLast()) == nil)
  }
}
