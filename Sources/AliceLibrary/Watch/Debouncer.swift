import AliceModel

/// A buffer of changed files that returns each after it has been quiet for long enough.
struct Debouncer: Sendable {
  let quiet: Duration
  private var changed: [BytePath: ContinuousClock.Instant] = [:]

  /// The limit of files; beyond it, walking the folders again is faster.
  private static let limit = 1 << 16

  init(quiet: Duration) { self.quiet = quiet }

  /// Records changed files. Returns false if there are too many; then all are dropped.
  mutating func note(_ files: [BytePath], _ now: ContinuousClock.Instant) -> Bool {
    for file in files { changed[file] = now }
    guard changed.count > Debouncer.limit else { return true }
    changed = [:]
    return false
  }

  /// Returns the quiet files in byte order. Skips files that are gone, and entries that are not regular files.
  mutating func takeQuiet(_ now: ContinuousClock.Instant) -> [BytePath] {
    let ready = changed.filter { $0.value + quiet <= now }.map(\.key)
    for file in ready { changed[file] = nil }
    return ready.filter { (try? EntryFacts(at: $0))?.kind == .regular }.sorted()
  }
}
