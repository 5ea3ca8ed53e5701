/// Finds the name that a misspelt one was probably meant to be.
public enum NearestName {
  /// Returns the candidate with the fewest typing errors, or nil when none is near.
  ///
  /// Near is at most one error for every three characters, and at least one. Of equally near
  /// candidates the first wins.
  public static func suggestion(for name: String, among candidates: [String]) -> String? {
    let limit = max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where abs(candidate.count - name.count) <= limit {
      let distance = distance(from: name, to: candidate)
      if distance <= limit, distance < best?.distance ?? Int.max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Returns the fewest insertions, deletions, replacements and swaps of neighbours between two
  /// words, where no part is edited twice.
  ///
  /// **Reference** The optimal string alignment form of the Damerau–Levenshtein distance.
  public static func distance(from left: String, to right: String) -> Int {
    let a = Array(left)
    let b = Array(right)
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var least = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          least = min(least, beforeLast[j - 1] + 1)
        }
        row.append(least)
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
