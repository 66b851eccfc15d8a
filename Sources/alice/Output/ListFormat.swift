import AliceKit

/// The way in which the items of a list are written in each format. A command defines it once, and `ListPrinter`
/// chooses the format.
struct ListFormat<Item>: Sendable {
  /// A table, for a terminal.
  struct Columns: Sendable {
    let titles: [String]
    /// The titles of the columns that a narrow terminal leaves out, in this order.
    var spare: [String] = []
    /// The text that replaces a table without rows.
    var placeholder = ""
    /// The file that the first cell links to on terminals that know links.
    var file: (@Sendable (Item) -> BytePath?)?
    let cells: @Sendable (Item) -> [String]
  }

  /// The lines of `--jsonl`, which also form the JSON document.
  let objects: @Sendable (Item) -> [JSONValue]
  /// The paths or ids that `-0` ends with NUL. A list without them prints its lines instead.
  var paths: (@Sendable (Item) -> [BytePath])?
  /// The line for a pipe; a list without lines prints its paths instead. An item whose line is nil prints nothing.
  var line: (@Sendable (Item) -> String?)?
  /// The text for a terminal if there are no columns; nil if it is the same line as for a pipe.
  var text: (@Sendable (Item) -> String?)?
  var columns: Columns?
  /// The bytes of an item wherever the output is no JSON and no table, in place of its line and its paths.
  var bytes: (@Sendable (Item) -> [UInt8])?
  /// Whether an empty line separates items that are printed as text.
  var isSpaced = false
}

extension ListFormat {
  /// Creates the format of a list in which each item is one object.
  init(
    json: @escaping @Sendable (Item) -> JSONValue, paths: (@Sendable (Item) -> [BytePath])? = nil,
    line: (@Sendable (Item) -> String?)? = nil, text: (@Sendable (Item) -> String?)? = nil, columns: Columns? = nil
  ) {
    self.init(objects: { [json($0)] }, paths: paths, line: line, text: text, columns: columns)
  }
}

extension ListFormat<Asset> {
  /// Returns the format of assets. `likenesses` tells how much each is like the pictures that a query names.
  static func assets(in library: BytePath, likenesses: [AssetID: Double] = [:]) -> ListFormat {
    var list =
      likenesses.isEmpty
      ? assetPaths(in: library)
      : ListFormat(json: { json($0, in: library, likenesses) }, paths: { [library.appending($0.path)] })
    list.columns = Columns(
      titles: ["ID", "QUALITY", "MODEL", "DATE", "PROMPT"], spare: ["DATE", "MODEL"],
      file: { library.appending($0.path) }
    ) { asset in
      [
        asset.id.short, stars(asset), TerminalText(asset.record.recipe.model ?? "-").description.fitted(to: 24),
        asset.created.day,
        TerminalText(asset.record.title ?? asset.record.prompt ?? asset.path.description).description,
      ]
    }
    return list
  }

  private static func json(_ asset: Asset, in library: BytePath, _ likenesses: [AssetID: Double]) -> JSONValue {
    guard var object = asset.json(in: library).objectValue else { return .null }
    object["likeness"] = likenesses[asset.id].map { JSONValue(($0 * 1000).rounded() / 1000) } ?? .null
    return .object(object)
  }

  /// Returns the format of new files, which prints their paths on a terminal, too.
  static func assetPaths(in library: BytePath) -> ListFormat {
    ListFormat(json: { $0.json(in: library) }, paths: { [library.appending($0.path)] })
  }

  /// Returns the stars, such as `★★★★☆`. A tilde marks stars that are not the user's rating.
  private static func stars(_ asset: Asset) -> String {
    guard let quality = asset.quality else { return "-" }
    let stars = String(repeating: "★", count: quality) + String(repeating: "☆", count: 5 - quality)
    return asset.record.rating == nil ? "~" + stars : stars
  }
}
