import AliceKit

/// What a library offers to complete a word. It reads only; whatever goes wrong, there is nothing to offer.
struct LibraryOffers {
  private let settings: Settings?
  private let workspace: Workspace?

  private static let mostAssets = 20
  private static let mostValues = 100
  private static let mostRecords = 50

  /// Opens the library that a command with these words uses.
  init(words: [String]) {
    settings = try? Settings.load()
    var flag: String?
    for (index, word) in words.enumerated() {
      if word == "--library", index + 1 < words.count { flag = words[index + 1] }
      if word.hasPrefix("--library=") { flag = String(word.dropFirst("--library=".count)) }
    }
    workspace = settings.flatMap { try? Workspace.openIfPresent($0.library(flag: flag)) }
  }

  /// Returns the values of a field with the numbers of their assets.
  func values(of field: SearchField) -> Offers {
    let values = workspace.flatMap { try? Searcher($0).commonest(field, limit: LibraryOffers.mostValues) } ?? []
    return Offers(
      values.filter { TerminalText($0.text).description == $0.text }.map {
        .init(text: $0.text, note: counted($0.count, "asset"))
      })
  }

  /// Returns the newest assets, or those whose id begins with what is written.
  func assets(_ written: String) -> Offers {
    let isID = written.utf8.count <= 64 && written.allSatisfy(\.isHexDigit)
    guard isID, let workspace else { return Offers() }
    let assets = try? Searcher(workspace).newest(withPrefix: written, limit: LibraryOffers.mostAssets)
    return Offers(
      (assets ?? []).map { asset in
        let id = written.count > asset.id.short.count ? asset.id.hex : asset.id.short
        let prompt = asset.record.recipe.prompt ?? asset.path.lastComponent.description
        return .init(
          text: id, note: TerminalText("\(asset.record.recipe.model ?? "-"), \(prompt)").description.fitted(to: 60))
      })
  }

  func jobs(openOnly: Bool) -> Offers {
    guard let workspace, (try? workspace.hasJournal) == true else { return Offers() }
    let open = (try? GenerationRunner.jobs(in: workspace, open: true)) ?? []
    let jobs = openOnly && !open.isEmpty ? open : (try? GenerationRunner.jobs(in: workspace, open: false)) ?? []
    return Offers(
      jobs.prefix(LibraryOffers.mostRecords).map {
        .init(text: $0.id, note: TerminalText("\($0.state.rawValue), \($0.model)").description)
      })
  }

  func runs() -> Offers {
    guard let workspace, (try? workspace.hasJournal) == true else { return Offers() }
    let runs = (try? PipelineRunner.runs(in: workspace)) ?? []
    return Offers(texts: runs.prefix(LibraryOffers.mostRecords).map(\.name))
  }

  func operations() -> Offers {
    guard let workspace, (try? workspace.hasJournal) == true else { return Offers() }
    let entries = (try? OperationHistory(workspace).entries(limit: LibraryOffers.mostRecords)) ?? []
    return Offers(entries.map { .init(text: $0.id, note: "\($0.kind), \($0.started.day)") })
  }

  /// The saved queries, as queries name them.
  var savedSearches: Offers {
    let saved = workspace.flatMap { try? SavedSearches($0).all() } ?? []
    return Offers(saved.map { .init(text: "@" + $0.name, note: TerminalText($0.query).description.fitted(to: 60)) })
  }

  /// The names of the saved queries alone.
  var savedNames: Offers {
    Offers(savedSearches.values.map { .init(text: String($0.text.dropFirst()), note: $0.note) })
  }

  var styles: [String] { settings?.prompts.styleNames ?? [] }
}
