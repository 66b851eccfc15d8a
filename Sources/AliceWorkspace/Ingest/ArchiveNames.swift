import AliceMedia
import AliceModel

/// Finds the entries of an archive by their paths, whether upper and lower case are the same or not.
struct ArchiveNames: Sendable {
  /// The positions of the entries by their paths in lower case: of the first, if several have the same.
  private var folded: [BytePath: Int32] = [:]
  /// The positions of the others by their paths.
  private var others: [BytePath: Int32] = [:]

  init(_ entries: [ZipEntry]) {
    folded.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      let (key, position) = (entry.path.lowercased, Int32(clamping: index))
      if let first = folded[key] {
        if entries[Int(first)].path != entry.path, others[entry.path] == nil { others[entry.path] = position }
      } else {
        folded[key] = position
      }
    }
  }

  /// Returns the position of the entry of exactly this path, else of one whose path differs in upper and lower case only.
  func index(of path: BytePath, in entries: [ZipEntry]) -> Int? {
    guard let first = folded[path.lowercased].map(Int.init) else { return nil }
    return entries[first].path == path ? first : others[path].map(Int.init) ?? first
  }

  /// Whether there is an entry of this path in upper or lower case.
  func holds(_ path: BytePath) -> Bool { folded[path.lowercased] != nil }
}

extension BytePath {
  /// The path in lower case, in the same memory if it is so already.
  var lowercased: BytePath {
    guard let lower = text.map({ BytePath($0.lowercased()) }), lower != self else { return self }
    return lower
  }
}
