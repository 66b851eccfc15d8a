import AliceKit

/// Says how the items of a list are written in every format. A command states it once and leaves the choice to `ListPrinter`.
struct ListFormat<Item>: Sendable {
  /// A table, for a terminal.
  struct Columns: Sendable {
    let titles: [String]
    /// The table is as wide as the terminal, but no narrower than this.
    var minimumWidth = 0
    /// What stands in the place of a table without rows.
    var placeholder = ""
    let cells: @Sendable (Item) -> [String]
  }

  /// The lines of `--jsonl`, and what the document is made of.
  let objects: @Sendable (Item) -> [JSONValue]
  /// What `-0` ends with NUL: paths or ids. A list without them prints its lines instead.
  var paths: (@Sendable (Item) -> [BytePath])?
  /// What a pipe gets; a list without lines prints its paths instead. An item whose line is nil prints nothing.
  var line: (@Sendable (Item) -> String?)?
  /// What a terminal gets where there are no columns, if that is not what a pipe gets.
  var text: (@Sendable (Item) -> String?)?
  var columns: Columns?
  /// An empty line stands between two items that are text.
  var isSpaced = false
}

extension ListFormat {
  /// For a list of which each item is one object.
  init(
    json: @escaping @Sendable (Item) -> JSONValue, paths: (@Sendable (Item) -> [BytePath])? = nil,
    line: (@Sendable (Item) -> String?)? = nil, text: (@Sendable (Item) -> String?)? = nil, columns: Columns? = nil
  ) {
    self.init(objects: { [json($0)] }, paths: paths, line: line, text: text, columns: columns)
  }
}

extension ListFormat<Asset> {
  static func assets(in library: BytePath) -> ListFormat {
    var list = assetPaths(in: library)
    list.columns = Columns(titles: ["ID", "QUALITY", "MODEL", "DATE", "PROMPT"]) { asset in
      [
        asset.id.short, stars(asset), TerminalText(asset.record.recipe.model ?? "-").description.fitted(to: 24),
        asset.created.day, TerminalText(asset.record.recipe.prompt ?? asset.path.description).description,
      ]
    }
    return list
  }

  /// The same for new files: people, too, want to know where they are.
  static func assetPaths(in library: BytePath) -> ListFormat {
    ListFormat(json: { $0.json(in: library) }, paths: { [library.appending($0.path)] })
  }

  /// `★★★★☆`; what a person gave stands without the tilde.
  private static func stars(_ asset: Asset) -> String {
    guard let quality = asset.quality else { return "-" }
    let stars = String(repeating: "★", count: quality) + String(repeating: "☆", count: 5 - quality)
    return asset.record.rating == nil ? "~" + stars : stars
  }
}
