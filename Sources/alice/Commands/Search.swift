import AliceKit
import ArgumentParser

struct Search: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Find assets.",
    discussion: """
      Words must all occur; "exact phrase", word*, -word, OR and parentheses work as expected. A word also finds its \
      English forms, and is the same with and without accents; words of the negative prompt are found by neg:WORD only. \
      A prompt may be pasted: (red scarf:1.25) is red scarf.
      Fields: \(SearchFieldName.all.joined(separator: " ")), and p.NAME for any other parameter.
      from:ID finds what was made from an asset, of:ID what it was made from; dup:ID what looks like it.
      like:ID and like:FILE find what shows the like of a picture, the most like first; colour:teal and colour:#0a7 \
      find what has a colour.
      near:kitty, or kitty~, also finds English words that mean nearly the same; --explain lists them.
      lora:NAME needs neither folder nor extension; tag:a finds a/b and b/a as well, tag:=a does not.
      Assets whose files are missing are found by is:missing only.
      kind:3d, kind:text, kind:archive and kind:file find other files, texts also by their words.
      Tests: quality:>=4, created:2026-11, created:7d, model:flux-*|kling*, seed:7, cost:0.01..0.05.
      """)

  @Argument(help: ArgumentHelp("What to look for; * is everything.", valueName: "query"))
  var words: [String] = []

  @Option(name: .long, help: ArgumentHelp("The minimum number of stars.", valueName: "1-5"))
  var qualityMin: Int?

  @Option(name: .long, help: ArgumentHelp("Made by this model.", valueName: "model"))
  var model: String?

  @Option(
    name: .long, help: ArgumentHelp("Made at this time or later: 2026-11, 7d, \"last week\".", valueName: "date"))
  var since: String?

  @Option(name: .long, help: ArgumentHelp("Made at this time or before.", valueName: "date"))
  var until: String?

  @Option(name: .long, help: ArgumentHelp("image, video, audio, model3d, text, archive or file.", valueName: "type"))
  var type: String?

  @Option(name: .long, help: ArgumentHelp("With this tag.", valueName: "tag"))
  var tag: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      "relevance, newest, oldest, added, quality, rating, score, elo, cost, name or album.", valueName: "order"),
    transform: Search.order)
  var sort: SearchOrder?

  @Option(name: .long, help: ArgumentHelp("At most n results (default: 50 on a terminal, else all).", valueName: "n"))
  var limit: Int?

  @Option(
    name: .long,
    help: ArgumentHelp("Begin after this place: \"next\" of the page before, or an id.", valueName: "cursor"))
  var after: String?

  @Flag(name: .long, help: "Print only the number of matches.")
  var count = false

  @Flag(name: .long, help: "Print how the query is parsed and executed.")
  var explain = false

  @Flag(name: .long, help: "Open the files with the programs of your desktop; more than 20 only after a question.")
  var open = false

  @Option(
    name: .long, help: ArgumentHelp("Save the query; @name stands for it in any query.", valueName: "name"))
  var save: String?

  @Flag(name: .long, help: "List the saved queries.")
  var saved = false

  @Option(name: .long, help: ArgumentHelp("Forget a saved query.", valueName: "name"))
  var forget: String?

  @OptionGroup var facts: FieldOptions
  @OptionGroup var common: CommonOptions

  /// The maximum number of files that are opened without a question.
  private static let mostOpened = 20

  func validate() throws {
    guard limit.map({ $0 > 0 }) ?? true else { throw ValidationError("--limit must be at least 1.") }
    if saved || forget != nil, save != nil || saved && forget != nil || !words.isEmpty {
      throw ValidationError("--saved and --forget stand alone.")
    }
    if save != nil, words.isEmpty, filters.isEmpty { throw ValidationError("--save needs a query.") }
  }

  func run() async throws {
    let session = try await Session(common)
    if saved || forget != nil || save != nil { return try keepSearches(session) }
    let (query, workspace) = try self.query(session)
    let choice = try facts.choice(common)
    let searcher = Searcher(workspace)
    for hint in try searcher.unseenHints(query) { session.console.note(hint) }
    if explain { return try printExplanation(query, searcher, session) }
    for sentence in try searcher.unknownMeanings(query) + searcher.unknownPictures(query) {
      session.console.note(TerminalText(sentence).description)
    }
    if open { return try openFiles(query, searcher, session) }
    if count {
      let number = try searcher.count(query)
      printCount(number, session)
      try tellOfNegative(query, searcher, session)
      if number == 0 { throw Failure(.answerIsNo) }
      return
    }
    let isFound =
      try session.format.isPaths && choice == nil
      ? printPaths(query, searcher, session) : printAssets(query, choice, searcher, session)
    try tellOfNegative(query, searcher, session)
    guard isFound else { throw try session.nothingFound(query, searcher) }
  }

  private func printAssets(
    _ query: SearchQuery, _ choice: FieldChoice?, _ searcher: Searcher, _ session: Session
  ) throws -> Bool {
    let shown = limit ?? (session.console.terminal.outputIsTerminal && !session.format.isJSON ? 50 : nil)
    let result = try searcher.matches(query, order: sort, limit: shown, after: try cursor())
    let likenesses = try searcher.likenesses(query, of: result)
    if let header = choice?.header { session.console.write(header) }
    let list =
      choice?.list(in: session.root, session) { [root = session.root] (asset: Asset) in
        (asset: asset, json: asset.json(in: root))
      }
      ?? .assets(in: session.root, likenesses: likenesses)
    let members: JSONObject = [
      "query": .string(query.description), "total": result.total.map { JSONValue($0) } ?? .null,
      "next": JSONValue(result.next?.description),
    ]
    try session.console.write(each: list, as: session.format, named: "assets", after: members, result.forEach)
    if session.format == .people, let next = result.next {
      let total = result.total.map { " of \($0)" } ?? ""
      session.console.note("\(result.count)\(total); --limit shows more, '--after \(next)' the next ones")
    }
    tell(gone: result.gone, session)
    return result.count > 0
  }

  /// Says that matches were left out, because their files are gone from the disk.
  private func tell(gone: Int, _ session: Session) {
    guard gone > 0 else { return }
    session.console.note(
      gone == 1
        ? "the file of one more is gone; 'alice check --repair' marks it as missing"
        : "the files of \(gone) more are gone; 'alice check --repair' marks them as missing")
  }

  /// Tells people how many more assets have the words in their negative prompts.
  private func tellOfNegative(_ query: SearchQuery, _ searcher: Searcher, _ session: Session) throws {
    guard session.format == .people, !session.console.isQuiet, let hint = try searcher.negativeHint(query) else {
      return
    }
    session.console.note(TerminalText(hint).description)
  }

  private func openFiles(_ query: SearchQuery, _ searcher: Searcher, _ session: Session) throws {
    let (paths, gone) = try searcher.paths(query, order: sort, limit: limit, after: try cursor())
    tell(gone: gone, session)
    guard !paths.isEmpty else { throw try session.nothingFound(query, searcher) }
    guard paths.count <= Search.mostOpened || session.confirm("open \(paths.count) files?") else {
      throw Failure(
        .usage,
        "these are \(paths.count) files, more than \(Search.mostOpened); nothing was opened ('--limit' opens fewer, "
          + "'--yes' all)")
    }
    let viewer = try SystemViewer(environment: session.settings.environment)
    let left = viewer.open(paths.map { session.root.appending($0) })
    for file in left { session.console.error("\(TerminalText(file.description)) could not be opened") }
    if !left.isEmpty { throw Failure(.partly) }
    session.console.note("opened \(counted(paths.count, "file"))")
  }

  private func printExplanation(_ query: SearchQuery, _ searcher: Searcher, _ session: Session) throws {
    let text = try searcher.explain(query, order: sort)
    session.console.write(
      document: ["query": .string(query.description), "explanation": .string(text)], text: text, as: session.format)
  }

  private func cursor() throws -> SearchCursor? {
    guard let after else { return nil }
    guard let cursor = SearchCursor(after) else {
      throw Failure(.usage, "'\(TerminalText(after))' is no place in results: give \"next\" of a page, or an id")
    }
    return cursor
  }

  /// Prints the paths without reading any records, which is much faster.
  private func printPaths(_ query: SearchQuery, _ searcher: Searcher, _ session: Session) throws -> Bool {
    let list = ListFormat<BytePath>(
      json: { .string($0.description) }, paths: { [root = session.root] in [root.appending($0)] })
    var (count, gone) = (0, 0)
    try session.console.write(each: list, as: session.format, named: "paths") { take in
      (count, gone) = try searcher.forEachPath(query, order: sort, limit: limit, after: cursor(), take)
    }
    tell(gone: gone, session)
    return count > 0
  }

  private static func order(_ name: String) throws -> SearchOrder {
    guard let order = SearchOrder(rawValue: name) else {
      let names = SearchOrder.allCases.map(\.rawValue)
      let hint = Spelling.nearest(to: name.lowercased(), in: names).map { "did you mean '\($0)'?" }
      throw ValidationError(
        "'\(TerminalText(name))' is not an order; \(hint ?? "there are \(names.joined(separator: ", ")).")")
    }
    return order
  }

  private func printCount(_ count: Int, _ session: Session) {
    session.console.write(
      document: ["total": JSONValue(count)], objects: [JSONValue(count)], text: String(count), as: session.format)
  }
}
