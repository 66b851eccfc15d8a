import AliceKit

/// How the answer is written.
enum OutputFormat: Sendable {
  /// Tables on a terminal.
  case people
  /// One path a line.
  case paths
  /// Paths ended by NUL.
  case nulPaths
  case json
  case jsonLines
}

extension Console {
  /// Every document starts with its schema.
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

  /// Assets in any format; `document` makes the members of the JSON document.
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

  /// `★★★★☆`; what a person gave stands without the tilde.
  private func stars(_ asset: Asset) -> String {
    guard let quality = asset.quality else { return "-" }
    let stars = String(repeating: "★", count: quality) + String(repeating: "☆", count: 5 - quality)
    return asset.record.rating == nil ? "~" + stars : stars
  }
}
