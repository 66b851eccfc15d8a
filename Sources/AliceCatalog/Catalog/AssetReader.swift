import AliceModel
import Foundation
import GRDB

/// Decodes rows into assets, exactly as they were recorded.
struct AssetReader {
  let db: Database

  private static let select = """
    select a.asset, d.path, a.format, a.width, a.height, a.duration, a.bytes, a.flags, a.missing, d.record, d.prompt,
      d.negative, d.raw from asset a join document d on d.id = a.id where
    """

  func asset(where condition: String, _ arguments: [DatabaseValue]) throws -> Asset? {
    let statement = try db.cachedStatement(sql: AssetReader.select + " " + condition)
    let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
    return try rows.next().map(decode)
  }

  func asset(_ id: Int64) throws -> Asset? { try asset(where: "a.id = ?", [id.databaseValue]) }

  /// Returns the assets in the order of `ids`.
  func assets(_ ids: [Int64]) throws -> [Asset] { try ids.compactMap { try asset($0) } }

  /// Returns what the full-text index holds of an asset.
  func texts(_ id: Int64) throws -> IndexedTexts? {
    let statement = try db.cachedStatement(sql: AssetReader.select + " a.id = ?")
    return try Row.fetchOne(statement, arguments: [id]).map { row in IndexedTexts(try decode(row), raw: row[12]) }
  }

  private func decode(_ row: Row) throws -> Asset {
    guard let id = AssetID(digest: [UInt8](row[0] as Data)), let format = MediaFormat(rawValue: row[2]),
      let record = AssetReader.record(row[9], prompt: row[10], negative: row[11])
    else { throw CatalogError.damaged(detail: "a row is not an asset") }
    let flags = AssetFlags(rawValue: row[7])
    let facts = FileFacts(
      format: format, width: row[3], height: row[4], duration: row[5], bytes: UInt64(bitPattern: row[6] as Int64),
      signed: flags.contains(.signed))
    return Asset(id: id, path: BytePath(bytes: [UInt8](row[1] as Data)), facts: facts, record: record, missing: row[8])
  }

  static func record(_ packed: Data, prompt: String, negative: String) -> AssetRecord? {
    guard let value = PackedReader.value(packed) else { return nil }
    return record(value, prompt: prompt, negative: negative)
  }

  /// Returns a record with the prompts that stand in columns of their own.
  static func record(_ value: JSONValue, prompt: String, negative: String) -> AssetRecord? {
    guard var object = value.objectValue else { return nil }
    if object["prompt"] == nil, !prompt.isEmpty { object["prompt"] = .string(prompt) }
    if object["negative_prompt"] == nil, !negative.isEmpty { object["negative_prompt"] = .string(negative) }
    var record = AssetRecord(embeddedJSON: .object(object))
    record?.damaged = object["damaged"]?.boolValue ?? false
    return record
  }

  /// Returns the asset of the arguments of the SQL function `holds`, as far as its texts need it.
  static func searchable(_ values: [DatabaseValue]) -> Asset? {
    guard let id = Data.fromDatabaseValue(values[2]).flatMap({ AssetID(digest: [UInt8]($0)) }),
      let path = Data.fromDatabaseValue(values[3]), let packed = Data.fromDatabaseValue(values[4]),
      let record = record(packed, prompt: String.fromDatabaseValue(values[5]) ?? "", negative: "")
    else { return nil }
    let facts = FileFacts(format: .png, bytes: 0)
    return Asset(id: id, path: BytePath(bytes: [UInt8](path)), facts: facts, record: record)
  }
}
