import AliceModel

/// Files that changed, until they were left alone for long enough.
struct Debouncer: Sendable {
  let quiet: Duration
  private var changed: [BytePath: ContinuousClock.Instant] = [:]

  /// More files than this are sooner found by walking the folders again.
  private static let limit = 1 << 16

  init(quiet: Duration) { self.quiet = quiet }

  /// False where there are too many: then all are forgotten.
  mutating func note(_ files: [BytePath], _ now: ContinuousClock.Instant) -> Bool {
    for file in files { changed[file] = now }
    guard changed.count > Debouncer.limit else { return true }
    changed = [:]
    return false
  }

  /// In the order of their bytes. What is gone by now, or is no regular file, is left out.
  mutating func takeQuiet(_ now: ContinuousClock.Instant) -> [BytePath] {
    let ready = changed.filter { $0.value + quiet <= now }.map(\.key)
    for file in ready { changed[file] = nil }
    return ready.filter { (try? EntryFacts(at: $0))?.kind == .regular }.sorted()
  }
}
