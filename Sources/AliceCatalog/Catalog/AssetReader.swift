import AliceModel
import Foundation
import GRDB

/// Decodes rows into assets, exactly as they were recorded.
struct AssetReader {
  let db: Database

  private static let select = """
    select a.asset, d.path, a.format, a.width, a.height, a.duration, a.bytes, a.flags, a.missing, d.record, d.prompt,
      d.negative from asset a join document d on d.id = a.id where
    """

  func asset(where condition: String, _ arguments: [DatabaseValue]) throws -> Asset? {
    let statement = try db.cachedStatement(sql: AssetReader.select + " " + condition)
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    return try rows.next().map(decode)
  }

  func asset(_ id: Int64) throws -> Asset? { try asset(where: "a.id = ?", [id.databaseValue]) }

  /// Returns the assets in the order of `ids`.
  func assets(_ ids: [Int64]) throws -> [Asset] { try ids.compactMap { try asset($0) } }

  private func decode(_ row: Row) throws -> Asset {
    guard let id = AssetID(digest: [UInt8](row[0] as Data)), let format = MediaFormat(rawValue: row[2]),
      let record = try record(json: row[9], prompt: row[10], negative: row[11])
    else { throw CatalogError.damaged(detail: "a row is not an asset") }
    let flags = AssetFlags(rawValue: row[7])
    let facts = FileFacts(
      format: format, width: row[3], height: row[4], duration: row[5], bytes: UInt64(bitPattern: row[6] as Int64),
      signed: flags.contains(.signed))
    return Asset(id: id, path: BytePath(bytes: [UInt8](row[1] as Data)), facts: facts, record: record, missing: row[8])
  }

  private func record(json: String, prompt: String, negative: String) throws -> AssetRecord? {
    // The limit is the maximum depth of the file readers, plus the levels that the record adds.
    guard var object = try JSONValue(parsing: json, limits: .init(depth: 512)).objectValue else { return nil }
    if object["prompt"] == nil, !prompt.isEmpty { object["prompt"] = .string(prompt) }
    if object["negative_prompt"] == nil, !negative.isEmpty { object["negative_prompt"] = .string(negative) }
    return AssetRecord(embeddedJSON: .object(object))
  }
}
