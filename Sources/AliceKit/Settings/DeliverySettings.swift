package import AliceGenerate
import AliceModel
import AliceWorkspace
import Foundation
import Yams

/// The hooks and webhooks of the configuration files.
///
/// A project's file may come with a folder from another person, so its programs run only if the user's own file lists
/// it under `trust`.
package struct DeliverySettings: Sendable {
  package private(set) var hooks: [Hook] = []
  package private(set) var webhooks: [Webhook] = []
  /// The project files whose hooks and webhooks are ignored.
  package private(set) var untrusted: [String] = []

  /// Throws a usage failure with one line if an entry is invalid.
  package init(_ settings: Settings) throws {
    for file in settings.sources {
      let (hookNodes, webhookNodes) = try (file.list("hooks"), file.list("webhooks"))
      guard !hookNodes.isEmpty || !webhookNodes.isEmpty else { continue }
      guard settings.trusts(file) else {
        untrusted.append(file.path)
        continue
      }
      for node in hookNodes { hooks.append(try Entry(node, "hooks", file.path, settings).hook()) }
      for node in webhookNodes { webhooks.append(try Entry(node, "webhooks", file.path, settings).webhook()) }
    }
  }

  var isEmpty: Bool { hooks.isEmpty && webhooks.isEmpty }

  func delivery(
    _ environment: [String: String], showsOutput: Bool, warn: @escaping @Sendable (String) -> Void
  ) -> EventDelivery {
    EventDelivery(hooks: hooks, webhooks: webhooks, environment: environment, showsOutput: showsOutput) {
      warn(TerminalText($0).description)
    }
  }

  /// One entry of a list, as a map.
  private struct Entry {
    let map: Node.Mapping
    let place: String
    let home: String

    init(_ node: Node, _ list: String, _ path: String, _ settings: Settings) throws {
      place = "\(path): \(list)"
      home = settings.environment["HOME"] ?? "."
      guard let map = node.mapping else { throw Failure(.usage, "\(place) is a list of maps, each with 'on'") }
      self.map = map
    }

    func hook() throws -> Hook {
      try allow(["on", "run", "timeout"])
      return Hook(on: try pattern(), run: try command(), timeout: try timeout())
    }

    func webhook() throws -> Webhook {
      try allow(["on", "url", "secret_env", "secret_file", "allow_private"])
      guard let url = text("url") else { throw wrong("'url' is missing") }
      do {
        return try Webhook(
          on: try pattern(), url: url, secret: try secret(), allowsPrivate: try flag("allow_private"))
      } catch AliceError.configuration(let reason) {
        throw wrong("url: \(reason)")
      }
    }

    private func wrong(_ reason: String) -> Failure { Failure(.usage, "\(TerminalText("\(place): \(reason)"))") }

    private func text(_ name: String) -> String? { map[name]?.scalar?.string }

    private func allow(_ names: [String]) throws {
      for (key, _) in map where !names.contains(key.string ?? "") {
        throw wrong("'\(key.string ?? "?")' means nothing there; there are \(names.joined(separator: ", "))")
      }
    }

    private func pattern() throws -> EventPattern {
      guard let text = text("on") else { throw wrong("'on' is missing: the name of an event") }
      let pattern = EventPattern(text)
      guard pattern.matchesAny else { throw wrong(pattern.complaint) }
      guard text != Event.Name.generationProgress.rawValue else {
        throw wrong("\(text) is for those who watch, and is not delivered")
      }
      return pattern
    }

    private func command() throws -> CommandWords {
      guard let node = map["run"] else { throw wrong("'run' is missing: a program and its arguments") }
      let words: CommandWords? =
        if let list = node.sequence {
          list.allSatisfy { $0.scalar != nil } ? CommandWords(list.compactMap { $0.scalar?.string }) : nil
        } else {
          node.scalar.flatMap { CommandWords(splitting: $0.string) }
        }
      guard let words else { throw wrong("'run' is no command: a list of words, or a line with balanced quotes") }
      return words
    }

    private func timeout() throws -> Duration {
      guard let text = text("timeout") else { return .seconds(30) }
      guard let seconds = Double(text.hasSuffix("s") ? String(text.dropLast()) : text), (0.1...3600).contains(seconds)
      else { throw wrong("'timeout' takes seconds, from 0.1 to 3600") }
      return .seconds(seconds)
    }

    private func flag(_ name: String) throws -> Bool {
      guard let text = text(name) else { return false }
      guard let flag = ["true": true, "false": false, "yes": true, "no": false][text.lowercased()] else {
        throw wrong("'\(name)' is true or false")
      }
      return flag
    }

    private func secret() throws -> Webhook.Secret {
      switch (text("secret_env"), text("secret_file")) {
      case (let name?, nil) where !name.isEmpty: return .variable(name)
      case (nil, let path?) where !path.isEmpty:
        return .file(BytePath(path.hasPrefix("~/") ? home + path.dropFirst() : path))
      default: throw wrong("one of 'secret_env' and 'secret_file' names where the secret is")
      }
    }
  }
}
