import AliceFal
import AliceLibrary
import AliceWorkspace

/// Fetches single files, and decides which are lost.
extension JobCollection {
  /// The age in milliseconds after which a file that cannot be fetched is lost: the provider keeps files for a week.
  private static let retention: Int64 = 7 * 86_400_000

  /// Returns the file at `index`; nil if it is lost.
  mutating func file(_ index: Int) async throws -> FetchedFile? {
    if case .lost = items[index] { return nil }
    do {
      return try await download(index)
    } catch MediaLoss.gone, MediaLoss.refused {
      return try await downloadAgain(index)
    } catch let loss as MediaLoss {
      try settle(loss, index)
    }
    return nil
  }

  /// Returns a file that only accompanies a result; nil if it is lost. It is tried in two runs, and no more: the result
  /// is worth more, and waits for it.
  mutating func part(_ index: Int) async throws -> FetchedFile? {
    if case .lost = items[index] { return nil }
    do {
      return try await download(index)
    } catch MediaLoss.unavailable(let reason), AliceError.temporary(let reason) {
      if items[index] == .suspect(0) {
        try lose(index, reason, isRetryable: true)
      } else {
        try doubt(index, 0, reason)
      }
    } catch let loss as MediaLoss {
      try settle(loss, index)
    }
    return nil
  }

  private func download(_ index: Int) async throws -> FetchedFile {
    guard media.indices.contains(index) else { throw MediaLoss.gone }
    let download = MediaDownload(client: provider.client, library: workspace.library, progress: transfers)
    return try await downloads.within { [media] in try await download.download(media[index]) }
  }

  /// Fetches a file with new URLs. URLs expire, and a file may be available later than the result that contains its
  /// URL: the result is requested twice more.
  private mutating func downloadAgain(_ index: Int) async throws -> FetchedFile? {
    var loss = MediaLoss.gone
    let inquiry = JobResult(workspace: workspace, provider: provider, bills: recorder.bills)
    for attempt in [2, 4] {
      try await Task.sleep(for: provider.polling.delay(attempt: attempt))
      if let fresh = try await inquiry.again(job) {
        let found = FalMedia.candidates(in: fresh.output, apartFrom: job.input)
        // Positions are recorded, so another answer than before is of no use.
        if found.map(\.path) == media.map(\.path) { (result, media) = (fresh, found) }
      }
      do {
        return try await download(index)
      } catch let found as MediaLoss {
        loss = found
      }
    }
    try settle(loss, index)
    return nil
  }

  private mutating func settle(_ loss: MediaLoss, _ index: Int) throws {
    switch loss {
    case .gone: try lose(index, loss.reason)
    case .forbidden: try lose(index, loss.reason, isRetryable: true)
    // The next run may succeed.
    case .refused: try suspect(index, 0, loss.reason)
    case .unavailable where isOld: try lose(index, loss.reason)
    case .unavailable: throw AliceError.temporary("\(url(index)): \(loss.reason)")
    case .useless(let bytes, let reason): try suspect(index, bytes, reason)
    }
  }

  /// Records the file as lost if it was the same in an earlier attempt; otherwise the next run tries again.
  private mutating func suspect(_ index: Int, _ bytes: UInt64, _ reason: String) throws {
    guard items[index] != .suspect(bytes), !isOld else { return try lose(index, reason) }
    try doubt(index, bytes, reason)
  }

  private mutating func doubt(_ index: Int, _ bytes: UInt64, _ reason: String) throws {
    try note(.suspect(bytes), index)
    throw AliceError.temporary("\(url(index)): \(reason)")
  }

  private mutating func lose(_ index: Int, _ reason: String, isRetryable: Bool = false) throws {
    try note(.lost(CollectedMedia.Loss(url: url(index), reason: reason, isRetryable: isRetryable)), index)
  }

  mutating func note(_ item: CollectedMedia.Item, _ index: Int) throws {
    _ = try recorder.apply(.media(index, item), to: &job)
  }

  private func url(_ index: Int) -> String { media.indices.contains(index) ? media[index].shownURL : "a file" }

  /// The result of another program's request was recorded here long after the request was made.
  private var isOld: Bool {
    let since = max(job.created, CollectedMedia(job)?.recorded ?? job.created)
    return workspace.clock.now().milliseconds - since.milliseconds > JobCollection.retention
  }
}
