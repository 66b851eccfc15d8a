import AliceModel
import Foundation
import GRDB

/// The row of an asset in the table `document`.
struct DocumentRow {
  static let columns =
    ["path"] + stampColumns + sidecarColumns + [
      "record", "prompt", "negative", "raw",
    ]

  static let stampColumns = ["device", "inode", "size", "modified", "changed"]
  /// Null if the sidecar was not checked, 0 if there is none.
  static let sidecarColumns = stampColumns.map { "sidecar_" + $0 }

  let values: [DatabaseValue]

  init(_ entry: CatalogEntry, raw: String) {
    let record = entry.asset.record
    let prompt = IndexedTexts.clip(record.recipe.prompt)
    let negative = IndexedTexts.clip(record.recipe.negativePrompt)
    let packed = PackedWriter.data(DocumentRow.json(record, prompt: prompt, negative: negative))
    values =
      [Data(entry.asset.path.bytes).databaseValue] + DocumentRow.stamp(entry.stamp) + DocumentRow.stamp(entry.sidecar)
      + [packed.databaseValue, prompt.databaseValue, negative.databaseValue, raw.databaseValue]
  }

  static func stamp(_ stamp: FileStamp?) -> [DatabaseValue] {
    guard let stamp else { return Array(repeating: .null, count: 5) }
    return [
      Int64(bitPattern: stamp.device).databaseValue, Int64(bitPattern: stamp.inode).databaseValue,
      Int64(bitPattern: stamp.size).databaseValue, stamp.modifiedNanoseconds.databaseValue,
      stamp.changedNanoseconds.databaseValue,
    ]
  }

  static func stamp(_ sidecar: SidecarStamp) -> [DatabaseValue] {
    switch sidecar {
    case .unknown: stamp(nil)
    case .none: Array(repeating: 0.databaseValue, count: sidecarColumns.count)
    case .present(let present): stamp(present)
    }
  }

  /// Returns the embedded document, without the prompts if their columns hold them completely.
  private static func json(_ record: AssetRecord, prompt: String, negative: String) -> JSONValue {
    var object = record.embeddedJSON(id: nil).objectValue ?? [:]
    if isSame(prompt, record.recipe.prompt) { object["prompt"] = nil }
    if isSame(negative, record.recipe.negativePrompt) { object["negative_prompt"] = nil }
    return .object(object)
  }

  private static func isSame(_ column: String, _ text: String?) -> Bool {
    !column.isEmpty && column.utf8.elementsEqual((text ?? "").utf8)
  }
}
