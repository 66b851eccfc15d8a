/// A file that is uploaded in parts, in any order.
struct PartialUpload: Sendable {
  let name: String
  let type: String
  let lifetime: Int64?
  private var parts: [Int: [UInt8]] = [:]

  init(name: String, type: String, lifetime: Int64?) {
    self.name = name
    self.type = type
    self.lifetime = lifetime
  }

  private static let limit = 1 << 30

  /// Adds a part; a repeated part replaces the first one. Returns false if the file would become too large.
  mutating func add(_ bytes: [UInt8], number: Int) -> Bool {
    let others = parts.reduce(0) { $0 + ($1.key == number ? 0 : $1.value.count) }
    guard others + bytes.count <= PartialUpload.limit, parts.count < 10_000 else { return false }
    parts[number] = bytes
    return true
  }

  /// Returns the file, if the list names exactly the received parts with their tags.
  func assembled(_ listed: [(number: Int, tag: String)]) -> [UInt8]? {
    guard !listed.isEmpty, Set(listed.map(\.number)) == Set(parts.keys), listed.count == parts.count else { return nil }
    guard listed.allSatisfy({ entry in parts[entry.number].map { PartialUpload.tag($0) == entry.tag } ?? false }) else {
      return nil
    }
    return parts.sorted { $0.key < $1.key }.flatMap(\.value)
  }

  /// The entity tag of a part.
  static func tag(_ bytes: [UInt8]) -> String { "\"\(StableHash(bytes).hex)\"" }
}
