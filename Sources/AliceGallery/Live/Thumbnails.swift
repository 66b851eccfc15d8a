import AliceKit
import Synchronization

/// The thumbnails of the library, and what is found while they are made: average colours, and how images look.
final class Thumbnails: Sendable {
  let service: ThumbnailService
  private let found = FoundFacts()

  /// They are recorded together, because each record is a change of the catalog.
  private static let interval = Duration.seconds(4)

  /// `isReadOnly` leaves out what is found, which nobody may record.
  init(_ workspace: Workspace, _ settings: Settings, isReadOnly: Bool) throws {
    service =
      if isReadOnly {
        try settings.thumbnails(of: workspace)
      } else {
        try settings.thumbnails(of: workspace) { [found] in found.add($1, of: $0) }
      }
  }

  /// Records what is new until the task is cancelled.
  func recordFacts(_ browser: Browser, _ workers: Workers) async {
    while (try? await Task.sleep(for: Thumbnails.interval)) != nil {
      let found = found.take()
      guard !found.isEmpty else { continue }
      // What is not recorded is found again.
      try? await workers.write { try browser.record(decoded: found) }
    }
  }
}

/// What is not recorded yet.
private final class FoundFacts: Sendable {
  /// The number of assets that are kept while the catalog cannot be written; others are found again.
  private static let limit = 10_000

  private let found = Mutex<[AssetID: DecodedFacts]>([:])

  func add(_ facts: DecodedFacts, of asset: AssetID) {
    found.withLock { found in
      if found.count < FoundFacts.limit || found[asset] != nil { found[asset] = facts }
    }
  }

  func take() -> [AssetID: DecodedFacts] {
    found.withLock { found in
      defer { found = [:] }
      return found
    }
  }
}
