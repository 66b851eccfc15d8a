package import AliceModel
import Foundation
import GRDB

/// A dictionary from bytes to bytes that takes little memory, whatever its size: it is in a temporary file without a
/// name, of which nothing is left.
package final class ScratchTable: Sendable {
  private let queue: DatabaseQueue

  package init() throws(CatalogError) {
    do {
      var configuration = Configuration()
      // All of it is one transaction, which never ends.
      configuration.allowsUnsafeTransactions = true
      queue = try DatabaseQueue(path: "", configuration: configuration)
      try queue.writeWithoutTransaction { db in
        try db.execute(
          sql: """
            pragma journal_mode = off; pragma synchronous = off; pragma cache_size = -2048;
            create table entry (key blob primary key, value blob not null) without rowid;
            begin;
            """)
      }
    } catch {
      throw CatalogError(error, path: ScratchTable.shownPath)
    }
  }

  private static let shownPath = "a temporary file"

  package func set(_ key: [UInt8], to value: [UInt8]) throws(CatalogError) {
    try run { db in
      let statement = try db.cachedStatement(sql: "insert or replace into entry (key, value) values (?, ?)")
      try statement.execute(arguments: [Data(key), Data(value)])
    }
  }

  package func value(of key: [UInt8]) throws(CatalogError) -> [UInt8]? {
    try run { db in
      let statement = try db.cachedStatement(sql: "select value from entry where key = ?")
      return try Data.fetchOne(statement, arguments: [Data(key)]).map { [UInt8]($0) }
    }
  }

  private func run<Result>(_ body: (Database) throws -> Result) throws(CatalogError) -> Result {
    do {
      return try queue.unsafeReentrantWrite(body)
    } catch {
      throw CatalogError(error, path: ScratchTable.shownPath)
    }
  }
}

/// Paths by asset.
extension ScratchTable {
  package func set(_ asset: AssetID, to path: BytePath) throws(CatalogError) {
    try set(asset.bytes, to: path.bytes)
  }

  package func path(of asset: AssetID) throws(CatalogError) -> BytePath? {
    try value(of: asset.bytes).map { BytePath(bytes: $0) }
  }
}
