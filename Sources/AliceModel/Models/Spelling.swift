/// What a mistyped name was perhaps meant to be.
enum Spelling {
  /// The nearest of `names`, if it is near enough: a third of its letters wrong at the most, one in a short name.
  static func nearest(to name: String, among names: some Sequence<String>) -> String? {
    let typed = fold(name)
    guard (1...64).contains(typed.count) else { return nil }
    var best: (name: String, distance: Int)?
    for candidate in names {
      let distance = distance(typed, fold(candidate))
      let allowed = candidate.count < 3 ? 0 : max(1, candidate.count / 3)
      if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  private static func fold(_ name: String) -> [UInt8] {
    name.lowercased().utf8.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: " ") ? UInt8(ascii: "_") : $0 }
  }

  /// After Levenshtein: insertions, deletions and replacements.
  private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
    var previous = Array(0...right.count)
    for (row, byte) in left.enumerated() {
      var current = [row + 1]
      for (column, other) in right.enumerated() {
        let replaced = previous[column] + (byte == other ? 0 : 1)
        current.append(min(replaced, previous[column + 1] + 1, current[column] + 1))
      }
      previous = current
    }
    return previous.last ?? 0
  }
}
