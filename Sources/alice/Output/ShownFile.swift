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

extension ListFormat<ShownFile> {
  /// Returns the format. `standard` is the model of commands for recipes without one; `form` selects the text for the user; `raw` selects the unchanged texts of the file, below its
  /// name unless it is the only file.
  static func shown(
    _ form: Show.Form?, raw: Bool, isSingle: Bool, standard: String, _ style: Style
  ) -> ListFormat {
    var list = ListFormat(
      json: { .object($0.document) },
      line: { shown in
        // The metadata of headers is printed as JSON only.
        guard case .known(let result) = shown else { return nil }
        return switch form {
        case .a1111: safe(RecipeText.infotext(of: result.asset))
        case .command: safe(RecipeCommand(of: result.asset, standard: standard).text)
        case .json, nil: raw ? texts(of: result, isNamed: !isSingle, style) : AssetCard(result, style).text
        }
      })
    list.isSpaced = true
    return list
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
