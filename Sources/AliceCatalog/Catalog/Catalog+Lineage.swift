package import AliceModel
import Foundation
import GRDB

extension Catalog {
  /// Returns the assets that were generated from `id`, oldest first, at most `limit`.
  package func children(of id: AssetID, limit: Int) throws(CatalogError) -> [AssetID] {
    try store.read { db in
      let sql = """
        select a.asset from parent p join asset a on a.id = p.id where p.parent = ? order by p.id limit ?
        """
      let statement = try db.cachedStatement(sql: sql)
      return try Data.fetchAll(statement, arguments: [Data(id.bytes), limit]).compactMap {
        AssetID(digest: [UInt8]($0))
      }
    }
  }
}
