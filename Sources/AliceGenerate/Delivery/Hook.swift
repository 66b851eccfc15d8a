import AliceFal
package import AliceWorkspace

/// A program that is run for events.
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

/// A place on the web that events are sent to, signed.
package struct Webhook: Sendable, Hashable {
  /// Where the secret is; it is read when the first event is sent.
  package enum Secret: Sendable, Hashable {
    case variable(String)
    case file(BytePath)
  }

  package let pattern: EventPattern
  package let secret: Secret
  let address: WebhookAddress

  /// Throws where the address is none that events may go to.
  package init(on pattern: EventPattern, url: String, secret: Secret, allowsPrivate: Bool) throws {
    do throws(WebhookError) {
      address = try WebhookAddress(url, allowsPrivate: allowsPrivate)
    } catch {
      throw AliceError.configuration("\(error)")
    }
    self.pattern = pattern
    self.secret = secret
  }

  /// The address without its query.
  package var place: String { address.shown }
}
