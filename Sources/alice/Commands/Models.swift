import AliceKit
import ArgumentParser

struct Models: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "Show the models, their parameters, and their prices with dates.",
    subcommands: [ModelsList.self, ModelsRefresh.self], defaultSubcommand: ModelsList.self)
}

struct ModelsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models, show one in detail, or search by words.",
    discussion: """
      Words search the names, kinds, vendors and descriptions of the list and of \(ModelStore.catalogueCount) endpoints \
      of fal.ai, offline. An endpoint that is not in the list is looked up at the provider, and remembered for a week.
      """)

  @Argument(
    help: ArgumentHelp("Show this model in detail, or the models with these words.", valueName: "name|endpoint|words"))
  var words: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp(
      """
      Only models of a kind: \(ModelSpec.Kind.allCases.map(\.rawValue).joined(separator: ", ")); or of a group: \
      \(ModelSpec.Kind.groups.joined(separator: ", ")).
      """, valueName: "kind"))
  var kind: String?

  @Flag(name: .long, help: "Include deprecated and retired models, and the endpoints that are not in the list.")
  var all = false

  @Flag(name: .long, help: .hidden)
  var markdown = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let kind, ModelSpec.Kind.named(kind).isEmpty else { return }
    let kinds = (ModelSpec.Kind.allCases.map(\.rawValue) + ModelSpec.Kind.groups).joined(separator: ", ")
    throw ValidationError("--kind takes one of \(kinds), not '\(TerminalText(kind))'.")
  }

  func run() async throws {
    let session = try await Session(common)
    if markdown { return session.console.write(ModelsPage(registry: .builtIn).text) }
    let store = try ModelStore(environment: session.settings.environment)
    guard !words.isEmpty else { return list(store, session) }
    if words.count == 1, isName(words[0], store) {
      return try await show(words[0], store, session)
    }
    try search(words.joined(separator: " "), store, session)
  }

  private func show(_ name: String, _ store: ModelStore, _ session: Session) async throws {
    let model = try await self.model(named: name, store, session)
    session.console.write(
      document: ["model": model.json], objects: [model.json],
      text: ModelCard(model: model, console: session.console).text,
      as: session.format)
    guard session.format == .people else { return }
    // A name may be that of one model and begin those of others: hunyuan, seedance-2.
    let others = store.registry.models.map(\.name).filter { $0 != model.name && $0.hasPrefix(name.lowercased()) }
    if !others.isEmpty { session.console.note("see also \(others.joined(separator: ", "))") }
  }

  /// Whether a word is the name of one model, and not a word to search for.
  private func isName(_ word: String, _ store: ModelStore) -> Bool {
    let registry = store.registry
    return kind == nil
      && (registry.listed(word) != nil || registry.retirement(of: word) != nil
        || (word.contains("/") && registry.model(named: word) != nil && !isPartOfName(word, store)))
  }

  /// Whether a word with a slash begins several endpoints and is none itself: `fal-ai/kling-video`.
  private func isPartOfName(_ word: String, _ store: ModelStore) -> Bool {
    let entries = store.catalogue.entries
    return !entries.contains { $0.endpoint == word } && entries.contains { $0.endpoint.hasPrefix(word) }
  }

  private func model(named name: String, _ store: ModelStore, _ session: Session) async throws -> ModelSpec {
    let (registry, note) = await store.registry(knowing: name)
    if let note { session.console.warn(TerminalText(note).description) }
    return try store.priced(registry, knowing: [name]).known(name)
  }

  private func list(_ store: ModelStore, _ session: Session) {
    let registry = store.registry
    let models = registry.models.filter { isWanted($0) && (all || $0.status == .active || session.format == .json) }
    let listed = Set(registry.models.map(\.endpoint))
    let others =
      kind != nil || (all && session.format != .people)
      ? store.catalogue.entries.filter { !listed.contains($0.endpoint) && isWanted($0.kind) } : []
    let date = others.isEmpty ? "" : store.catalogue.date
    let retired = session.format == .people && all && kind == nil ? registry.retired : []
    session.console.write(
      models.map(ListedModel.known) + others.map { .known($0.model(date: date)) } + retired.map(ListedModel.gone),
      .models,
      as: session.format
    ) { ["models": .array($0), "retired": .array(registry.retired.map(\.json))] }
    guard session.format == .people, kind == nil else { return }
    if !all { session.console.note("deprecated and retired models: --all") }
    session.console.note("'alice models WORDS' searches \(ModelStore.catalogueCount) more endpoints of fal.ai")
  }

  private func search(_ text: String, _ store: ModelStore, _ session: Session) throws {
    let (found, corrected) = store.search(text)
    let shown = found.filter { isWanted($0.model) && (all || $0.model.status == .active || session.format == .json) }
    if let corrected { session.console.note("nothing is called \(TerminalText(text)); searched for \(corrected)") }
    guard !shown.isEmpty else { throw nothing(text, store) }
    session.console.write(shown.map { ListedModel.known($0.model) }, .models, as: session.format) {
      ["query": .string(text), "models": .array($0)]
    }
  }

  private func nothing(_ text: String, _ store: ModelStore) -> Failure {
    let near = store.registry.nearest(to: text).map { "; did you mean \($0)?" } ?? ""
    return Failure(.answerIsNo, "no model has the words '\(TerminalText(text))'\(near)")
  }

  private func isWanted(_ model: ModelSpec) -> Bool { isWanted(model.kind) }

  private func isWanted(_ found: ModelSpec.Kind?) -> Bool {
    guard let kind else { return true }
    return found.map { ModelSpec.Kind.named(kind).contains($0) } ?? false
  }
}

