import AliceKit

/// The metadata of one file that is shown.
enum ShownFile: Sendable {
  case known(AssetDetails)
  case header(FileHeader, withAsset: Bool)

  var document: JSONObject {
    switch self {
    case .known(let result):
      [
        "asset": result.json, "metadata": .array(result.metadata.map(\.json)),
        "children": .array((result.lineage?.children ?? []).map { .string($0.id.hex) }),
        "copy_of": JSONValue(result.original?.description),
      ]
    case .header(let header, let withAsset):
      [
        withAsset ? "asset" : "file": withAsset ? header.json : header.factsJSON,
        "metadata": .array(header.metadata.map(\.json)),
      ]
    }
  }
}

extension ShownFile {
  /// The asset with its object; nil if only the headers of the file were read.
  var described: (asset: Asset, json: JSONValue)? {
    if case .known(let result) = self { (result.asset, result.json) } else { nil }
  }
}

extension ListFormat<ShownFile> {
  /// Returns the format. `standard` is the model of commands for recipes without one; `form` selects the text for the user; `raw` selects the unchanged texts of the file, below its
  /// name unless it is the only file.
  static func shown(
    _ form: Show.Form?, raw: Bool, isSingle: Bool, standard: String, _ style: Style
  ) -> ListFormat {
    var list = ListFormat(
      json: { .object($0.document) },
      line: { shown in
        guard case .known(let result) = shown else { return facts(shown, style) }
        return switch form {
        case .a1111: safe(RecipeText.infotext(of: result.asset))
        case .command: safe(RecipeCommand(of: result.asset, standard: standard).text)
        case .json, nil: raw ? texts(of: result, isNamed: !isSingle, style) : AssetCard(result, style).text
        }
      })
    list.isSpaced = true
    return list
  }

  /// Returns the facts of a header and its metadata, one a line.
  private static func facts(_ shown: ShownFile, _ style: Style) -> String? {
    guard case .header(let header, let withAsset) = shown else { return nil }
    let facts = (withAsset ? header.json : header.factsJSON).objectValue ?? [:]
    let lines = facts.compactMap { name, value -> String? in
      guard !value.isNull, value != .array([]), value != .object([:]) else { return nil }
      return style.dim(name) + "  " + safe(value.scalarText ?? value.text)
    }
    return (lines + header.metadata.map { style.dim("\($0.container) \(TerminalText($0.key))") + "  " + safe($0.text) })
      .joined(separator: "\n")
  }

  private static func texts(of result: AssetDetails, isNamed: Bool, _ style: Style) -> String? {
    var lines = isNamed ? [style.dim(safe(result.file.description))] : []
    for entry in result.metadata {
      lines += [style.dim("\(entry.container) \(TerminalText(entry.key))"), safe(entry.text)]
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  /// Returns the text with its line breaks, and with visible control characters, for terminals and pipes alike.
  private static func safe(_ text: String) -> String { TerminalText(text, oneLine: false).description }
}
