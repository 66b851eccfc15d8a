import AliceKit
import ArgumentParser

/// The facts of assets that a command prints, and their form.
struct FieldOptions: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "Print these facts: members of the JSON object, fields of searches, p.NAME.", valueName: "a,b"))
  var fields: String?

  @Option(
    name: .long,
    help: ArgumentHelp("Print this for each asset, such as '{path}\\t{quality}'.", valueName: "text"))
  var format: String?

  @Flag(name: .long, help: "Print a table for spreadsheets; its columns are --fields.")
  var csv = false

  func validate() throws {
    guard format == nil || (fields == nil && !csv) else {
      throw ValidationError("--format names its fields itself; give it without --fields and --csv.")
    }
  }

  /// The columns of `--csv` without `--fields`.
  private static let standard =
    "id,path,type,format,width,height,created,model,prompt,negative_prompt,seed,quality,rating,tags,project,cost"

  /// Returns the facts that are wanted; nil if the output is the usual one.
  func choice(_ common: CommonOptions) throws -> FieldChoice? {
    let isJSON = common.json || common.jsonl
    guard !(isJSON && (format != nil || csv)), !(csv && common.nul) else {
      throw Failure(.usage, "--format and --csv are no JSON, and --csv is no list of paths; give one of them")
    }
    if let format { return .template(try AssetTemplate(format)) }
    guard csv || fields != nil else { return nil }
    let list = try AssetField.list(fields ?? FieldOptions.standard)
    return csv ? .csv(list) : .fields(list)
  }
}

/// Facts of assets in one of the forms of `FieldOptions`.
enum FieldChoice: Sendable {
  case fields([AssetField])
  case template(AssetTemplate)
  case csv([AssetField])

  /// The line with the names of the columns, if the form has one.
  var header: String? {
    if case .csv(let fields) = self { CSVRow(fields.map(\.name)).description } else { nil }
  }

  /// Returns the format of a list of things that have an asset; `look` returns the asset with its object;
  /// a thing without one prints nothing.
  func list<Item>(
    in library: BytePath, _ session: Session, _ look: @escaping @Sendable (Item) -> (asset: Asset, json: JSONValue)?
  ) -> ListFormat<Item> {
    let end: [UInt8] = [session.format == .nulPaths ? 0 : 0x0A]
    let isTerminal = session.console.terminal.outputIsTerminal
    switch self {
    case .template(let template):
      var list = ListFormat<Item>(objects: { look($0).map { [$0.json] } ?? [] })
      list.bytes = { item in
        guard let (asset, json) = look(item) else { return [] }
        return template.bytes(of: asset, json, in: library, isShown: isTerminal) + (template.isEnded ? [] : end)
      }
      return list
    case .csv(let fields):
      var list = ListFormat<Item>(objects: { look($0).map { [$0.json] } ?? [] })
      list.bytes = { item in
        guard let (asset, json) = look(item) else { return [] }
        return Array(CSVRow(fields.map { $0.text(of: asset, json) }).description.utf8)
      }
      return list
    case .fields(let fields):
      var list = ListFormat<Item>(objects: { item in
        guard let (asset, json) = look(item) else { return [] }
        return [.object(JSONObject(fields.map { ($0.name, $0.value(of: asset, json)) }))]
      })
      list.bytes = { item in
        guard let (asset, json) = look(item) else { return [] }
        let cells = fields.map { field in
          field.bytes(of: asset, json, in: library)
            ?? Array(TerminalText(field.text(of: asset, json)).description.utf8)
        }
        return Array(cells.joined(separator: [0x09])) + end
      }
      list.columns = .init(titles: fields.map { $0.name.uppercased() }) { item in
        guard let (asset, json) = look(item) else { return [] }
        return fields.map { TerminalText($0.text(of: asset, json)).description }
      }
      return list
    }
  }
}
