import AliceKit
import Synchronization

/// The thumbnails of the library, and the average colours that are found while they are made.
final class Thumbnails: Sendable {
  let service: ThumbnailService
  private let colors = FoundColors()

  /// Colours are recorded together, because each record is a change of the catalog.
  private static let interval = Duration.seconds(4)

  /// `isReadOnly` leaves out the colours, which nobody may record.
  init(_ workspace: Workspace, _ settings: Settings, isReadOnly: Bool) throws {
    service =
      if isReadOnly {
        try settings.thumbnails(of: workspace)
      } else {
        try settings.thumbnails(of: workspace) { [colors] in colors.add($1, of: $0) }
      }
  }

  /// Records new colours until the task is cancelled.
  func recordColors(_ browser: Browser, _ workers: Workers) async {
    while (try? await Task.sleep(for: Thumbnails.interval)) != nil {
      let found = colors.take()
      guard !found.isEmpty else { continue }
      // A colour that is not recorded is found again.
      try? await workers.write { try browser.record(colors: found) }
    }
  }
}

/// The colours that are not recorded yet.
private final class FoundColors: Sendable {
  /// The number of colours that are kept while the catalog cannot be written; others are found again.
  private static let limit = 10_000

  private let found = Mutex<[AssetID: UInt32]>([:])

  func add(_ color: UInt32, of asset: AssetID) {
    found.withLock { found in
      if found.count < FoundColors.limit || found[asset] != nil { found[asset] = color }
    }
  }

  func take() -> [AssetID: UInt32] {
    found.withLock { found in
      defer { found = [:] }
      return found
    }
  }
}
