import AliceKit
import ArgumentParser

struct Models: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the models, their parameters, and their prices with dates.",
    subcommands: [ModelsList.self, ModelsRefresh.self], defaultSubcommand: ModelsList.self)
}

struct ModelsList: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "list", abstract: "List the models, or show one in detail.",
    discussion: """
      An endpoint that is not in the list is looked up at the provider, and remembered for a week.
      """)

  @Argument(help: ArgumentHelp("Show this model in detail.", valueName: "name|endpoint"))
  var name: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Only models that do this: \(ModelSpec.Kind.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "kind"
    ))
  var kind: String?

  @Flag(name: .long, help: "Include deprecated and retired models.")
  var all = false

  @Flag(name: .long, help: .hidden)
  var markdown = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    guard let kind, ModelSpec.Kind(rawValue: kind) == nil else { return }
    let kinds = ModelSpec.Kind.allCases.map(\.rawValue).joined(separator: ", ")
    throw ValidationError("--kind takes one of \(kinds), not '\(TerminalText(kind))'.")
  }

  func run() async throws {
    let session = try await Session(common)
    if markdown { return session.console.write(ModelsPage(registry: .builtIn).text) }
    let store = try ModelStore(environment: session.settings.environment)
    guard let name else { return list(store.registry, session) }
    let model = try await self.model(named: name, store, session)
    session.console.write(
      document: ["model": model.json], objects: [model.json],
      text: ModelCard(model: model, console: session.console).text,
      as: session.format)
  }

  private func model(named name: String, _ store: ModelStore, _ session: Session) async throws -> ModelSpec {
    let (registry, note) = await store.registry(knowing: name)
    if let note { session.console.warn(TerminalText(note).description) }
    return try registry.known(name)
  }

  private func list(_ registry: ModelRegistry, _ session: Session) {
    let models = registry.models.filter { model in
      (kind == nil || model.kind?.rawValue == kind) && (all || model.status == .active || session.format == .json)
    }
    let retired = session.format == .people && all && kind == nil ? registry.retired : []
    session.console.write(
      models.map(ListedModel.known) + retired.map(ListedModel.gone), .models, as: session.format
    ) { ["models": .array($0), "retired": .array(registry.retired.map(\.json))] }
    if session.format == .people, !all { session.console.note("deprecated and retired models: --all") }
  }
}

/// A row of the list, which also shows the replacements of models that no longer exist.
private enum ListedModel {
  case known(ModelSpec)
  case gone(RetiredModel)

  var name: String {
    switch self {
    case .known(let model): model.name
    case .gone(let model): model.names.first ?? model.endpoint
    }
  }

  var json: JSONValue {
    switch self {
    case .known(let model): model.json
    case .gone(let model): model.json
    }
  }

  var cells: [String] {
    switch self {
    case .gone(let model): [name, "gone", "-", "-", "-", "-", "\(model.reason) → \(model.replacement)"]
    case .known(let model):
      [
        name, model.kind?.rawValue ?? "-",
        model.price.map { ($0.isApproximate ? "~" : "") + $0.amount.description } ?? "-",
        model.price?.unitPhrase ?? "-", model.price?.date ?? "-", model.speed ?? "-",
        model.status == .active ? model.summary : "deprecated → \(model.replacement ?? "nothing")",
      ]
    }
  }
}

extension ListFormat<ListedModel> {
  fileprivate static var models: ListFormat {
    ListFormat(
      json: \.json, paths: { [BytePath($0.name)] },
      columns: Columns(titles: ["NAME", "KIND", "USD", "PER", "AS OF", "SPEED", "ABOUT"], cells: \.cells))
  }
}

struct ModelsRefresh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Ask the provider for current prices and deprecated models.",
    discussion: "This needs a key and costs nothing. Later estimates use the answers.")

  @OptionGroup var asking: AskingOptions
  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let waitPolicy = asking.waitPolicy
    let environment = session.settings.environment
    let refresh = try await withInterrupt {
      try await waitPolicy.within {
        try await FalProvider(environment: environment).use { try await $0.refreshModels() }
      }
    }
    let console = session.console
    for line in refresh.unreadable { console.warn("a price that cannot be used: \(TerminalText(line))") }
    console.write(document: refresh.members, text: refresh.text, as: session.format)
    guard !session.format.isJSON else { return }
    for line in refresh.onlyBilled { console.detail("only bills are counted by it: \(TerminalText(line))") }
    console.note("\(refresh.confirmed) prices confirmed, \(refresh.changes.count) changed")
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
