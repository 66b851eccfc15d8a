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
  /// The file is complete and unusable, with this number of bytes.
  case useless(bytes: UInt64, reason: String)

  var reason: String {
    switch self {
    case .gone: "the provider has deleted it"
    case .refused: "its host refuses it"
    case .useless(_, let reason): reason
    }
  }
}

/// Downloads a result into a temporary file of the library and checks that it is complete.
struct MediaDownload: Sendable {
  let client: FalClient
  let library: Library

  private static let pictureLimit: UInt64 = 256 << 20
  private static let largest: UInt64 = 4 << 30
  private static let attempts = 3
  private static let damage: [StructuralProblem] = [.truncated, .badLength, .missingEnd, .missingImage]

  /// Returns the file; throws `MediaLoss` if another attempt is pointless.
  func download(_ media: FalMedia) async throws -> OpenFile {
    var failures: [any Error] = []
    var broken: Set<UInt64> = []
    while failures.count < MediaDownload.attempts {
      do {
        let file = try await once(media)
        guard let fault = fault(of: file) else { return file }
        // The same number of bytes, complete and unusable twice: the provider has nothing else.
        if fault.isFinal, !broken.insert(file.byteCount).inserted {
          throw MediaLoss.useless(bytes: file.byteCount, reason: fault.words)
        }
        failures.append(AliceError.temporary(fault.words))
      } catch let error as FalError {
        switch error {
        case .cancelled: throw CancellationError()
        case .notFound, .gone: throw MediaLoss.gone
        case .unauthorized: throw MediaLoss.refused
        case .tooLarge(let limit):
          throw MediaLoss.useless(bytes: limit, reason: "it is larger than \(limit >> 20) MB")
        case .forbiddenAddress: throw AliceError(error)
        default: failures.append(AliceError(error))
        }
      }
    }
    throw failures.last ?? AliceError.temporary("nothing was downloaded")
  }

  private func once(_ media: FalMedia) async throws -> OpenFile {
    let temporary = try library.temporaryFile(suffix: ".download")
    let refusal = Mutex<LibraryError?>(nil)
    do {
      _ = try await client.download(media.url, limit: MediaDownload.limit(media)) {
        (bytes) in
        do throws(LibraryError) {
          try temporary.write(bytes)
        } catch {
          refusal.withLock { $0 = error }
          throw error
        }
      }
    } catch {
      // A full disk is not the provider's fault.
      throw refusal.withLock { $0 } ?? error as any Error
    }
    return try temporary.finish()
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

  /// Returns nil for a complete media file. A page of text instead of it may be a temporary error.
  private func fault(of file: OpenFile) -> Fault? {
    let start = ((try? file.read(at: 0, count: 256)) ?? []).first { $0 > 0x20 }
    if start == UInt8(ascii: "<") || start == UInt8(ascii: "{") {
      return Fault(words: "a page of text arrived instead of the file", isFinal: false)
    }
    guard let inspection = try? MediaFile.inspect(file, offsetMinutes: 0) else {
      return Fault(words: "it is not an image, video or audio file that alice knows", isFinal: true)
    }
    let isBroken = MediaDownload.damage.contains { inspection.problems.contains($0) }
    return isBroken ? Fault(words: "it is incomplete at the provider", isFinal: true) : nil
  }
}
