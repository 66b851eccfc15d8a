import Foundation
import GRDB

/// What a search would be without an index of words: SQL's `LIKE` over the prompts of the same catalog.
///
/// Rows are walked the cheapest way there is: the narrow ones first, in their order, and no sorting. `LIKE` also finds the word
/// within longer ones, so it finds a little more.
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
