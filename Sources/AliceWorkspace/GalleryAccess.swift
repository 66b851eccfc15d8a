package import AliceLibrary
import Synchronization

/// What opens the gallery of a library: a secret that browsers keep as a cookie, one-time tickets that they exchange for
/// it, and the port. It is kept in `.alice/gallery`, which only its owner can read, so that bookmarks work after a
/// restart and a second process can open the gallery that runs.
///
/// If the library cannot be written, the access ends with the process.
package final class GalleryAccess: Sendable {
  private struct State {
    var secret: String
    var port: Int?
    var tickets: [String]
  }

  private static let mostTickets = 16

  private let library: Library
  private let state: Mutex<State>

  package init(of workspace: Workspace) {
    library = workspace.library
    state = Mutex(GalleryAccess.kept(in: library) ?? State(secret: GalleryAccess.random(), port: nil, tickets: []))
  }

  package var secret: String { state.withLock { $0.secret } }

  /// The port of the gallery that runs, or ran last.
  package var port: Int? { state.withLock { $0.port } }

  /// The right to show the library, which one process at a time has.
  package enum Claim: Sendable {
    case taken
    /// The right ends with the lock. Without write permission there is none, and several processes do no harm.
    case held(LibraryLock?)
  }

  package func claim() throws -> Claim {
    guard library.isWritable else { return .held(nil) }
    return try library.claim(.gallery).map { .held($0) } ?? .taken
  }

  package func keep(port: Int) {
    state.withLock { state in
      state.port = port
      save(state)
    }
  }

  /// Returns a new ticket, which opens the gallery once.
  package func issueTicket() -> String {
    state.withLock { state in
      // Another process may have issued or used tickets.
      if let kept = GalleryAccess.kept(in: library), kept.secret == state.secret { state.tickets = kept.tickets }
      let ticket = GalleryAccess.random()
      state.tickets = state.tickets.suffix(GalleryAccess.mostTickets - 1) + [ticket]
      save(state)
      return ticket
    }
  }

  /// Returns whether the ticket is valid, which it never is again.
  package func redeem(_ ticket: String) -> Bool {
    state.withLock { state in
      if let kept = GalleryAccess.kept(in: library), kept.secret == state.secret { state.tickets = kept.tickets }
      guard let index = state.tickets.firstIndex(where: { GalleryAccess.isEqual($0, ticket) }) else { return false }
      state.tickets.remove(at: index)
      save(state)
      return true
    }
  }

  package func isSecret(_ text: String) -> Bool { GalleryAccess.isEqual(secret, text) }

  /// Writes a page that leads a browser to `url`, and returns its path: an address with a ticket must not become an
  /// argument of another program, where every user can read it. Returns nil if the library cannot be written.
  package func writePage(leadingTo url: String) -> BytePath? {
    let page = "<!doctype html><meta http-equiv=\"refresh\" content=\"0; url=\(url)\"><title>alice</title>\n"
    do { try library.write(Array(page.utf8), to: .galleryPage) } catch { return nil }
    return library.path(of: .galleryPage)
  }

  /// Removes the page.
  package func removePage() { try? library.remove(.galleryPage) }

  /// Compares in a time that does not depend on the content.
  private static func isEqual(_ one: String, _ other: String) -> Bool {
    guard one.utf8.count == other.utf8.count else { return false }
    return zip(one.utf8, other.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  /// Returns 256 random bits as 64 hexadecimal digits.
  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  private static func kept(in library: Library) -> State? {
    guard let bytes = (try? library.read(.gallery)) ?? nil, let json = try? JSONValue(parsing: bytes),
      let secret = json["secret"]?.stringValue, secret.utf8.count == 64
    else { return nil }
    let port = json["port"]?.intValue.flatMap { (1...65535).contains($0) ? $0 : nil }
    let tickets = json["tickets"]?.arrayValue?.compactMap(\.stringValue).filter { $0.utf8.count == 64 } ?? []
    return State(secret: secret, port: port, tickets: tickets.suffix(mostTickets))
  }

  private func save(_ state: State) {
    let json: JSONValue = [
      "secret": .string(state.secret), "port": state.port.map { JSONValue($0) } ?? .null,
      "tickets": .array(state.tickets.map(JSONValue.string)),
    ]
    // Without a file the access ends with this process.
    try? library.write(Array((json.text + "\n").utf8), to: .gallery)
  }
}
