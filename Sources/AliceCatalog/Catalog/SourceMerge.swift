import AliceModel
import Foundation
import GRDB

/// A lookup of many sources in one pass over their range of the table; separate lookups cost several times as much.
struct SourceMerge {
  let db: Database
  let files: [(path: BytePath, stamp: FileStamp)]

  private static let columns = "s.path, s.asset, d.path, s.device, s.inode, s.size, s.modified, s.changed"
  // The cross joins fix the order: from the sources to their assets.
  private static let tables = """
    source s cross join asset a on a.asset = s.asset cross join document d on d.id = a.id where a.missing = 0
    """

  /// Returns the sources in the order of `files`.
  func taken() throws -> [TakenSource?] {
    var taken = [TakenSource?](repeating: nil, count: files.count)
    let order = files.indices.sorted { files[$0].path.bytes.lexicographicallyPrecedes(files[$1].path.bytes) }
    guard let first = order.first, let last = order.last else { return taken }
    let rest = try merge(order, from: files[first].path, to: files[last].path, into: &taken)
    for index in rest { taken[index] = try single(files[index]) }
    return taken
  }

  /// Returns the indexes that were not reached: if the range contains far more other files, separate lookups are
  /// faster.
  private func merge(
    _ order: [Int], from first: BytePath, to last: BytePath, into taken: inout [TakenSource?]
  ) throws -> ArraySlice<Int> {
    let statement = try db.cachedStatement(
      sql: """
        select \(SourceMerge.columns) from \(SourceMerge.tables) and s.path between ? and ? order by s.path
        """)
    let rows = try Row.fetchCursor(statement, arguments: [Data(first.bytes), Data(last.bytes)])
    var rest = order[...]
    var strangers = 0
    while let row = try rows.next(), !rest.isEmpty {
      var isKnown = false
      while let index = rest.first {
        let comparison = try SourceMerge.compare(files[index].path, with: row)
        if comparison > 0 { break }
        if comparison == 0 {
          taken[index] = SourceMerge.source(row, files[index].stamp)
          isKnown = true
        }
        rest.removeFirst()
      }
      strangers += isKnown ? 0 : 1
      if strangers > 2 * order.count { return rest }
    }
    return []
  }

  private func single(_ file: (path: BytePath, stamp: FileStamp)) throws -> TakenSource? {
    let statement = try db.cachedStatement(
      sql: "select \(SourceMerge.columns) from \(SourceMerge.tables) and s.path = ?")
    let rows = try Row.fetchCursor(statement, arguments: [Data(file.path.bytes)])
    return try rows.next().flatMap { SourceMerge.source($0, file.stamp) }
  }

  /// Returns a number below, equal to or above zero if the path precedes, equals or follows the row's path.
  private static func compare(_ path: BytePath, with row: Row) throws -> Int32 {
    try row.withUnsafeData(atIndex: 0) { data in
      guard let data else { return -1 }
      return path.bytes.withUnsafeBytes { left in
        data.withUnsafeBytes { right in
          guard let one = left.baseAddress, let other = right.baseAddress else { return Int32(left.count) }
          let comparison = memcmp(one, other, min(left.count, right.count))
          return comparison != 0 ? comparison : Int32(clamping: left.count - right.count)
        }
      }
    }
  }

  private static func source(_ row: Row, _ stamp: FileStamp) -> TakenSource? {
    guard FileStamp(row, from: 3) == stamp, let id = AssetID(digest: bytes(row, 1)) else { return nil }
    return TakenSource(asset: id, place: BytePath(bytes: bytes(row, 2)))
  }

  private static func bytes(_ row: Row, _ index: Int) -> [UInt8] {
    (try? row.withUnsafeData(atIndex: index) { [UInt8]($0 ?? Data()) }) ?? []
  }
}
