package import AliceLibrary
import AliceMedia
import Synchronization

/// What opens the gallery of a library: a secret from which the cookies of browsers are made, one-time tickets that they
/// exchange for a cookie, and what is shown where. It is kept in `.alice/gallery`, which only its owner can read, so
/// that bookmarks work after a restart and a second process can open the gallery that runs.
///
/// Every process takes the file's word. If the library cannot be written, the access ends with the process.
package final class GalleryAccess: Sendable {
  /// Where a gallery is shown, and how.
  package struct Place: Sendable, Hashable {
    package let port: Int
    package let isReadOnly: Bool

    package init(port: Int, isReadOnly: Bool) {
      self.port = port
      self.isReadOnly = isReadOnly
    }
  }

  private struct Ticket: Sendable {
    let text: String
    /// The end of its validity in milliseconds since 1970.
    let end: Int64
  }

  private struct State: Sendable {
    var secret = GalleryAccess.random()
    var port: Int?
    /// The mode of the gallery that runs; nil until it is served.
    var isReadOnly: Bool?
    var tickets: [Ticket] = []
  }

  private static let mostTickets = 16
  /// The validity of a ticket in milliseconds.
  private static let lifetime: Int64 = 10 * 60 * 1_000
  private static let digits = 64

  private let library: Library
  private let clock: Clock
  private let state: Mutex<(known: State, stamp: FileStamp?)>

  package init(of workspace: Workspace, clock: Clock? = nil) {
    library = workspace.library
    self.clock = clock ?? workspace.clock
    state = Mutex((State(), nil))
    state.withLock { refresh(&$0) }
  }

  /// The port of the gallery that runs, or ran last.
  package var port: Int? { state.withLock { $0.known.port } }

  /// The gallery that another process shows now; nil if it is just beginning.
  package var shown: Place? {
    state.withLock { state in
      refresh(&state)
      guard let port = state.known.port, let isReadOnly = state.known.isReadOnly else { return nil }
      return Place(port: port, isReadOnly: isReadOnly)
    }
  }

  /// The right to show the library, which one process at a time has.
  package enum Claim: Sendable {
    case taken
    /// The right ends with the lock. Without write permission there is none, and several processes do no harm.
    case held(LibraryLock?)
  }

  package func claim() throws -> Claim {
    guard library.isWritable else { return .held(nil) }
    guard let lock = try library.claim(.gallery) else { return .taken }
    // What an earlier process showed is over.
    change { $0.isReadOnly = nil }
    return .held(lock)
  }

  package func keep(_ place: Place) {
    change { state in
      state.port = place.port
      state.isReadOnly = place.isReadOnly
    }
  }

  /// Makes all cookies and tickets invalid, because a program that took the port may have received cookies.
  package func renew() {
    change { state in
      state.secret = GalleryAccess.random()
      state.tickets = []
    }
  }

  /// Returns the value of the cookie for a gallery. The secret stays here: browsers send cookies to every port of a
  /// host, and what another server receives must open neither other ports nor a gallery that can change the library.
  package func key(for place: Place) throws -> String {
    let mode = place.isReadOnly ? "read" : "write"
    // Whoever continues a digest gets that of no other port or mode.
    return try ContentDigest.hex(
      of: state.withLock { $0.known.secret } + "\n\(place.port)\n\(mode)", domain: "alice:gallery:1")
  }

  /// Returns a new ticket, which opens the gallery once, within ten minutes.
  package func issueTicket() -> String {
    let ticket = Ticket(text: GalleryAccess.random(), end: clock.now().milliseconds + GalleryAccess.lifetime)
    change { $0.tickets = $0.tickets.suffix(GalleryAccess.mostTickets - 1) + [ticket] }
    return ticket.text
  }

  /// Returns whether the ticket is valid, which it never is again. What is no ticket costs no file.
  package func redeem(_ text: String) -> Bool {
    guard text.utf8.count == GalleryAccess.digits, text.utf8.allSatisfy(GalleryAccess.isDigit) else { return false }
    let isKnown = state.withLock { state in
      refresh(&state)
      return index(of: text, in: state.known) != nil
    }
    guard isKnown else { return false }
    return change { state in
      guard let index = index(of: text, in: state) else { return false }
      state.tickets.remove(at: index)
      return true
    }
  }

  private func index(of text: String, in state: State) -> Int? {
    let now = clock.now().milliseconds
    return state.tickets.firstIndex { ticket in
      GalleryAccess.isEqual(ticket.text, text) && now < ticket.end && ticket.end - now <= GalleryAccess.lifetime
    }
  }

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
  package static func isEqual(_ one: String, _ other: String) -> Bool {
    guard one.utf8.count == other.utf8.count else { return false }
    return zip(one.utf8, other.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) }

  /// Returns 256 random bits as 64 hexadecimal digits.
  private static func random() -> String {
    var generator = SystemRandomNumberGenerator()
    return (0..<4).map { _ in
      let digits = String(generator.next(), radix: 16)
      return String(repeating: "0", count: 16 - digits.count) + digits
    }.joined()
  }

  // MARK: The file

  private static let patience = 5_000

  /// Reads, changes and writes the file while no other process does.
  private func change<Result>(_ body: (inout State) -> Result) -> Result {
    state.withLock { state in
      let lock = try? library.lockForGallery(waitMilliseconds: GalleryAccess.patience)
      defer { withExtendedLifetime(lock) {} }
      refresh(&state)
      let result = body(&state.known)
      // Without a file the access ends with this process.
      try? library.write(Array((GalleryAccess.json(state.known).text + "\n").utf8), to: .gallery)
      state.stamp = (try? library.stamp(of: .gallery)) ?? nil
      return result
    }
  }

  /// Reads the file if it is another one than the last time.
  private func refresh(_ state: inout (known: State, stamp: FileStamp?)) {
    guard let stamp = (try? library.stamp(of: .gallery)) ?? nil, stamp != state.stamp else { return }
    state.stamp = stamp
    if let kept = GalleryAccess.kept(in: library) { state.known = kept }
  }

  private static func kept(in library: Library) -> State? {
    guard let bytes = (try? library.read(.gallery)) ?? nil, let json = try? JSONValue(parsing: bytes),
      let secret = json["secret"]?.stringValue, secret.utf8.count == digits
    else { return nil }
    let tickets = (json["tickets"]?.arrayValue ?? []).compactMap { ticket -> Ticket? in
      guard let text = ticket["ticket"]?.stringValue, text.utf8.count == digits, let end = ticket["end"]?.intValue
      else {
        return nil
      }
      return Ticket(text: text, end: Int64(end))
    }
    return State(
      secret: secret, port: json["port"]?.intValue.flatMap { (1...65535).contains($0) ? $0 : nil },
      isReadOnly: json["readOnly"]?.boolValue, tickets: tickets.suffix(mostTickets))
  }

  private static func json(_ state: State) -> JSONValue {
    [
      "secret": .string(state.secret), "port": state.port.map { JSONValue($0) } ?? .null,
      "readOnly": state.isReadOnly.map { .bool($0) } ?? .null,
      "tickets": .array(state.tickets.map { ["ticket": .string($0.text), "end": JSONValue(Int($0.end))] }),
    ]
  }
}
