import CanonicalJSON
import Foundation
import Testing

/// An independent reader: h5py for the file, NumPy for the figures.
enum PythonReader {
  /// Runs a script and parses the JSON that it prints.
  static func run(_ script: String, _ arguments: [String]) throws -> JSONValue {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    process.arguments = ["-c", sumOrder + script] + arguments
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = output.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    try #require(process.terminationStatus == 0)
    return try JSONParser.parse(Array(data))
  }

  /// The contract's order of sums, and numbers as the reports write them.
  private static let sumOrder = """
    import hashlib, json, math, sys
    import h5py, numpy as np

    def leaves(path):
        found = {}
        with h5py.File(path, "r") as file:
            file.visititems(lambda name, item: found.__setitem__("/" + name, (
                item[()], item.id.get_offset(), str(item.dtype))) if isinstance(item, h5py.Dataset) else None)
        return {k: v for k, v in found.items() if k.split("/")[1] not in ("meta", "integrity")}

    def block(values):
        lanes = np.zeros(64)
        for start in range(0, len(values), 64):
            part = values[start:start + 64]
            lanes[:len(part)] += part
        width = 32
        while width:
            lanes[:width] += lanes[width:2 * width]
            width //= 2
        return float(lanes[0])

    def fold(values, join):
        while len(values) > 1:
            values = [join(*values[i:i + 2]) if i + 1 < len(values) else values[i]
                      for i in range(0, len(values), 2)]
        return values[0]

    def blocks(values):
        return [values[i:i + 4096] for i in range(0, len(values), 4096)]

    def total(values):
        return fold([block(b) for b in blocks(values)], lambda a, b: a + b) if len(values) else 0.0

    def real(x):
        x = float(x)
        return "NaN" if math.isnan(x) else ("Infinity" if x > 0 else "-Infinity") if math.isinf(x) else x

    def integer(x):
        x = int(x)
        return x if x <= 2**53 else str(x)


    """
}
