import AliceKit
import Synchronization

/// The thumbnails of the library, and the average colours that are found while they are made.
final class Thumbnails: Sendable {
  let service: ThumbnailService
  private let colors: Colors

  /// Colours are recorded together, because each record is a new version of the catalog.
  private static let interval = Duration.seconds(4)

  init(_ workspace: Workspace, environment: [String: String]) {
    let colors = Colors()
    self.colors = colors
    service = ThumbnailService(workspace: workspace, environment: environment) { colors.add($1, of: $0) }
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
private final class Colors: Sendable {
  private let found = Mutex<[AssetID: UInt32]>([:])

  func add(_ color: UInt32, of asset: AssetID) { found.withLock { $0[asset] = color } }

  func take() -> [AssetID: UInt32] {
    found.withLock { found in
      defer { found = [:] }
      return found
    }
  }
}
