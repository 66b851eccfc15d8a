import AliceNumbers

/// The tags of a record as a change of the lists in which programs keep them.
///
/// Lists of paths hold `a/b` or `a|b`; lists of names hold the leaf `b`, and with some programs the levels above it. What
/// is in a list already is not written again, and a list loses only what alice wrote or what the user took away.
struct TagChange: Sendable {
  /// The tags of the record, as keys.
  let tags: [String]
  /// The tags that were taken away, as keys.
  let removed: Set<String>
  private let known: Set<String>
  private let levels: Set<String>
  private let removedLevels: Set<String>
  /// What programs leave of names that were taken away and are too long for IPTC.
  private let removedBeginnings: Set<[UInt8]>

  /// `former` are the tags that the user saw before, and `written` those that alice wrote last.
  init(to tags: [String], from former: [String], written: [String]) {
    let keys = TagPath.keys(tags)
    self.tags = keys
    known = Set(keys)
    removed = Set(TagPath.keys(former + written)).subtracting(known)
    levels = known.union(keys.flatMap(TagPath.levels))
    removedLevels = removed.union(removed.flatMap(TagPath.levels)).subtracting(levels)
    removedBeginnings = CutKeyword.beginnings(of: removed).subtracting(CutKeyword.beginnings(of: keys))
  }

  /// Returns the list of paths; nil if it contains all tags already, and none that was taken away.
  func paths(over existing: [String], form: (String) -> String) -> [String]? {
    let present = Set(existing.map(TagPath.key))
    guard !known.isSubset(of: present) || !removed.isDisjoint(with: present) else { return nil }
    return unique(tags.map(form) + existing.filter { !removed.contains(TagPath.key($0)) })
  }

  /// Returns the list of names, with the same meaning of nil.
  func names(over existing: [String]) -> [String]? {
    let missing = missing(from: existing)
    guard !missing.isEmpty || existing.contains(where: drops) else { return nil }
    let present = Dictionary(existing.map { (TagPath.key($0), $0) }, uniquingKeysWith: { first, _ in first })
    let ours = tags.map { present[$0] ?? present[TagPath.leaf($0)] ?? TagPath.leaf($0) }
    return unique(ours + existing.filter { !drops($0) })
  }

  /// Whether the name goes: it was taken away, or was a level of what was taken away only.
  func drops(_ name: String) -> Bool { removedLevels.contains(TagPath.key(name)) }

  /// Whether the keyword of IPTC goes, which can be the beginning of a name.
  func dropsKeyword(_ keyword: String) -> Bool {
    drops(keyword)
      || CutKeyword.canBe(keyword) && !levels.contains(TagPath.key(keyword))
        && removedBeginnings.contains(Array(keyword.utf8))
  }

  /// Returns the names of the tags of which a list of names has neither path nor leaf.
  func missing(from names: [String]) -> [String] {
    let present = Set(names.map(TagPath.key))
    return unique(tags.filter { !present.contains($0) }.map(TagPath.leaf).filter { !present.contains($0) })
  }

  private func unique(_ texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.filter { seen.insert(TagPath.key($0)).inserted }
  }
}
