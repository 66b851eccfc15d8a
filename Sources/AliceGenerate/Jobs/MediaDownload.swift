import AliceFal
import AliceLibrary
import AliceMedia
import AliceWorkspace
import Synchronization

/// Why a file of an answer may never be had.
enum MediaLoss: Error, Hashable {
  /// The provider has deleted it; another address may still lead to it.
  case gone
  /// Its host says no: the address has run out, or something between is in the way.
  case refused
  /// What comes is of no use, whole as it is: so many bytes.
  case useless(bytes: UInt64, reason: String)

  var reason: String {
    switch self {
    case .gone: "the provider has deleted it"
    case .refused: "its host refuses it"
    case .useless(_, let reason): reason
    }
  }
}

/// Fetches a result into a temporary file of the library and makes sure that it is whole.
struct MediaDownload: Sendable {
  let client: FalClient
  let library: Library

  private static let pictureLimit: UInt64 = 256 << 20
  private static let largest: UInt64 = 4 << 30
  private static let attempts = 3
  private static let damage: [StructuralProblem] = [.truncated, .badLength, .missingEnd, .missingImage]

  /// Throws a `MediaLoss` where trying again is of no use.
  func download(_ media: FalMedia) async throws -> OpenFile {
    var failures: [any Error] = []
    var broken: Set<UInt64> = []
    while failures.count < MediaDownload.attempts {
      do {
        let file = try await once(media)
        guard let fault = fault(of: file) else { return file }
        // The same number of bytes, whole and wrong again: that is what the provider has.
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
    throw failures.last ?? AliceError.providerFailed("nothing was downloaded")
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
      // A full disk is no fault of the provider.
      throw refusal.withLock { $0 } ?? error as any Error
    }
    return try temporary.finish()
  }

  /// Generously above what the answer says; answers are wrong at times, and streams without an end are cut here.
  private static func limit(_ media: FalMedia) -> UInt64 {
    let isPicture = media.contentType?.lowercased().hasPrefix("image/") ?? false
    let kind = isPicture ? pictureLimit : largest
    guard let told = media.fileSize, told < kind / 4 else { return kind }
    return min(kind, told * 4 + (16 << 20))
  }

  private struct Fault {
    let words: String
    let isFinal: Bool
  }

  /// Nil for a whole picture or video. A page of text in its place may be a fault of the moment.
  private func fault(of file: OpenFile) -> Fault? {
    let start = ((try? file.read(at: 0, count: 256)) ?? []).first { $0 > 0x20 }
    if start == UInt8(ascii: "<") || start == UInt8(ascii: "{") {
      return Fault(words: "a page of text came instead of the file", isFinal: false)
    }
    guard let inspection = try? MediaFile.inspect(file, offsetMinutes: 0) else {
      return Fault(words: "it is no picture, video or sound that alice knows", isFinal: true)
    }
    let isBroken = MediaDownload.damage.contains { inspection.problems.contains($0) }
    return isBroken ? Fault(words: "it is incomplete at the provider", isFinal: true) : nil
  }
}
