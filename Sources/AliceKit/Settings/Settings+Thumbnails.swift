package import AliceModel
package import AliceWorkspace

extension Settings {
  /// Returns the service for a library's thumbnails, whose cache keeps to `gallery.cache` of the files.
  package func thumbnails(
    of workspace: Workspace, onDecoded: @escaping @Sendable (AssetID, DecodedFacts) -> Void = { _, _ in }
  ) throws -> ThumbnailService {
    ThumbnailService(
      workspace: workspace, environment: environment, cacheLimit: try thumbnailCacheLimit(), onDecoded: onDecoded)
  }

  /// The cache for thumbnails that other work leaves behind. A wrong limit is reported by what needs thumbnails.
  package var thumbnailCache: ThumbnailCache? {
    ThumbnailCache(environment: environment, limit: (try? thumbnailCacheLimit()) ?? ThumbnailCache.usualLimit)
  }

  /// Returns the limit of the cache in bytes: `gallery: {cache: 4 GiB}` of the files.
  package func thumbnailCacheLimit() throws -> UInt64 {
    let key = "gallery.cache"
    guard let text = string(key) ?? number(key).map({ JSONValue($0).text }) else { return ThumbnailCache.usualLimit }
    guard let bytes = Settings.bytes(text) else {
      throw Failure(.usage, "'\(key)' of the configuration takes a size such as 4 GiB, not '\(TerminalText(text))'")
    }
    return bytes
  }

  /// Parses a size with its unit; a number alone counts bytes.
  static func bytes(_ text: String) -> UInt64? {
    let text = text.filter { !$0.isWhitespace }
    let unit = text.drop { $0.isNumber || $0 == "." }.lowercased()
    let units: [String: Double] = [
      "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12, "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30,
      "tib": 0x1p40,
    ]
    guard let number = Double(text.dropLast(unit.count)), let factor = units[unit] else { return nil }
    return UInt64(exactly: (number * factor).rounded())
  }
}
