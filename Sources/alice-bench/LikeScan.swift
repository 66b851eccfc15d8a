import Foundation
import GRDB

/// A search without a full-text index: SQL's `LIKE` over the prompts of the same catalog.
///
/// The query scans the rows in the cheapest way: the narrow ones first, in their order, without sorting. `LIKE` also
/// finds the word inside longer ones, so it finds slightly more.
struct LikeScan {
  private let database: DatabaseQueue

  init(catalog path: String) throws {
    var configuration = Configuration()
    configuration.readonly = true
    database = try DatabaseQueue(path: path, configuration: configuration)
  }

  private static let matches = """
    from asset a cross join document d on d.id = a.id where a.quality >= ? and d.prompt like ?
    """

  func newest(_ word: String, quality: Int, limit: Int) throws -> [Row] {
    try database.read { db in
      let sql = "select d.path, d.record \(LikeScan.matches) order by a.id desc limit ?"
      return try Row.fetchAll(db, sql: sql, arguments: [quality, "%\(word)%", limit])
    }
  }

  func count(_ word: String, quality: Int) throws -> Int {
    try database.read { db in
      let sql = "select count(*) \(LikeScan.matches)"
      return try Int.fetchOne(db, sql: sql, arguments: [quality, "%\(word)%"]) ?? 0
    }
  }
}
