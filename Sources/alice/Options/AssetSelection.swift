import AliceKit
import ArgumentParser

/// The assets and files that a command processes: ids, files, `-` for a list on standard input, and the results of a
/// query.
///
/// The words may contain other arguments of the command, such as the stars of `rate`; the command removes them.
struct AssetSelection: ParsableArguments {
  @Argument(
    help: ArgumentHelp(
      "Ids (four digits or more) or files; - reads them from standard input, one a line.", valueName: "id|file"))
  var words: [String] = []

  // The parsing is unconditional because a query may begin with a dash.
  @Option(
    name: .long, parsing: .unconditional,
    help: ArgumentHelp(
      "All that this query finds; more than 50 only after a question, or with --yes.", valueName: "query")
  )
  var query: String?

  /// The maximum number of assets that are processed without a question.
  private static let most = 50

  func validate() throws {
    guard !words.isEmpty || query != nil || NameList.mayBeEmpty else {
      throw ValidationError("Give ids or files, - to read them from standard input, or --query.")
    }
  }

  /// Returns the names without the results of `query`; `words` contains the words that are names.
  func names(of words: [String]? = nil, _ common: CommonOptions) throws -> NameList {
    let words = words ?? self.words
    guard !words.isEmpty || query != nil || NameList.mayBeEmpty else {
      throw Failure(.usage, "give one or more ids or files, - to read them from standard input, or --query")
    }
    return try NameList(words, nul: common.nul)
  }

  /// Returns the named assets in their order, then the results of the query; also returns the names that denote no
  /// asset.
  func assets(
    of words: [String]? = nil, in workspace: Workspace, _ session: Session, _ common: CommonOptions
  ) throws -> (assets: [Asset], left: LeftOut) {
    let names = try names(of: words, common).names
    tellOfNothing(names, session)
    var finder = AssetFinder(workspace)
    var left = LeftOut()
    var assets = try left.finding(names) { try finder.asset($0) }
    if query != nil {
      let known = Set(assets.map(\.id))
      assets += try found(in: &finder, session, common).filter { !known.contains($0.id) }
    }
    return (assets, left)
  }

  /// Says that a list of names is empty, as `xargs` makes one of a search that finds nothing.
  func tellOfNothing(_ names: [BytePath], _ session: Session) {
    if names.isEmpty, query == nil { session.console.note(NameList.nothing) }
  }

  /// Returns the results of `query`; none if there is no query. Throws if it finds nothing, or if the user does not
  /// confirm a large number of results.
  func found(in finder: inout AssetFinder, _ session: Session, _ common: CommonOptions) throws -> [Asset] {
    guard let query else { return [] }
    let workspace = try finder.workspace()
    let parsed = try session.query(DashWords.unmarked([query])[0], in: workspace)
    let searcher = Searcher(workspace)
    let assets = try searcher.run(parsed, limit: nil).assets
    guard !assets.isEmpty else { throw try session.nothingFound(parsed, searcher) }
    let question = "'\(TerminalText(query))' finds \(assets.count) assets; go on with all of them?"
    guard assets.count <= AssetSelection.most || session.confirm(question) else {
      throw Failure(
        .usage,
        "'\(TerminalText(query))' finds \(assets.count) assets, more than \(AssetSelection.most); nothing was done "
          + "('--yes' goes on without a question)")
    }
    return assets
  }
}

extension Session {
  /// Prints which parts of a query without results match nothing, and returns the error.
  func nothingFound(_ query: SearchQuery, _ searcher: Searcher) throws -> Failure {
    for reason in try searcher.diagnose(query) { console.note(TerminalText(reason).description) }
    return Failure(.answerIsNo, "nothing found")
  }
}
