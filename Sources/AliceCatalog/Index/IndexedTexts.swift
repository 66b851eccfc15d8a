import AliceModel

/// The words of an asset, column by column, as the full-text index gets them.
struct IndexedTexts {
  /// The texts of `WordIndex.columns`.
  let columns: [String]
  private let negative: [String]

  /// The maximum size of an indexed field, so that one file cannot fill the index.
  private static let longest = 65_536
  private static let mostTexts = 256

  init(_ asset: Asset, raw: String) {
    let record = asset.record
    let unwanted = ([record.provenance] + record.alsoFrom).compactMap(\.recipe.negativePrompt).joined(separator: "\n")
    negative = SearchTokens.words(of: IndexedTexts.clip(unwanted))
    let note = SearchTokens.words(of: IndexedTexts.clip(record.note))
    let marks =
      KeywordTokens.words(of: asset) + negative.map { KeywordTokens.negative + $0 }
      + note.map { KeywordTokens.note + $0 }
    columns =
      [
        IndexedTexts.clip(record.prompt), IndexedTexts.clip(record.tags.joined(separator: "\n")),
        IndexedTexts.clip(
          [record.recipe.model, record.project, record.title].compactMap { $0 }.joined(separator: "\n")),
        IndexedTexts.file(asset), IndexedTexts.other(record) + (raw.isEmpty ? "" : "\n" + raw),
      ].map(SearchTokens.indexed) + [marks.joined(separator: " ")]
  }

  /// All words, without the marks before those of the negative prompt.
  var words: [String] { columns.dropLast().flatMap(SearchTokens.words) + negative }

  /// Returns the texts in which a part without letters is searched, folded, without the other metadata.
  static func searchable(_ asset: Asset) -> String {
    let record = asset.record
    let texts = [
      clip(record.prompt), record.tags.joined(separator: "\n"), record.recipe.model ?? "", record.project ?? "",
      record.title ?? "", file(asset), other(record),
    ]
    return TextFolding.fold(texts.joined(separator: "\n"))
  }

  /// Replaces NUL, which ends texts in some places, and truncates the text to the limit of the index.
  static func clip(_ text: String?) -> String {
    guard let text else { return "" }
    if text.utf8.count <= longest, !text.utf8.contains(0) { return text }
    var clipped = String(decoding: text.utf8.prefix(longest).map { $0 == 0 ? 0x20 : $0 }, as: UTF8.self)
    while clipped.unicodeScalars.last == "\u{FFFD}" { clipped.unicodeScalars.removeLast() }
    return clipped
  }

  /// Returns the file's name, and its original name.
  private static func file(_ asset: Asset) -> String {
    let stem = asset.path.stem.description
    return clip(asset.record.originalName.map { stem + "\n" + $0 } ?? stem)
  }

  /// Returns the texts among the parameters, the note, the generated prompt if it was corrected, and the texts of the
  /// same image's other provenances.
  private static func other(_ record: AssetRecord) -> String {
    var texts = texts(of: record.recipe) + [record.note, record.generatedPrompt].compactMap { $0 }
    for provenance in record.alsoFrom {
      texts += [provenance.recipe.prompt, provenance.recipe.model].compactMap { $0 }
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
