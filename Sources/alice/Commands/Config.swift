import AliceKit
import ArgumentParser

struct Config: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "config", abstract: "Show and change the settings.",
    discussion: """
      In order of precedence: flag, environment (ALICE_LIBRARY, ALICE_MODEL), the library that you stand in, .alice.yaml \
      of the folder, $XDG_CONFIG_HOME/alice/config.yaml. 'alice config edit' opens the last one; a new one is a sample \
      with a comment on every key. A key that no setting has is told with its line, and the rest counts.
      """,
    subcommands: [ConfigShow.self, ConfigGet.self, ConfigSet.self, ConfigEdit.self, ConfigPath.self],
    defaultSubcommand: ConfigShow.self)
}

struct ConfigShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show the effective settings and where they come from.",
    discussion: """
      Secrets are never shown. \
      The network is reached as curl does: https_proxy, all_proxy and no_proxy (in either case), SSL_CERT_FILE and \
      SSL_CERT_DIR; FAL_MEDIA_HOSTS adds hosts of media. See docs/jobs.md.
      """)

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let settings = session.settings
    let events = try DeliverySettings(settings)
    let facts: [(String, String)] =
      [
        ("library", session.root.description), ("model", settings.model(flag: nil)),
        ("inboxes", settings.inboxes.map(\.description).joined(separator: ", ")),
        ("files", settings.files.joined(separator: ", ")),
      ] + events.hooks.map { ("hook", "\($0.pattern)  \($0.command.words.joined(separator: " "))") }
      + events.webhooks.map { ("webhook", "\($0.pattern)  \($0.place)  \($0.secret.name)") }
      + events.untrusted.map { ("untrusted", $0) }
    session.console.write(
      document: document(session, events),
      text: facts.map { "\($0)\t\(TerminalText($1))" }.joined(separator: "\n"), as: session.format)
  }

  private func document(_ session: Session, _ events: DeliverySettings) -> JSONObject {
    let settings = session.settings
    return [
      "library": .string(session.root.description), "model": .string(settings.model(flag: nil)),
      "inboxes": .array(settings.inboxes.map { .string($0.description) }),
      "files": .array(settings.files.map(JSONValue.string)),
      "hooks": .array(events.hooks.map(\.json)), "webhooks": .array(events.webhooks.map(\.json)),
      "untrusted": .array(events.untrusted.map(JSONValue.string)),
    ]
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
