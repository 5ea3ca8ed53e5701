/// Which of some names somebody may have meant.
public enum NearestName {
  /// The name that takes the fewest changes of a character (one more, one less, another), if these are no
  /// more than a third of what was written; of equally near ones the first.
  public static func of(_ text: String, among names: [String]) -> String? {
    let written = Array(text.lowercased())
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(written, Array(name.lowercased()))
      if distance < best?.distance ?? .max { best = (name, distance) }
    }
    guard let best, best.distance <= max(1, written.count / 3) else { return nil }
    return best.name
  }

  /// What to say of it: ` (did you mean trainer.maxEpochs?)`, or nothing.
  public static func hint(_ text: String, among names: [String], below path: String = "") -> String
  {
    of(text, among: names).map { name in
      " (did you mean \(path.isEmpty ? name : "\(path).\(name)")?)"
    } ?? ""
  }

  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let substituted = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(substituted, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
