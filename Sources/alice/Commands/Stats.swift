import AliceKit
import ArgumentParser

struct Stats: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stats", abstract: "Count assets: how many, how large, what they cost.",
    discussion: """
      Without --by, of all that the query finds. An asset with two tags counts for both. Costs are what is known of \
      them; simulated work cost nothing.
      """)

  @Argument(help: ArgumentHelp("What to count, as in 'alice search'; without words everything.", valueName: "query"))
  var words: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("What to count by.", valueName: "model|month|quality|generator|tag|type|project"))
  var by: Statistics.Grouping?

  @Flag(name: .long, help: "Print a table for spreadsheets.")
  var csv = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard !(csv && (common.json || common.jsonl)) else { throw ValidationError("--csv is no JSON; give one of them.") }
  }

  func run() async throws {
    let session = try await Session(common)
    let text = DashWords.unmarked(words).joined(separator: " ")
    let workspace = try session.openLibrary(for: text)
    let query = try session.query(text, in: workspace)
    let searcher = Searcher(workspace)
    let statistics = try searcher.statistics(of: query, by: by)
    if by == nil, session.format == .people, !csv {
      session.console.writeLine(Stats.card(statistics.total))
    } else {
      let list = ListFormat<Statistics.Sums>.sums(by: by, isCSV: csv)
      if csv { session.console.write(CSVRow(Stats.titles(by)).description) }
      session.console.write(by == nil ? [statistics.total] : statistics.groups, list, as: session.format) { groups in
        [
          "query": .string(query.description), "by": JSONValue(by?.rawValue), "total": statistics.total.json,
          "groups": .array(by == nil ? [] : groups),
        ]
      }
      if by != nil, session.format == .people, !csv { session.console.note(Stats.line(statistics.total)) }
    }
    guard statistics.total.assets > 0 else { throw try session.nothingFound(query, searcher) }
  }

  fileprivate static func titles(_ by: Statistics.Grouping?) -> [String] {
    (by.map { [$0.rawValue] } ?? []) + ["assets", "bytes", "rated", "cost", "first", "last"]
  }

  private static func card(_ total: Statistics.Sums) -> String {
    let facts: [(String, String?)] = [
      ("assets", String(total.assets)), ("size", byteText(total.bytes)), ("rated", String(total.rated)),
      ("cost", total.cost.map { "\($0) USD" }), ("first", total.first?.day), ("last", total.last?.day),
    ]
    return facts.compactMap { name, value in
      value.map { name + String(repeating: " ", count: 8 - name.count) + $0 }
    }.joined(separator: "\n")
  }

  private static func line(_ total: Statistics.Sums) -> String {
    let cost = total.cost.map { ", \($0) USD" } ?? ""
    return "\(counted(total.assets, "asset")), \(byteText(total.bytes)), \(total.rated) rated\(cost)"
  }
}

extension Statistics.Grouping: ExpressibleByArgument {}

extension Statistics.Sums {
  /// The member `value` is absent where nothing groups the assets.
  fileprivate var json: JSONValue {
    [
      "assets": JSONValue(assets), "bytes": .number(JSONNumber(bytes)), "rated": JSONValue(rated),
      "cost": JSONValue(cost?.description), "first": JSONValue(first?.day), "last": JSONValue(last?.day),
    ]
  }

  fileprivate var cells: [String] {
    [
      String(assets), String(bytes), String(rated), cost?.description ?? "", first?.day ?? "", last?.day ?? "",
    ]
  }
}

extension ListFormat<Statistics.Sums> {
  fileprivate static func sums(by grouping: Statistics.Grouping?, isCSV: Bool) -> ListFormat {
    @Sendable func named(_ sums: Statistics.Sums, _ none: String) -> [String] {
      grouping == nil ? [] : [TerminalText(sums.value ?? none).description]
    }
    var list = ListFormat(json: { sums in
      guard grouping != nil, var object = sums.json.objectValue else { return sums.json }
      object["value"] = JSONValue(sums.value)
      return .object(object)
    })
    if isCSV {
      list.bytes = { Array(CSVRow((grouping == nil ? [] : [$0.value ?? ""]) + $0.cells).description.utf8) }
      return list
    }
    list.line = { (named($0, "") + $0.cells).joined(separator: "\t") }
    let titles = (grouping.map { [$0.rawValue.uppercased()] } ?? []) + ["ASSETS", "SIZE", "RATED", "USD"]
    list.columns = Columns(titles: titles) { sums in
      named(sums, "-") + [
        String(sums.assets), byteText(sums.bytes), String(sums.rated), sums.cost?.description ?? "-",
      ]
    }
    return list
  }
}
