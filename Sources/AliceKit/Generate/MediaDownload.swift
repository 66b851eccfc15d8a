import AliceFal
import AliceLibrary
import AliceMedia

/// Fetches a result into a temporary file of the library and makes sure that it is whole.
struct MediaDownload: Sendable {
  let client: FalClient
  let library: Library

  private static let limit: UInt64 = 4 << 30
  private static let attempts = 3

  func download(_ media: FalMedia) async throws -> OpenFile {
    var last = AliceError.providerFailed("nothing was downloaded")
    for _ in 0..<MediaDownload.attempts {
      do {
        let file = try await once(media.url)
        guard isWhole(file) else {
          last = .temporary("a result arrived incomplete")
          continue
        }
        return file
      } catch let error as FalError {
        if case .cancelled = error { throw CancellationError() }
        last = AliceError(error)
        guard !error.endsTheJob else { break }
      }
    }
    throw last
  }

  private func once(_ url: String) async throws -> OpenFile {
    let temporary = try library.temporaryFile(suffix: ".download")
    _ = try await client.download(url, limit: MediaDownload.limit) { try temporary.write($0) }
    return try temporary.finish()
  }

  private func isWhole(_ file: OpenFile) -> Bool {
    guard let inspection = try? MediaFile.inspect(file, offsetMinutes: 0) else { return false }
    return !inspection.problems.contains(.truncated)
  }
}
