/// Suggests the intended name for a misspelled one, by the number of letters that are changed, added, missing or
/// transposed.
package enum Spelling {
  /// Returns the candidate that `word` was probably meant to be; nil if none is similar.
  ///
  /// Allows one error in words of up to four letters, two from five letters on, and three from ten. Of equal candidates
  /// the first wins.
  package static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
    let letters = folded(word)
    let limit = letters.count < 5 ? 1 : letters.count < 10 ? 2 : 3
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
      let other = folded(candidate)
      guard abs(other.count - letters.count) <= limit, min(other.count, letters.count) > 1 else { continue }
      let distance = distance(letters, other)
      if distance <= min(limit, (best?.distance ?? .max) - 1) { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Returns all candidates that are as near to `word` as the nearest one, at most `limit`.
  package static func allNearest(to word: String, in candidates: some Sequence<String>, limit: Int) -> [String] {
    let candidates = Array(candidates)
    guard let first = nearest(to: word, in: candidates) else { return [] }
    let letters = folded(word)
    let best = distance(letters, folded(first))
    var found: [String] = []
    for candidate in candidates where candidate != word && found.count < limit {
      let other = folded(candidate)
      if abs(other.count - letters.count) <= best, min(other.count, letters.count) > 1, distance(letters, other) == best
      {
        found.append(candidate)
      }
    }
    return found
  }

  /// Returns the name with case and word separators normalized.
  private static func folded(_ name: String) -> [Unicode.Scalar] {
    name.lowercased().unicodeScalars.prefix(64).map { $0 == "-" || $0 == " " ? "_" : $0 }
  }

  /// Returns the optimal string alignment distance.
  private static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
    var beforeLast = [Int](repeating: 0, count: right.count + 1)
    var last = Array(0...right.count)
    for row in left.indices {
      var current = [row + 1]
      for column in right.indices {
        let change = last[column] + (left[row] == right[column] ? 0 : 1)
        var cost = min(change, last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[right.count]
  }
}
