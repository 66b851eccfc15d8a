import AliceKit

/// The format of the output.
enum OutputFormat: Sendable {
  /// Tables on a terminal.
  case people
  /// One path per line.
  case paths
  /// Paths that end with NUL.
  case nulPaths
  case json
  case jsonLines
}

extension Console {
  /// Writes a JSON document, which begins with its schema.
  func write(document members: JSONObject) {
    var object: JSONObject = ["schema": 1]
    for (key, value) in members { object[key] = value }
    writeLine(terminal.outputIsTerminal ? JSONValue.object(object).prettyText : JSONValue.object(object).text)
  }

  func write(lines: [JSONValue]) {
    write(lines.map { $0.text + "\n" }.joined())
  }

  func write(paths: [BytePath], nul: Bool) {
    var bytes: [UInt8] = []
    for path in paths {
      bytes += path.bytes
      bytes.append(nul ? 0 : 0x0A)
    }
    write(bytes: bytes)
  }

  /// Writes assets in any format; `document` returns the members of the JSON document.
  func write(
    assets: [Asset], in library: BytePath, as format: OutputFormat, document: ([JSONValue]) -> JSONObject
  ) {
    switch format {
    case .json: write(document: document(assets.map { $0.json(in: library) }))
    case .jsonLines: write(lines: assets.map { $0.json(in: library) })
    case .paths: write(paths: assets.map { library.appending($0.path) }, nul: false)
    case .nulPaths: write(paths: assets.map { library.appending($0.path) }, nul: true)
    case .people: write(table(of: assets))
    }
  }

  private func table(of assets: [Asset]) -> String {
    guard !assets.isEmpty else { return "" }
    var table = Table(["ID", "QUALITY", "MODEL", "DATE", "PROMPT"])
    for asset in assets {
      table.add([
        asset.id.short, stars(asset), TerminalText(asset.record.recipe.model ?? "-").description.fitted(to: 24),
        asset.created.day, TerminalText(asset.record.recipe.prompt ?? asset.path.description).description,
      ])
    }
    return table.render(width: terminal.width, style: style)
  }

  /// Returns stars such as `★★★★☆`; a tilde marks those that are not the user's rating.
  private func stars(_ asset: Asset) -> String {
    guard let quality = asset.quality else { return "-" }
    let stars = String(repeating: "★", count: quality) + String(repeating: "☆", count: 5 - quality)
    return asset.record.rating == nil ? "~" + stars : stars
  }
}
