import AliceKit
import Hummingbird

/// Admits a request before it is routed: only pages of this server, with the cookie of this library, may ask.
///
/// Loopback is no wall: any page in a browser can send requests here, and a name of another site can be made to lead
/// here. The browser's own headers tell them apart.
struct Gate: Sendable {
  private let access: GalleryAccess
  private let place: GalleryAccess.Place
  private let key: String
  private let tokens: [(token: String, scopes: Set<GalleryScope>)]

  static let bodyLimit = 64 << 10
  /// The largest file that can be dropped onto the page.
  static let dropLimit = 2 << 30

  init(_ access: GalleryAccess, _ place: GalleryAccess.Place) throws {
    self.access = access
    self.place = place
    key = try access.key(for: place)
    tokens = try access.tokens(for: place)
  }

  private var port: Int { place.port }

  enum Admission: Sendable {
    case admitted
    /// A program with a token asks, which may do what the scopes say.
    case program(Set<GalleryScope>)
    /// The address has a ticket. `isForeign` means that another site or a file led here, whose navigation carries no
    /// cookie on.
    case ticket(isForeign: Bool)
  }

  var cookieName: String { "alice_\(port)" }

  var cookie: String {
    "\(cookieName)=\(key); HttpOnly; SameSite=Strict; Path=/; Max-Age=\(30 * 86_400)"
  }

  /// Throws the problem if the request is refused.
  func admit(_ call: Call, _ workers: Workers) async throws -> Admission {
    try checkHost(call)
    try checkMethod(call)
    let site = call.header("Sec-Fetch-Site")
    if call.header(.authorization) != nil { return try program(call, site) }
    if let ticket = ticket(of: call) {
      let isForeign = site == "cross-site" || site == "same-site"
      let isValid = try await workers.read { [access] in access.redeem(ticket) }
      // Who reloads a used address, or comes back to it, has the cookie.
      guard isValid || (!isForeign && isKnown(call)) else {
        throw Gate.unauthorized("this address was used already, or is older than ten minutes: \(Gate.advice)")
      }
      return .ticket(isForeign: isForeign)
    }
    try checkSite(call, site)
    guard isKnown(call) else { throw Gate.unauthorized("this browser has no access to the gallery: \(Gate.advice)") }
    if call.method == .post { try checkChange(call) }
    return .admitted
  }

  /// Browsers send no such header by themselves, so that a token proves enough.
  private func program(_ call: Call, _ site: String?) throws(Problem) -> Admission {
    guard site == nil else { throw Gate.forbidden("tokens are for programs; a browser uses the page") }
    guard let scopes = scopes(of: call) else {
      var problem = Gate.unauthorized("the token is not valid here: 'alice gallery --token' prints one")
      problem.headers[.wwwAuthenticate] = "Bearer"
      throw problem
    }
    if call.method == .post { try checkBody(call) }
    return .program(scopes)
  }

  private func scopes(of call: Call) -> Set<GalleryScope>? {
    let words = (call.header(.authorization) ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
    return tokens.first { GalleryAccess.isEqual($0.token, String(words[1])) }?.scopes
  }

  func isKnown(_ call: Call) -> Bool { call.cookies(cookieName).contains { GalleryAccess.isEqual($0, key) } }

  private static let advice = "run 'alice gallery' and open the address that it prints"

  private static func unauthorized(_ detail: String) -> Problem { Problem(.unauthorized, detail) }

  private static func forbidden(_ detail: String) -> Problem { Problem(.forbidden, detail) }

  /// Tickets are taken only from the address of the page itself.
  private func ticket(of call: Call) -> String? {
    call.path == [""] && call.method == .get ? call.parameter("k") : nil
  }

  private func checkHost(_ call: Call) throws(Problem) {
    // The first one is the host; further ones stay among the headers.
    guard call.header("Host") == nil else { throw Problem.usage("the request has more than one Host") }
    guard call.host == "127.0.0.1:\(port)" || call.host == "localhost:\(port)" else {
      throw Problem(.misdirectedRequest, "this server answers only for 127.0.0.1:\(port)")
    }
  }

  private func checkMethod(_ call: Call) throws(Problem) {
    guard [.get, .head, .post].contains(call.method) else {
      var problem = Problem(.methodNotAllowed, "only GET, HEAD and POST are answered")
      problem.headers[.allow] = "GET, HEAD, POST"
      throw problem
    }
  }

  /// Browsers name the kind of page that asks; other programs do not, and have no cookie by themselves.
  private func checkSite(_ call: Call, _ site: String?) throws(Problem) {
    guard let site, site != "same-origin" else { return }
    // The user typed the address, or opened a bookmark.
    let isNavigation = ["navigate", nil].contains(call.header("Sec-Fetch-Mode")) && call.method == .get
    guard site == "none", isNavigation else { throw Gate.forbidden("another site must not ask here") }
  }

  private func checkChange(_ call: Call) throws(Problem) {
    guard ["http://127.0.0.1:\(port)", "http://localhost:\(port)"].contains(call.header(.origin)),
      call.header(.origin) == "http://" + call.host
    else { throw Gate.forbidden("changes are made by the page of this server only") }
    guard call.header("X-Alice") == "1" else { throw Gate.forbidden("the header X-Alice is missing") }
    try checkBody(call)
  }

  private func checkBody(_ call: Call) throws(Problem) {
    guard !place.isReadOnly || Gate.harmless.contains(call.path) else {
      var problem = Problem(.methodNotAllowed, "the gallery is read-only", exit: .library)
      problem.headers[.allow] = "GET, HEAD"
      throw problem
    }
    let isDrop = call.path == ["api", "1", "drop"]
    let type = call.header(.contentType)?.split(separator: ";").first.map { $0.lowercased() }
    guard type == (isDrop ? "application/octet-stream" : "application/json") else {
      throw Problem(
        .unsupportedMediaType, "the body must be \(isDrop ? "application/octet-stream" : "application/json")")
    }
    let limit = isDrop ? Gate.dropLimit : Gate.bodyLimit
    if let length = call.header(.contentLength) {
      guard let length = Int(length), length <= limit else { throw Gate.tooLarge }
    }
  }

  /// The requests with a body that change nothing in the library.
  private static let harmless: Set = [["api", "1", "zip"], ["api", "1", "reveal"], ["api", "1", "refresh"]]

  static let tooLarge = Problem(.contentTooLarge, "the body is too large")
}
