package import AliceKit

/// What an assistant may do. Reading is always allowed.
package enum AgentScope: String, Sendable, Hashable, CaseIterable {
  case read, write, spend
}

/// How the server for assistants is started.
package struct AgentOptions: Sendable {
  package var scopes: Set<AgentScope> = [.read]
  /// The most that one call may cost. Without it, nothing is spent unless the user of the client approves the price.
  package var maxCost: Money?
  /// The most that all calls together may cost until the server ends.
  package var sessionBudget: Money?
  package var version: String

  package init(version: String) { self.version = version }
}

/// The server for assistants: the Model Context Protocol over lines of JSON.
package struct Agent: Sendable {
  private let context: AgentContext

  /// The time in which calls may end after the client is gone.
  private static let grace = Duration.seconds(5)

  /// Nothing is opened before the first request needs it.
  package init(_ options: AgentOptions, _ settings: AgentSettings) {
    context = AgentContext(options, settings)
  }

  /// Serves one client until its lines end or the task is cancelled.
  package func run(_ source: LineSource, write: @escaping @Sendable ([UInt8]) -> Void) async {
    let server = AgentServer(context, Outbox(write))
    let leftovers = context.options.scopes.contains(.spend) ? Task { await context.fetchLeftovers() } : nil
    var client = AgentServer.Client()
    for await line in source.lines { server.take(line, from: &client, settling: source) }
    await server.finish(within: Task.isCancelled ? .zero : Agent.grace)
    leftovers?.cancel()
    await leftovers?.value
    await context.close()
  }
}
