import AliceModel
import Foundation
import GRDB

/// The row of an asset in the table `document`.
struct DocumentRow {
  static let columns =
    ["path"] + stampColumns + sidecarColumns + [
      "record", "prompt", "tags", "negative", "model", "name", "project", "other", "raw", "facts",
    ]

  static let stampColumns = ["device", "inode", "size", "modified", "changed"]
  /// Null if the sidecar was not checked, 0 if there is none.
  static let sidecarColumns = stampColumns.map { "sidecar_" + $0 }

  /// The maximum size of an indexed field, so that one file cannot fill the index.
  private static let longest = 65_536
  private static let mostTexts = 256

  let values: [DatabaseValue]

  /// `raw` is the current text, which is kept if the entry has none.
  init(_ entry: CatalogEntry, keeping raw: String) {
    let record = entry.asset.record
    let prompt = DocumentRow.clip(record.recipe.prompt)
    let negative = DocumentRow.clip(record.recipe.negativePrompt)
    let texts = [
      prompt, DocumentRow.clip(record.tags.joined(separator: "\n")), negative, DocumentRow.clip(record.recipe.model),
      DocumentRow.name(entry.asset), DocumentRow.clip(record.project), DocumentRow.other(record),
      entry.searchableRaw.map { DocumentRow.clip($0) } ?? raw, KeywordTokens.text(of: entry.asset),
    ]
    let json = DocumentRow.json(record, prompt: prompt, negative: negative)
    values =
      [Data(entry.asset.path.bytes).databaseValue] + DocumentRow.stamp(entry.stamp) + DocumentRow.stamp(entry.sidecar)
      + ([json] + texts).map(\.databaseValue)
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
  private static func json(_ record: AssetRecord, prompt: String, negative: String) -> String {
    var object = record.embeddedJSON(id: nil).objectValue ?? [:]
    if isSame(prompt, record.recipe.prompt) { object["prompt"] = nil }
    if isSame(negative, record.recipe.negativePrompt) { object["negative_prompt"] = nil }
    return JSONValue.object(object).text
  }

  private static func isSame(_ column: String, _ text: String?) -> Bool {
    !column.isEmpty && column.utf8.elementsEqual((text ?? "").utf8)
  }

  /// Replaces NUL, which ends texts in some places, and truncates the text to the limit of the index.
  private static func clip(_ text: String?) -> String {
    guard let text else { return "" }
    if text.utf8.count <= longest, !text.utf8.contains(0) { return text }
    var clipped = String(decoding: text.utf8.prefix(longest).map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
    while clipped.unicodeScalars.last == "\u{FFFD}" { clipped.unicodeScalars.removeLast() }
    return clipped
  }

  /// Returns the file's name, and its original name.
  private static func name(_ asset: Asset) -> String {
    let stem = asset.path.stem.description
    return clip(asset.record.originalName.map { stem + "\n" + $0 } ?? stem)
  }

  /// Returns the texts among the parameters, and those of the same image's other provenances.
  private static func other(_ record: AssetRecord) -> String {
    var texts = texts(of: record.recipe)
    for provenance in record.alsoFrom {
      let recipe = provenance.recipe
      texts += [recipe.prompt, recipe.negativePrompt, recipe.model].compactMap { $0 }
    }
    return clip(texts.joined(separator: "\n"))
  }

  /// Returns true if the column `other` contains every text among the parameters.
  static func holdsAllTexts(of recipe: Recipe) -> Bool {
    let texts = texts(of: recipe)
    return texts.count < mostTexts && texts.reduce(0) { $0 + $1.utf8.count + 1 } < longest
  }

  private static func texts(of recipe: Recipe) -> [String] {
    var texts: [String] = []
    for (_, value) in recipe.parameters { collect(value, into: &texts, depth: 0) }
    return texts
  }

  private static func collect(_ value: JSONValue, into texts: inout [String], depth: Int) {
    guard texts.count < mostTexts, depth < 16 else { return }
    switch value {
    case .string(let text): texts.append(text)
    case .array(let values): for value in values { collect(value, into: &texts, depth: depth + 1) }
    case .object(let object): for (_, value) in object { collect(value, into: &texts, depth: depth + 1) }
    case .null, .bool, .number: break
    }
  }
}
