import CommandLineKit
import Testing

@Suite("Numbers as text")
struct NumberTextTests {
  @Test(
    "The shortest text of a number reads back as the same bits",
    arguments: [0x0000_0001, 0x0080_0000, 0x3DCC_CCCD, 0x3F80_0001, 0x7F7F_FFFF, 0x8000_0000])
  func shortestReadsBack(bits: UInt32) {
    let number = Float(bitPattern: bits)
    #expect(Float(NumberText.shortest(number))?.bitPattern == bits)
  }

  @Test("Numbers that are not finite have the names that JSON strings use")
  func names() {
    #expect(NumberText.shortest(Double.nan) == "NaN")
    #expect(NumberText.shortest(Double.infinity) == "Infinity")
    #expect(NumberText.shortest(-Float.infinity) == "-Infinity")
    #expect(NumberText.shortest(-0.0) == "-0.0")
  }

  @Test(
    "Rounding keeps four significant digits, and fewer where they say everything",
    arguments: [
      (0.0, "0"), (1.0, "1"), (-1.5, "-1.5"), (1234.0, "1234"), (12345.0, "1.235e+04"),
      (99999.0, "1e+05"), (0.000123456, "0.0001235"), (0.0000123456, "1.235e-05"),
      (0.99996, "1"), (100.0, "100"), (1e300, "1e+300"), (.leastNonzeroMagnitude, "5e-324"),
      (1.7976931348623157e308, "1.798e+308"), (0.1, "0.1"), (9.9996e-5, "0.0001"),
    ])
  func rounded(number: Double, text: String) {
    #expect(NumberText.rounded(number) == text)
  }

  @Test("Long integers are grouped by thousands")
  func grouped() {
    #expect(
      [0, 999, 1000, 1_234_567, -1234].map { NumberText.grouped($0) }
        == ["0", "999", "1,000", "1,234,567", "-1,234"])
    #expect(NumberText.grouped(UInt64.max) == "18,446,744,073,709,551,615")
  }

  @Test(
    "Bytes have the largest unit that leaves at least one",
    arguments: [
      (0, "0 B"), (1, "1 B"), (1023, "1023 B"), (1024, "1.0 KiB"), (1229, "1.2 KiB"),
      (1_048_575, "1.0 MiB"), (1_048_576, "1.0 MiB"), (3 << 30, "3.0 GiB"),
      (Int.max, "8.0 EiB"), (-2048, "-2.0 KiB"),
    ])
  func bytes(count: Int, text: String) {
    #expect(ByteCount(count).description == text)
  }

  @Test("sizes are read with binary units, and nothing else is")
  func parsedByteCounts() {
    let sizes = [
      ("0", 0), ("17", 17), ("17 B", 17), ("3KiB", 3072), ("512MiB", 512 << 20), ("2 GiB", 2 << 30),
      ("1TiB", 1 << 40),
    ]
    for (text, value) in sizes { #expect(ByteCount(parsing: text) == ByteCount(value)) }
    for text in ["", "MiB", "-1", "1.5GiB", "1MB", "1 kib", "9999999999TiB", "٣", "1B B"] {
      #expect(ByteCount(parsing: text) == nil, "\(text)")
    }
  }
}
