package import AliceModel
import Foundation
import GRDB

extension Catalog {
  /// Returns the assets that were worth their price (quality 4 or more) or worth nothing (black, or rated 1 or 2), and
  /// no others.
  package func verdicts() throws(CatalogError) -> [AssetVerdict] {
    try store.read { db in
      let wasted = "(coalesce(rating, 0) between 1 and 2 or flags & ? <> 0)"
      let sql = "select asset, \(wasted), coalesce(quality, 0) >= 4 from asset where \(wasted) or quality >= 4"
      let black = AssetFlags.defect(.black).rawValue
      let rows = try Row.fetchCursor(db, sql: sql, arguments: [black, black])
      var verdicts: [AssetVerdict] = []
      while let row = try rows.next() {
        guard let id = AssetID(digest: [UInt8](row[0] as Data)) else { continue }
        verdicts.append(AssetVerdict(id: id, isWasted: row[1], isKeeper: row[2]))
      }
      return verdicts
    }
  }
}
