import AliceFal
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Synchronization

/// Why a file of a response is perhaps lost for good.
enum MediaLoss: Error, Hashable {
  /// The provider has deleted the file; another URL may still lead to it.
  case gone
  /// The host refuses the download: the URL has expired, or a proxy blocks it.
  case refused
  /// The host answers that it cannot send the file, which may pass.
  case unavailable(String)
  /// alice may not go to the address, for this reason.
  case forbidden(String)
  /// The file is complete and unusable, with this number of bytes.
  case useless(bytes: UInt64, reason: String)

  var reason: String {
    switch self {
    case .gone: "the provider has deleted it"
    case .refused: "its host refuses it"
    case .unavailable(let reason), .forbidden(let reason): reason
    case .useless(_, let reason): reason
    }
  }
}

/// Downloads a result into a temporary file of the library and checks that it is complete.
struct MediaDownload: Sendable {
  let client: FalClient
  let library: Library
  let progress: @Sendable (TransferProgress) -> Void

  private static let pictureLimit: UInt64 = 256 << 20
  private static let largest: UInt64 = 4 << 30
  /// The size that anything may have that a server compressed.
  private static let surelyUnpacked: UInt64 = 64 << 20
  private static let attempts = 3
  private static let damage: [StructuralProblem] = [.truncated, .badLength, .missingEnd, .missingImage]

  /// Returns the file; throws `MediaLoss` if another attempt is pointless.
  func download(_ media: FalMedia) async throws -> FetchedFile {
    var failures: [any Error] = []
    var broken: Set<UInt64> = []
    while failures.count < MediaDownload.attempts {
      do {
        let fetched = try await once(media)
        guard let fault = fault(of: fetched, media) else { return fetched }
        let loss = MediaLoss.useless(bytes: fetched.file.byteCount, reason: fault.words)
        // The same number of bytes, complete and unusable twice: the provider has nothing else.
        if fault.isFinal, !broken.insert(fetched.file.byteCount).inserted { throw loss }
        failures.append(loss)
      } catch let error as FalError {
        failures.append(try failure(error, media))
      }
    }
    throw failures.last ?? AliceError.temporary("nothing was downloaded")
  }

  /// Returns the failure if another attempt may succeed; throws it otherwise.
  ///
  /// What the host answers is a `MediaLoss`; what happens on the way to it is `AliceError.temporary`, and loses no file.
  private func failure(_ error: FalError, _ media: FalMedia) throws -> any Error {
    switch error {
    case .cancelled: throw CancellationError()
    case .notFound, .gone: throw MediaLoss.gone
    case .unauthorized, .locked, .invalidInput, .contentPolicy, .withdrawn, .uploadRefused: throw MediaLoss.refused
    case .failed(status: let status, _, _, let isRetryable) where status < 500 && !isRetryable: throw MediaLoss.refused
    case .failed, .unavailable, .rateLimited: return MediaLoss.unavailable("\(error)")
    case .tooLarge(let limit): throw MediaLoss.useless(bytes: limit, reason: "it is larger than \(limit >> 20) MB")
    // A redirection, or an answer of DNS, may be different the next time.
    case .forbiddenAddress(let address) where client.configuration.mayServeMedia(at: media.url):
      return MediaLoss.unavailable(client.configuration.refusal(ofMediaAt: address))
    case .forbiddenAddress(let address): throw MediaLoss.forbidden(client.configuration.refusal(ofMediaAt: address))
    case .badAnswer(let reason): return MediaLoss.useless(bytes: 0, reason: "its host sends \(reason)")
    case .noKey, .notSent, .outcomeUnknown, .notReady, .stillRunning, .connectionLost, .timedOut, .notWritten, .notRead:
      return AliceError.temporary("\(error)")
    }
  }

  private func once(_ media: FalMedia) async throws -> FetchedFile {
    let temporary = try library.temporaryFile(suffix: ".download")
    let refusal = Mutex<LibraryError?>(nil)
    let told = ToldDownload(of: media, progress)
    defer { told.end() }
    do {
      let download = try await client.download(
        media.url, limit: MediaDownload.limit(media), begun: { told.begin($0) }
      ) { bytes in
        do throws(LibraryError) {
          try temporary.write(bytes)
          told.add(bytes.count)
        } catch {
          refusal.withLock { $0 = error }
          throw error
        }
      }
      let file = try temporary.finish()
      return FetchedFile(
        download.isBrotli ? try unpacked(file, media) : file, of: media, contentType: download.contentType)
    } catch {
      // A full disk is not the provider's fault.
      throw refusal.withLock { $0 } ?? error as any Error
    }
  }

  /// Returns the file that was sent as a Brotli stream, or itself if it is none: some servers only say so.
  private func unpacked(_ file: OpenFile, _ media: FalMedia) throws -> OpenFile {
    let limit = min(MediaDownload.limit(media), max(MediaDownload.surelyUnpacked, file.byteCount * 200))
    let temporary = try library.temporaryFile(suffix: ".download")
    do {
      try Brotli.decompress(file, limit: limit) { bytes in try temporary.write(bytes) }
      return try temporary.finish()
    } catch Brotli.Failure.damaged {
      return file
    } catch Brotli.Failure.tooLarge {
      throw FalError.tooLarge(limit: limit)
    }
  }

  /// Returns a limit well above the size in the response, which is wrong at times; it ends endless streams.
  private static func limit(_ media: FalMedia) -> UInt64 {
    let isPicture = media.contentType?.lowercased().hasPrefix("image/") ?? false
    let kind = isPicture ? pictureLimit : largest
    guard let size = media.fileSize, size < kind / 4 else { return kind }
    return min(kind, size * 4 + (16 << 20))
  }

  private struct Fault {
    let words: String
    let isFinal: Bool
  }

  /// Returns nil for a complete file. A page of text instead of it may be a temporary error.
  private func fault(of fetched: FetchedFile, _ media: FalMedia) -> Fault? {
    guard fetched.file.byteCount > 0 else { return Fault(words: "it is empty", isFinal: true) }
    guard let inspection = try? MediaFile.inspect(fetched.file, offsetMinutes: 0, told: fetched.told) else {
      return Fault(words: "its structure is damaged beyond use", isFinal: true)
    }
    if ErrorPage(fetched.file, inspection.format, insteadOf: media) != nil {
      return Fault(words: "a page of text arrived instead of the file", isFinal: false)
    }
    let isBroken = MediaDownload.damage.contains { inspection.problems.contains($0) }
    return isBroken ? Fault(words: "it is incomplete at the provider", isFinal: true) : nil
  }
}

/// Tells the progress of a download, some times for each megabyte.
private final class ToldDownload: Sendable {
  private let state: Mutex<(progress: TransferProgress, told: UInt64)>
  private let tell: @Sendable (TransferProgress) -> Void

  private static let step: UInt64 = 256 << 10

  init(of media: FalMedia, _ tell: @escaping @Sendable (TransferProgress) -> Void) {
    state = Mutex((TransferProgress(of: media), 0))
    self.tell = tell
  }

  func begin(_ total: UInt64?) { state.withLock { $0.progress.total = total } }

  func add(_ count: Int) {
    let due = state.withLock { state -> TransferProgress? in
      state.progress.done += UInt64(count)
      guard state.progress.done - state.told >= ToldDownload.step else { return nil }
      state.told = state.progress.done
      return state.progress
    }
    if let due { tell(due) }
  }

  @inline(never)
  func end() {
    tell(
      state.withLock { state in
        state.progress.isOver = true
        return state.progress
      })
  }
}
