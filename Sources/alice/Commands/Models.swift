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
    let (registry, note) = await store.registry(knowing: name)
    if let note { session.console.warn(TerminalText(note).description) }
    if let retired = registry.retirement(of: name) { throw AliceError.retiredModel(name, retired) }
    guard let model = registry.model(named: name) else {
      throw AliceError.unknownModel(name, nearest: registry.nearest(to: name))
    }
    switch session.format {
    case .json: session.console.write(document: ["model": model.json])
    case .jsonLines: session.console.write(lines: [model.json])
    case .people, .paths, .nulPaths: session.console.write(ModelCard(model: model, console: session.console).text)
    }
  }

  private func list(_ registry: ModelRegistry, _ session: Session) {
    let models = registry.models.filter { model in
      (kind == nil || model.kind?.rawValue == kind) && (all || model.status == .active || session.format == .json)
    }
    switch session.format {
    case .json:
      session.console.write(document: [
        "models": .array(models.map(\.json)), "retired": .array(registry.retired.map(\.json)),
      ])
    case .jsonLines: session.console.write(lines: models.map(\.json))
    case .paths: for model in models { session.console.writeLine(model.name) }
    case .nulPaths: session.console.write(paths: models.map { BytePath($0.name) }, nul: true)
    case .people: write(models, retired: all && kind == nil ? registry.retired : [], session)
    }
  }

  private func write(_ models: [ModelSpec], retired: [RetiredModel], _ session: Session) {
    var table = Table(["NAME", "KIND", "USD", "PER", "AS OF", "SPEED", "ABOUT"])
    for model in models {
      let about = model.status == .active ? model.summary : "deprecated → \(model.replacement ?? "nothing")"
      table.add([
        model.name, model.kind?.rawValue ?? "-",
        model.price.map { ($0.isApproximate ? "~" : "") + $0.amount.description } ?? "-",
        model.price?.unitPhrase ?? "-", model.price?.date ?? "-", model.speed ?? "-", about,
      ])
    }
    for model in retired {
      table.add([
        model.names.first ?? model.endpoint, "gone", "-", "-", "-", "-", "\(model.reason) → \(model.replacement)",
      ])
    }
    session.console.write(table.render(width: session.console.terminal.width, style: session.console.style))
    if !all { session.console.note("deprecated and retired models: --all") }
  }
}

struct ModelsRefresh: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "refresh", abstract: "Ask the provider for current prices and deprecated models.",
    discussion: "This needs a key and costs nothing. Later estimates use the answers.")

  @Option(name: .long, help: ArgumentHelp("Give up after this time. Default: 120.", valueName: "seconds"))
  var timeout: Double?

  @OptionGroup var common: CommonOptions

  func validate() throws { try WaitingOptions.check(timeout) }

  func run() async throws {
    let session = try await Session(common)
    let waitPolicy = WaitPolicy(wait: .seconds(timeout ?? 120))
    let environment = session.settings.environment
    let refresh = try await withInterrupt {
      try await waitPolicy.within {
        try await FalProvider(environment: environment).use { try await $0.refreshModels() }
      }
    }
    let console = session.console
    for line in refresh.unreadable { console.warn("a price that cannot be used: \(TerminalText(line))") }
    guard !common.json, !common.jsonl else { return console.write(document: refresh.members) }
    for change in refresh.changes {
      console.writeLine("\(change.model): \(change.before?.description ?? "no price") → \(change.after.description)")
    }
    for line in refresh.onlyBilled { console.detail("only bills are counted by it: \(TerminalText(line))") }
    for name in refresh.deprecated { console.writeLine("\(name): deprecated") }
    for endpoint in refresh.unknown { console.writeLine("\(TerminalText(endpoint)): not known to the provider") }
    console.note("\(refresh.confirmed) prices confirmed, \(refresh.changes.count) changed")
  }
}

extension ModelRefresh {
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
