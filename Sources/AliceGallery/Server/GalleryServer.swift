import AliceKit
import Hummingbird
import NIOCore

/// What all routes share.
struct GalleryServer: Sendable {
  let workspace: Workspace
  let settings: Settings
  let library: LibraryAccess
  let browser: Browser
  let isReadOnly: Bool
  let stores: OpenedStores
  let workers: Workers
  let connections = Connections()
  let results: Results
  let thumbnails: Thumbnails
  let hub = EventHub()
  let repeats = RepeatedRequests()
  let downloads = DownloadTickets()
  let generations = Generations()
  let capabilities: Capabilities
  let page = PageFiles.embedded

  init(
    _ workspace: Workspace, _ settings: Settings, _ library: LibraryAccess, isReadOnly: Bool
  ) throws {
    self.workspace = workspace
    self.settings = settings
    self.library = library
    self.isReadOnly = isReadOnly
    stores = OpenedStores(of: workspace)
    workers = Workers(stores)
    browser = try Browser(workspace, dateOrder: settings.dateOrder)
    results = Results(browser)
    thumbnails = try Thumbnails(workspace, settings, isReadOnly: isReadOnly)
    capabilities = Capabilities(settings.environment, isReadOnly: isReadOnly)
  }

  /// Returns the id that a request names: 64 digits, or 8 or more that begin only one.
  func asset(_ text: String) async throws -> Asset {
    guard AssetID.isPrefix(text), text.utf8.count >= 8 else { throw Problem.notFound("there is no asset '\(text)'") }
    let found = try await workers.read { [browser] in
      if let id = AssetID(hex: text) { return try browser.asset(id) }
      return try browser.asset(withPrefix: text)
    }
    guard let found else { throw AliceError.noSuchAsset(text) }
    return found
  }
}

/// The parts of a connection that a request needs.
struct GalleryContext: InitializableFromSource, Sendable {
  let channel: any Channel

  init(source: ApplicationRequestContextSource) { channel = source.channel }
}

/// Admits, routes and answers requests.
struct GalleryResponder: HTTPResponder {
  let server: GalleryServer
  let gate: Gate

  func respond(to request: Request, context: GalleryContext) async throws -> Response {
    let call = Call(request, on: context.channel)
    server.connections.isAnswering(context.channel, known: gate.isKnown(call))
    var reply: Reply
    do {
      reply = try await answer(call)
    } catch {
      let problem = Problem(describing: error)
      reply =
        problem.status == .unauthorized && call.path.first != "api"
        ? EntryPages.unauthorized(problem) : problem.reply
      // The body of a refused request is not read to its end, however long it is. Who has no access keeps no connection.
      reply.closes =
        call.method == .post || call.header(.contentLength) != nil
        || [.unauthorized, .forbidden, .misdirectedRequest].contains(problem.status)
    }
    let closes = reply.closes
    return reply.response(isHead: call.method == .head) { [connections = server.connections] in
      connections.hasAnswered(context.channel, closes: closes)
      if closes { try? await context.channel.close(mode: .output) }
    }
  }

  private func answer(_ call: Call) async throws -> Reply {
    switch try await gate.admit(call, server.workers) {
    case .ticket(let isForeign):
      return EntryPages.exchanged(gate, isForeign: isForeign, query: call.parameter("q"))
    case .program(let scopes): try Routes.check(call, scopes)
    case .admitted: break
    }
    guard let route = Routes.route(call) else { throw Problem.notFound() }
    return try await route(server, call)
  }
}
