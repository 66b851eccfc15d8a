import AliceKit

/// Tells how verdicts changed: `rating 3 → 5: 2 assets; rating none → 5: 1 asset; 4 as before`.
struct ChangeNote {
  /// The sentence; nil if there are no assets.
  let text: String?

  /// `changed` are the assets after the change, some of `assets`.
  init(_ assets: [Asset], _ changed: [Asset], isPlan: Bool) {
    let before = Dictionary(assets.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    var kinds: [String] = []
    var counts: [String: Int] = [:]
    for asset in changed {
      guard let former = before[asset.id] else { continue }
      let kind = ChangeNote.kind(from: former.record, to: asset.record)
      if counts.updateValue((counts[kind] ?? 0) + 1, forKey: kind) == nil { kinds.append(kind) }
    }
    let same = counts.removeValue(forKey: "")
    let parts =
      kinds.filter { !$0.isEmpty }.map { "\($0): \(counted(counts[$0] ?? 0, "asset"))" }
      + (same.map { ["\($0) as before"] } ?? [])
    text = parts.isEmpty ? nil : (isPlan ? "would be done: " : "") + parts.joined(separator: "; ")
  }

  /// Returns the difference between two records; an empty text if there is none.
  private static func kind(from old: AssetRecord, to new: AssetRecord) -> String {
    var parts: [String] = []
    if old.rating != new.rating { parts.append("rating \(stars(old)) → \(stars(new))") }
    if old.pick != new.pick {
      parts.append("\(old.pick?.rawValue ?? "not picked") → \(new.pick?.rawValue ?? "not picked")")
    }
    let (had, has) = (Set(old.tags), Set(new.tags))
    parts += new.tags.filter { !had.contains($0) }.map { "+" + TerminalText($0).description }
    parts += old.tags.filter { !has.contains($0) }.map { "-" + TerminalText($0).description }
    if parts.isEmpty, old != new { parts.append("edited") }
    return parts.joined(separator: ", ")
  }

  private static func stars(_ record: AssetRecord) -> String { record.rating.map { String($0.stars) } ?? "none" }
}
