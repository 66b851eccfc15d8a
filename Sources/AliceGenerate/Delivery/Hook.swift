import AliceFal
package import AliceWorkspace

/// A program that is started for events.
package struct Hook: Sendable, Hashable {
  package let pattern: EventPattern
  package let command: CommandWords
  package let timeout: Duration

  package init(on pattern: EventPattern, run command: CommandWords, timeout: Duration = .seconds(30)) {
    self.pattern = pattern
    self.command = command
    self.timeout = timeout
  }
}

/// A URL to which signed events are sent.
package struct Webhook: Sendable, Hashable {
  /// Where the secret is stored; it is read when the first event is sent.
  package enum Secret: Sendable, Hashable {
    case variable(String)
    case file(BytePath)
  }

  package let pattern: EventPattern
  package let secret: Secret
  let address: WebhookAddress

  /// Throws if events may not be sent to the URL.
  package init(on pattern: EventPattern, url: String, secret: Secret, allowsPrivate: Bool) throws {
    do throws(WebhookError) {
      address = try WebhookAddress(url, allowsPrivate: allowsPrivate)
    } catch {
      throw AliceError.configuration("\(error)")
    }
    self.pattern = pattern
    self.secret = secret
  }

  /// The URL without its query.
  package var place: String { address.shown }
}