struct ModelsRefresh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Ask the provider for current prices, deprecated models, and all its endpoints.",
    discussion: "This needs a key and costs nothing. Later estimates and searches use the answers.")

  @OptionGroup var asking: AskingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let waitPolicy = asking.waitPolicy
    let environment = session.settings.environment
    let (refresh, listing) = try await withInterrupt {
      try await waitPolicy.within {
        try await FalProvider(environment: environment).use { provider in
          // The list comes second: prices matter more, and are there even if it fails.
          (try await provider.refreshModels(), try await provider.refreshCatalogue())
        }
      }
    }
    let console = session.console
    for line in refresh.unreadable { console.warn("a price that cannot be used: \(TerminalText(line))") }
    var members = refresh.members
    members["endpoints"] = JSONValue(listing.count)
    members["new"] = .array(listing.new.map(JSONValue.string))
    console.write(document: members, text: refresh.text, as: session.format)
    guard !session.format.isJSON else { return }
    for line in refresh.onlyBilled { console.detail("only bills are counted by it: \(TerminalText(line))") }
    console.note("\(refresh.confirmed) prices confirmed, \(refresh.changes.count) changed")
    console.note("\(listing.count) endpoints listed, \(listing.new.count) of them new")
  }
}

extension ModelRefresh {
  /// The changes, one per line; nil if there are none.
  fileprivate var text: String? {
    let changed = changes.map { "\($0.model): \($0.before?.description ?? "no price") → \($0.after.description)" }
    let lines =
      changed + deprecated.map { "\($0): deprecated" }
      + unknown.map { "\(TerminalText($0)): not known to the provider" }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }

  fileprivate var members: JSONObject {
    let changes = changes.map { change -> JSONValue in
      ["model": .string(change.model), "before": change.before?.json ?? .null, "after": change.after.json]
    }
    return [
      "confirmed": JSONValue(confirmed), "changes": .array(changes),
      "deprecated": .array(deprecated.map(JSONValue.string)), "unknown": .array(unknown.map(JSONValue.string)),
      "unreadable": .array(unreadable.map(JSONValue.string)), "only_billed": .array(onlyBilled.map(JSONValue.string)),
    ]
  }
}
