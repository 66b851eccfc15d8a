package import AliceKit
import Foundation
import Hummingbird
import Logging
import NIOCore

/// How the gallery is shown.
package struct GalleryOptions: Sendable {
  /// The port; nil for the one that the library had last, else any that is free.
  package var port: Int?
  package var isReadOnly = false
  /// The query that the page begins with.
  package var query = ""
  /// The time without any request or open page after which the server ends; nil for never.
  package var idle: Duration?
  /// What the token that is told allows; empty for none.
  package var tokenScopes: Set<GalleryScope> = []

  package init() {}
}

/// An address of the gallery, with a ticket that opens it once.
package struct GalleryAddress: Sendable {
  package let url: String
  /// A page that leads a browser there; nil if the library cannot be written.
  package let page: BytePath?
  /// Whether another process shows the library already.
  package let isOther: Bool
  /// The token for programs, if one is wanted.
  package let token: String?
}

/// The gallery of a library: a page in the browser, served to this machine alone.
package struct Gallery: Sendable {
  private let options: GalleryOptions
  private let settings: Settings
  private let library: LibraryAccess
  private let workspace: Workspace
  private let access: GalleryAccess

  /// Opens the library. Throws if there is none.
  package init(_ options: GalleryOptions, _ settings: Settings, _ library: LibraryAccess) throws {
    self.options = options
    self.settings = settings
    self.library = library
    workspace = options.isReadOnly ? try library.open() : try library.openForWriting()
    access = GalleryAccess(of: workspace)
  }

  /// Serves until the task is cancelled or nobody uses the page any more. If another process shows the library, returns
  /// after `onReady` with an address of that process.
  package func run(onReady: @escaping @Sendable (GalleryAddress) async -> Void) async throws {
    let claim = try access.claim()
    guard case .held = claim else {
      return await onReady(try address(at: other(), isOther: true))
    }
    defer {
      access.removePage()
      withExtendedLifetime(claim) {}
    }
    let server = try GalleryServer(workspace, settings, library, isReadOnly: options.isReadOnly)
    server.workers.start()
    let result: Result<Void, any Error>
    do {
      result = .success(try await serve(server, onReady))
    } catch {
      result = .failure(error)
    }
    await server.thumbnails.service.waitForPrograms(atMost: Gallery.closingTime)
    await server.generations.stop()
    await server.workers.stop()
    try result.get()
  }

  /// Returns the gallery that another process shows, if it is the one that is wanted.
  private func other() throws -> GalleryAccess.Place {
    guard let shown = access.shown else { throw AliceError.libraryLocked(workspace.root) }
    guard shown.isReadOnly == options.isReadOnly else {
      let mode =
        shown.isReadOnly ? "the library is shown read-only already" : "the library is shown with changes already"
      throw Failure(.library, mode + "; end that gallery first")
    }
    guard options.port == nil || options.port == shown.port else {
      throw Failure(.library, "the library is shown at port \(shown.port) already; end that gallery first")
    }
    return shown
  }

  /// Serves at the wanted port, or at any if that is only a habit.
  private func serve(
    _ server: GalleryServer, _ onReady: @escaping @Sendable (GalleryAddress) async -> Void
  ) async throws {
    let wanted = options.port ?? access.port ?? 0
    let port: Int
    do {
      port = try await FreePort.find(wanted)
    } catch {
      guard options.port == nil else {
        throw Failure(.temporary, "port \(wanted) of this machine is in use; choose another with --port")
      }
      port = try await FreePort.find(0)
      access.renew()
    }
    let place = GalleryAccess.Place(port: port, isReadOnly: options.isReadOnly)
    let gate = try Gate(access, place)
    // Whatever happens to what pages are told, they are served.
    async let _ = follow(server)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await application(server, gate, place, onReady).run() }
      group.addTask { try await watch(server) }
      defer {
        end(server)
        group.cancelAll()
      }
      do {
        try await group.next()
      } catch is IdleEnd {
        return
      }
      try Task.checkCancellation()
    }
  }

  /// Tells the pages what changes, and records what thumbnails show, until the task is cancelled.
  private func follow(_ server: GalleryServer) async {
    let watch = ChangeWatch(server)
    await withDiscardingTaskGroup { group in
      group.addTask { await watch.run() }
      group.addTask { await watch.followJobs() }
      if !options.isReadOnly {
        group.addTask { await server.thumbnails.recordFacts(server.browser, server.workers) }
      }
    }
  }

  /// The time that programs and answers have to end after the server is told to.
  private static let closingTime = Duration.seconds(2)

  /// Ends what requests wait for, and after a while the requests themselves.
  private func end(_ server: GalleryServer) {
    server.thumbnails.service.end()
    let connections = server.connections
    Task {
      try? await Task.sleep(for: Gallery.closingTime)
      connections.closeAll()
    }
  }

  /// The most bytes of a request's headers. Cookies of all servers on this host come with each request.
  private static let headLimit = 256 << 10

  private func application(
    _ server: GalleryServer, _ gate: Gate, _ place: GalleryAccess.Place,
    _ onReady: @escaping @Sendable (GalleryAddress) async -> Void
  ) -> Application<GalleryResponder> {
    let connections = server.connections
    return Application(
      responder: GalleryResponder(server: server, gate: gate),
      server: .http1(
        configuration: .init(
          additionalChannelHandlers: [ConnectionHandler(connections)],
          httpDecoderConfiguration: .init(maxHeaderFieldSize: Gallery.headLimit, maxHeaderListSize: Gallery.headLimit))),
      configuration: ApplicationConfiguration(address: .hostname("127.0.0.1", port: place.port), backlog: 1024),
      onServerRunning: { [self] _ in
        access.keep(place)
        // The first page is asked for at once; its result is read meanwhile.
        _ = try? await server.result(of: .init(query: options.query, isStacked: true))
        // Without a digest there is no cookie either, and the server has not started.
        if let address = try? address(at: place, isOther: false) { await onReady(address) }
      },
      // Addresses with tickets and paths must be in no log.
      logger: Logger(label: "alice-gallery") { _ in SwiftLogNoOpLogHandler() })
  }

  private struct IdleEnd: Error {}

  /// Closes slow connections, and ends the server when it is not used, or when the catalog or the journal is another
  /// file: nothing that the page shows is true then.
  private func watch(_ server: GalleryServer) async throws {
    while true {
      try await Task.sleep(for: .seconds(1))
      try await server.workers.read { [stores = server.stores] in
        do throws(OpenedStores.Loss) { try stores.check() } catch { throw Failure(error) }
      }
      server.connections.sweep()
      if let idle = options.idle, let since = server.connections.idleSince, since + idle < .now { throw IdleEnd() }
    }
  }

  private func address(at place: GalleryAccess.Place, isOther: Bool) throws -> GalleryAddress {
    var url = "http://127.0.0.1:\(place.port)/?k=\(access.issueTicket())"
    if !options.query.isEmpty {
      url += "&q=" + (options.query.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")
    }
    let token = try options.tokenScopes.isEmpty ? nil : access.token(for: place, options.tokenScopes)
    return GalleryAddress(url: url, page: access.writePage(leadingTo: url), isOther: isOther, token: token)
  }
}
