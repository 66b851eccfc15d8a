/// All files of the CDN. Uploads are kept up to a limit, and the oldest is evicted first; generated files are kept as
/// recipes for the lifetime of the process.
struct MediaShelf: Sendable {
  private var items: [String: MediaItem] = [:]
  private var uploads: [(name: String, size: Int)] = []
  private var uploadedBytes = 0
  private var painted = ByteCache(limit: 96 << 20)
  private let uploadLimit = 512 << 20

  /// Returns nil if there is no such file, or if it was deleted or has expired.
  func item(named name: String, at now: Int64) -> MediaItem? {
    guard let item = items[name], !item.isDeleted, item.expiresAt.map({ now < $0 }) ?? true else { return nil }
    return item
  }

  mutating func add(_ item: MediaItem) {
    items[item.name] = item
    painted.remove(item.name)
    guard case .stored(let bytes, _) = item.content else { return }
    uploads.append((item.name, bytes.count))
    uploadedBytes += bytes.count
    while uploadedBytes > uploadLimit, uploads.count > 1 {
      let oldest = uploads.removeFirst()
      uploadedBytes -= oldest.size
      items[oldest.name] = nil
    }
  }

  mutating func delete(_ name: String) { items[name]?.isDeleted = true }

  mutating func cached(_ name: String) -> [UInt8]? { painted.read(name) }
  mutating func cache(_ bytes: [UInt8], as name: String) { painted.write(bytes, as: name) }
}

/// A cache of bytes by name with a size limit; it evicts the least recently read entry.
struct ByteCache: Sendable {
  private let limit: Int
  private var entries: [String: (bytes: [UInt8], used: Int)] = [:]
  private var size = 0
  private var clock = 0

  init(limit: Int) { self.limit = limit }

  mutating func read(_ name: String) -> [UInt8]? {
    guard let bytes = entries[name]?.bytes else { return nil }
    clock += 1
    entries[name]?.used = clock
    return bytes
  }

  mutating func write(_ bytes: [UInt8], as name: String) {
    remove(name)
    guard bytes.count <= limit else { return }
    while size + bytes.count > limit, let oldest = entries.min(by: { $0.value.used < $1.value.used })?.key {
      remove(oldest)
    }
    clock += 1
    entries[name] = (bytes, clock)
    size += bytes.count
  }

  mutating func remove(_ name: String) {
    guard let entry = entries.removeValue(forKey: name) else { return }
    size -= entry.bytes.count
  }
}
