import AliceKit

/// The closing lines of `organize`, which fit on one screen whatever the number of files: what was done with how many
/// files, what they are, and what was passed over.
struct OrganizeSummary {
  private let report: OrganizeReport
  private let isPlan: Bool

  /// The number of models and of kinds that are named; the rest is counted together.
  private static let most = 8

  init(_ report: OrganizeReport, isPlan: Bool) {
    self.report = report
    self.isPlan = isPlan
  }

  func tell(_ console: Console) {
    console.note(counts)
    for line in [models, stars, noMedia].compactMap({ $0 }) { console.note(line) }
  }

  private var counts: String {
    func skipped(_ reasons: Refusal...) -> Int { report.skipped.count { reasons.contains($0.reason) } }
    let parts = [
      (report.placed.count, isPlan ? "would be placed" : "placed"), (report.already.count, "there already"),
      (report.moved.count, isPlan ? "would be moved" : "moved"), (report.refused.count, "refused"),
      (report.damaged.count, "damaged"), (skipped(.deleted), "skipped (deleted before; '--again' takes them in)"),
      (skipped(.preview), "skipped (previews)"), (skipped(.notGenerated), "skipped (not made by AI)"),
      (skipped(.archive), "skipped (archives; name them to take in what they hold)"),
      (unknown.count, "skipped (no media)"),
    ]
    let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ").nonEmpty
    guard report.stopped is CancellationError else { return counts ?? "nothing to do" }
    return "stopped: \(counts ?? "nothing placed"); \(Organize.again)"
  }

  private var unknown: [OrganizeReport.Refused] {
    report.skipped.filter { ![.deleted, .preview, .notGenerated, .archive].contains($0.reason) }
  }

  /// Returns the models of what was placed; nil if they are all of one.
  private var models: String? {
    let models = report.tally.models
    guard models.count > 1 else { return nil }
    let named = models.map { (TerminalText($0.key ?? "unknown").description, $0.value) }
    return "by model: " + OrganizeSummary.list(named, others: "of others")
  }

  /// Returns the stars of what was placed; nil if nothing has any.
  private var stars: String? {
    let stars = report.tally.stars
    guard stars.keys.contains(where: { $0 != nil }) else { return nil }
    var parts: [String] = []
    for number in (1...5).reversed() {
      if let count = stars[.some(number)] { parts.append("\(count) with \(number)") }
    }
    if let count = stars[.none] { parts.append("\(count) without") }
    return "by stars: " + parts.joined(separator: ", ")
  }

  /// Returns the kinds of the files that are no media; nil if there are few.
  private var noMedia: String? {
    guard unknown.count > 1 else { return nil }
    var kinds: [String: Int] = [:]
    for file in unknown {
      let ending = file.file.fileExtension
      kinds[ending.isEmpty || ending.utf8.count > 12 ? "without an extension" : ending, default: 0] += 1
    }
    let named = kinds.map { (TerminalText($0.key).description, $0.value) }
    return "no media: " + OrganizeSummary.list(named, others: "others")
  }

  /// Returns the most frequent names with their numbers, then the rest as one number.
  private static func list(_ counts: [(name: String, number: Int)], others: String) -> String {
    let sorted = counts.sorted { ($1.number, $0.name) < ($0.number, $1.name) }
    let rest = sorted.dropFirst(most).reduce(0) { $0 + $1.number }
    let parts = sorted.prefix(most).map { "\($0.number) \($0.name)" } + (rest > 0 ? ["\(rest) \(others)"] : [])
    return parts.joined(separator: ", ")
  }
}
