import AliceCatalog
import AliceLibrary
package import AliceModel

/// The thumbnails on disk, by the id of their asset: two libraries share them, and a moved file keeps them.
package struct ThumbnailCache: Sendable {
  package static let usualLimit: UInt64 = 4 << 30

  /// The number of bytes that all thumbnails may take.
  package let limit: UInt64
  private let folder: CacheFolder
  private let clock: Clock

  private static let sizeLimit = 8 << 20

  /// Uses `$XDG_CACHE_HOME/alice/thumbs`, or `~/.cache/alice/thumbs` if that is not set. Returns nil if the user has
  /// neither.
  package init?(environment: [String: String], limit: UInt64 = usualLimit, clock: Clock = .system) {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    guard let root = absolute("XDG_CACHE_HOME") ?? absolute("HOME").map({ $0 + "/.cache" }) else { return nil }
    folder = CacheFolder(BytePath(root).appending("alice/thumbs"))
    self.limit = limit
    self.clock = clock
  }

  /// Returns nil if the thumbnail is not in the cache. A damaged file is removed.
  package func thumbnail(_ id: AssetID, _ edge: ThumbnailEdge) -> Thumbnail? {
    let (group, name) = place(id, edge)
    guard let bytes = folder.read(name, in: group, limit: ThumbnailCache.sizeLimit, now: now) else { return nil }
    guard let thumbnail = Thumbnail(sealed: bytes, format: edge.format) else {
      folder.remove(name, in: group)
      return nil
    }
    return thumbnail
  }

  /// Keeps the thumbnail. A full disk is no error: the thumbnail is made again when it is next needed.
  package func keep(_ thumbnail: Thumbnail, _ id: AssetID, _ edge: ThumbnailEdge) {
    let (group, name) = place(id, edge)
    try? folder.write(thumbnail.sealed, as: name, in: group, now: now)
  }

  /// Removes what was not used for the longest time until a tenth of the limit is free. Reads the whole cache.
  package func trim() { _ = folder.trim(to: limit - limit / 10) }

  private func place(_ id: AssetID, _ edge: ThumbnailEdge) -> (group: BytePath, name: BytePath) {
    (BytePath(String(id.hex.prefix(2))), BytePath("\(id.hex).\(edge.rawValue).\(edge.format.fileExtension)"))
  }

  /// The time in nanoseconds since 1970; zero for a clock that is set far off.
  private var now: Int64 {
    let (nanoseconds, overflow) = clock.now().milliseconds.multipliedReportingOverflow(by: 1_000_000)
    return overflow ? 0 : nanoseconds
  }
}

extension Thumbnail {
  /// The colour and the checksum that follow the image in the cache; readers of WebP and JPEG ignore them.
  private static let trailerSize = 11

  fileprivate var sealed: [UInt8] {
    let content = bytes + [16, 8, 0].map { UInt8(truncatingIfNeeded: color >> $0) }
    return content + Thumbnail.checksum(content[...])
  }

  /// Returns nil if the bytes were not written by `sealed`, or changed since.
  fileprivate init?(sealed: [UInt8], format: MediaFormat) {
    guard sealed.count > Thumbnail.trailerSize,
      sealed.suffix(8).elementsEqual(Thumbnail.checksum(sealed.dropLast(8)))
    else { return nil }
    let color = sealed.suffix(Thumbnail.trailerSize).prefix(3).reduce(0) { $0 << 8 | UInt32($1) }
    self.init(bytes: Array(sealed.dropLast(Thumbnail.trailerSize)), format: format, color: color)
  }

  /// Returns the 64-bit FNV-1a hash, which finds what a crash or a disk does to a file.
  private static func checksum(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    let hash = bytes.reduce(UInt64(0xCBF2_9CE4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    return (0..<8).map { UInt8(truncatingIfNeeded: hash >> (56 - 8 * $0)) }
  }
}
