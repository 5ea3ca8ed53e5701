internal import CanonicalJSON
internal import CommandLineKit
internal import NumericsContract

/// Says where two JSON values differ, one line for each place.
enum RunDifference {
  /// Returns lines such as `optimizer.learningRate: 0.001 against 0.01`, in the order of the names.
  static func lines(_ a: JSONValue, _ b: JSONValue, at path: String = "") -> [String] {
    if a == b { return [] }
    if let left = a.object, let right = b.object {
      let names = (left.members + right.members).map(\.name)
        .sorted { $0.precedesInUTF8($1) }
      var lines: [String] = []
      for (index, name) in names.enumerated() where index == 0 || names[index - 1] != name {
        let place = path.isEmpty ? name : path + "." + name
        switch (left[name], right[name]) {
        case (let left?, let right?): lines += RunDifference.lines(left, right, at: place)
        case (let left?, nil): lines.append(line(place, "\(text(left)) only in A"))
        case (nil, let right?): lines.append(line(place, "\(text(right)) only in B"))
        case (nil, nil): break
        }
      }
      return lines
    }
    if let left = a.array, let right = b.array, left.count == right.count {
      return zip(left, right).enumerated().flatMap { index, pair in
        RunDifference.lines(pair.0, pair.1, at: "\(path)[\(index)]")
      }
    }
    return [line(path, "\(text(a)) against \(text(b))")]
  }

  /// Returns lines such as `trainer.epoch 3`, one for each value inside, in the order of the names.
  static func leaves(_ value: JSONValue, at path: String = "") -> [String] {
    guard let members = value.object?.members, !members.isEmpty || path.isEmpty else {
      return [PrintableText.escaped("\(path) \(text(value))")]
    }
    return members.flatMap { leaves($0.value, at: path.isEmpty ? $0.name : path + "." + $0.name) }
  }

  private static func line(_ path: String, _ text: String) -> String {
    PrintableText.escaped("\(path.isEmpty ? "all of it" : path): \(text)")
  }

  private static func text(_ value: JSONValue) -> String {
    do throws(JSONNumberError) {
      return PrintableText.shortened(try CanonicalJSON.text(value), columns: 60)
    } catch {
      return "a number that JSON lacks"
    }
  }
}
