import AliceKit
import ArgumentParser

struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Show the effective settings and where they come from.",
    discussion: """
      In order of precedence: flag, environment (ALICE_LIBRARY, ALICE_MODEL), .alice.yaml of the folder, \
      $XDG_CONFIG_HOME/alice/config.yaml. Keys of the files: library, model, inboxes, hooks, webhooks; in the last one \
      also trust. Secrets are never shown.
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let settings = session.settings
    let inboxes = settings.inboxes.map(\.description)
    let events = try DeliverySettings(settings)
    if common.json || common.jsonl {
      return session.console.write(document: [
        "library": .string(session.root.description), "model": .string(settings.model(flag: nil)),
        "inboxes": .array(inboxes.map(JSONValue.string)), "files": .array(settings.files.map(JSONValue.string)),
        "hooks": .array(events.hooks.map(\.json)), "webhooks": .array(events.webhooks.map(\.json)),
        "untrusted": .array(events.untrusted.map(JSONValue.string)),
      ])
    }
    func line(_ name: String, _ text: String) { session.console.writeLine("\(name)\t\(TerminalText(text))") }
    line("library", session.root.description)
    line("model", settings.model(flag: nil))
    line("inboxes", inboxes.joined(separator: ", "))
    line("files", settings.files.joined(separator: ", "))
    for hook in events.hooks { line("hook", "\(hook.pattern)  \(hook.command.words.joined(separator: " "))") }
    for webhook in events.webhooks { line("webhook", "\(webhook.pattern)  \(webhook.place)  \(webhook.secret.name)") }
    for file in events.untrusted { line("untrusted", file) }
  }
}

extension Hook {
  fileprivate var json: JSONValue {
    [
      "on": .string(pattern.description), "run": .array(command.words.map(JSONValue.string)),
      "timeout": JSONValue(Int(timeout.components.seconds)),
    ]
  }
}

extension Webhook {
  fileprivate var json: JSONValue {
    ["on": .string(pattern.description), "url": .string(place), "secret": .string(secret.name)]
  }
}

extension Webhook.Secret {
  /// The location of the secret, not its value.
  fileprivate var name: String {
    switch self {
    case .variable(let name): "secret_env \(name)"
    case .file(let path): "secret_file \(path)"
    }
  }
}
