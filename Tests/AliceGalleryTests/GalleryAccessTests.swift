import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Who gets an answer: every row is a request that differs in one thing from one of the page.
@Suite struct GalleryAccessTests {
  struct Row: Sendable {
    var name: String
    var method: String
    var path: String
    var headers: [String: String?]
    var body: String?
    var status: Int
    /// `HOST` stands for the server's host with its port.
    init(
      _ name: String, _ method: String, _ path: String, _ headers: [String: String?], body: String? = nil, _ status: Int
    ) {
      (self.name, self.method, self.path, self.headers) = (name, method, path, headers)
      (self.body, self.status) = (body, status)
    }

    init(_ name: String, _ method: String, _ path: String, body: String? = nil, _ status: Int) {
      self.init(name, method, path, [:], body: body, status)
    }
  }

  static let hosts: [Row] = [
    Row("the own name", "GET", "/api/1/page", ["Host": "127.0.0.1:PORT"], 200),
    Row("localhost", "GET", "/api/1/page", ["Host": "localhost:PORT"], 200),
    Row("localhost in capitals", "GET", "/api/1/page", ["Host": "LocalHost:PORT"], 200),
    Row("two hosts", "GET", "/api/1/page", ["host": "127.0.0.1:PORT"], 400),
    Row("a rebound name", "GET", "/api/1/page", ["Host": "evil.example:PORT"], 421),
    Row("a rebound name, without cookie", "GET", "/", ["Host": "evil.example:PORT", "Cookie": nil], 421),
    Row("another port", "GET", "/api/1/page", ["Host": "127.0.0.1:1"], 421),
    Row("no port", "GET", "/api/1/page", ["Host": "127.0.0.1"], 421),
    Row("all interfaces", "GET", "/api/1/page", ["Host": "0.0.0.0:PORT"], 421),
    Row("IPv6", "GET", "/api/1/page", ["Host": "[::1]:PORT"], 421),
    Row("a name that begins so", "GET", "/api/1/page", ["Host": "127.0.0.1:PORT.evil.example"], 421),
    Row("an empty name", "GET", "/api/1/page", ["Host": ""], 421),
    Row("a rebound name that writes", "POST", "/api/1/rate", ["Host": "evil.example:PORT"], body: "{}", 421),
    Row("a rebound name with another method", "OPTIONS", "/api/1/page", ["Host": "evil.example:PORT"], 421),
  ]

  static let sites: [Row] = [
    Row("no word of the browser", "GET", "/api/1/page", ["Sec-Fetch-Site": nil], 200),
    Row("a cross-site fetch", "GET", "/api/1/page", ["Sec-Fetch-Site": "cross-site"], 403),
    Row("a page on another port", "GET", "/api/1/page", ["Sec-Fetch-Site": "same-site"], 403),
    Row("a picture of another page", "GET", "/", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"], 403),
    Row("a link on another page", "GET", "/", ["Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate"], 403),
    Row("a bookmark", "GET", "/", ["Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "navigate"], 200),
    Row("no site, but no navigation", "GET", "/", ["Sec-Fetch-Site": "none", "Sec-Fetch-Mode": "cors"], 403),
    Row("an unknown word", "GET", "/api/1/page", ["Sec-Fetch-Site": "elsewhere"], 403),
    Row("a cross-site write", "POST", "/api/1/rate", ["Sec-Fetch-Site": "cross-site"], body: "{}", 403),
    Row("a navigation that writes", "POST", "/api/1/rate", ["Sec-Fetch-Site": "none"], body: "{}", 403),
  ]

  private static let manyCookies = (0..<50).map { "other\($0)=" + String(repeating: "a", count: 1000) }
    .joined(separator: "; ")

  static let cookies: [Row] = [
    Row("no cookie", "GET", "/api/1/page", ["Cookie": nil], 401),
    Row("no cookie for the page", "GET", "/", ["Cookie": nil], 401),
    Row("no cookie for a file of the page", "GET", "/a/1/main.js", ["Cookie": nil], 401),
    Row("an empty cookie", "GET", "/api/1/page", ["Cookie": "alice_PORT="], 401),
    Row("a wrong cookie", "GET", "/api/1/page", ["Cookie": "alice_PORT=" + String(repeating: "0", count: 64)], 401),
    Row("the cookie of another port", "GET", "/api/1/page", ["Cookie": "alice_1=SECRET"], 401),
    Row("half of the cookie", "GET", "/api/1/page", ["Cookie": "alice_PORT=HALF"], 401),
    Row("the cookie among others", "GET", "/api/1/page", ["Cookie": "a=b; alice_PORT=SECRET; c=d"], 200),
    Row(
      "a wrong cookie of the same name first", "GET", "/api/1/page", ["Cookie": "alice_PORT=bad; alice_PORT=SECRET"],
      200),
    Row("many cookies of other servers", "GET", "/api/1/page", ["Cookie": manyCookies + "; alice_PORT=SECRET"], 200),
    Row("a token in a browser", "GET", "/api/1/page", ["Cookie": nil, "Authorization": "Bearer SECRET"], 403),
    Row("a wrong ticket", "GET", "/?k=" + String(repeating: "0", count: 64), ["Cookie": nil], 401),
    Row("the cookie as a ticket", "GET", "/?k=SECRET", ["Cookie": nil], 401),
    Row("a ticket elsewhere", "GET", "/api/1/page?k=SECRET", ["Cookie": nil], 401),
    Row("no cookie for a write", "POST", "/api/1/rate", ["Cookie": nil], body: "{}", 401),
    Row("no cookie for a file", "GET", "/api/1/file/ID", ["Cookie": nil], 401),
    Row("no cookie for events", "GET", "/api/1/events", ["Cookie": nil], 401),
  ]

  static let methods: [Row] = [
    Row("HEAD", "HEAD", "/api/1/page", 200),
    Row("OPTIONS", "OPTIONS", "/api/1/page", 405), Row("PUT", "PUT", "/api/1/rate", body: "{}", 405),
    Row("DELETE", "DELETE", "/api/1/asset/ID", 405), Row("PATCH", "PATCH", "/api/1/rate", body: "{}", 405),
    Row("TRACE", "TRACE", "/", 405), Row("an unknown method", "BREW", "/", 400),
    Row("a write by GET", "GET", "/api/1/rate", 404), Row("a view by POST", "POST", "/api/1/page", body: "{}", 404),
    Row("the page by POST", "POST", "/", body: "{}", 404),
  ]

  private static let manyTags =
    #"{"ids":[],"add":["# + (0...100).map { "\"tag\($0)\"" }.joined(separator: ",") + "]}"

  static let writes: [Row] = [
    Row("a write of the page", "POST", "/api/1/rate", body: #"{"ids":[],"rating":3}"#, 200),
    Row("no origin", "POST", "/api/1/rate", ["Origin": nil], body: "{}", 403),
    Row("a foreign origin", "POST", "/api/1/rate", ["Origin": "http://evil.example"], body: "{}", 403),
    Row("the null origin", "POST", "/api/1/rate", ["Origin": "null"], body: "{}", 403),
    Row("an origin on another port", "POST", "/api/1/rate", ["Origin": "http://127.0.0.1:1"], body: "{}", 403),
    Row("a secure origin", "POST", "/api/1/rate", ["Origin": "https://HOST"], body: "{}", 403),
    Row("the other own name", "POST", "/api/1/rate", ["Origin": "http://localhost:PORT"], body: "{}", 403),
    Row("no X-Alice", "POST", "/api/1/rate", ["X-Alice": nil], body: "{}", 403),
    Row("another X-Alice", "POST", "/api/1/rate", ["X-Alice": "0"], body: "{}", 403),
    Row("a form", "POST", "/api/1/rate", ["Content-Type": "application/x-www-form-urlencoded"], body: "a=b", 415),
    Row("plain text", "POST", "/api/1/rate", ["Content-Type": "text/plain"], body: "{}", 415),
    Row("no type", "POST", "/api/1/rate", ["Content-Type": nil], body: "{}", 415),
    Row("JSON dropped", "POST", "/api/1/drop?name=a.png", body: "{}", 415),
    Row("too long by its word", "POST", "/api/1/rate", ["Content-Length": "10485760"], body: "{}", 413),
    Row("a length that is none", "POST", "/api/1/rate", ["Content-Length": "-1"], body: "", 400),
    Row("no JSON", "POST", "/api/1/rate", body: "{", 400), Row("a list", "POST", "/api/1/rate", body: "[]", 400),
    Row("no ids", "POST", "/api/1/rate", body: #"{"rating":3}"#, 400),
    Row("ids that are none", "POST", "/api/1/rate", body: #"{"ids":["../../etc/passwd"],"rating":3}"#, 400),
    Row("six stars", "POST", "/api/1/rate", body: #"{"ids":[],"rating":6}"#, 400),
    Row("a tag that is none", "POST", "/api/1/tag", body: #"{"ids":[],"add":["\u0007"]}"#, 400),
    Row("an invisible tag", "POST", "/api/1/tag", body: #"{"ids":[],"add":["\u200b\u00ad"]}"#, 400),
    Row("a tag that turns around", "POST", "/api/1/tag", body: #"{"ids":[],"add":["a\u202eb"]}"#, 400),
    Row("too many tags", "POST", "/api/1/tag", body: manyTags, 400),
    Row("a tag with a joined emoji", "POST", "/api/1/tag", body: #"{"ids":[],"add":["👩‍🚀"]}"#, 200),
    Row("an unknown verdict", "POST", "/api/1/pick", body: #"{"ids":[],"verdict":"maybe"}"#, 400),
    Row("an operation that is none", "POST", "/api/1/undo", body: #"{"operation":"1"}"#, 400),
    Row("an unknown operation", "POST", "/api/1/undo", body: #"{"operation":999}"#, 404),
  ]

  static let paths: [Row] = [
    Row("a path of the disk", "GET", "/etc/passwd", 404), Row("up and up", "GET", "/a/../../etc/passwd", 404),
    Row("up, escaped", "GET", "/a/%2e%2e/%2e%2e/etc/passwd", 404),
    Row("a path as an id", "GET", "/api/1/file/..%2F..%2Fetc%2Fpasswd", 404),
    Row("the private folder", "GET", "/api/1/file/.alice%2Fgallery", 404),
    Row("an id that is too short", "GET", "/api/1/file/0123456", 404),
    Row("an unknown id", "GET", "/api/1/file/" + String(repeating: "a", count: 64), 404),
    Row("an id and more", "GET", "/api/1/file/ID/x", 404), Row("no id", "GET", "/api/1/file/", 404),
    Row("an id in capitals", "GET", "/api/1/file/UPPER", 404),
    Row("SQL as an id", "GET", "/api/1/asset/'%20or%201=1--", 404),
    Row("an unknown edge", "GET", "/api/1/thumb/ID/17", 404), Row("an unknown page", "GET", "/api/2/page", 404),
    Row("an unknown endpoint", "GET", "/api/1/nothing", 404), Row("an unknown build", "GET", "/a/0/main.js", 404),
    Row("an unknown field", "GET", "/api/1/check?q=flavor:red", 400),
    Row("an unknown order", "GET", "/api/1/page?sort=beauty", 400),
    Row("a forgotten result", "GET", "/api/1/items?r=none&from=0&to=1", 410),
    Row("a number that is none", "GET", "/api/1/page?n=-1", 400),
    Row("the right id", "GET", "/api/1/file/ID", 200), Row("the beginning of an id", "GET", "/api/1/asset/SHORT", 200),
    Row("an unknown ticket", "GET", "/api/1/zip/none", 404),
  ]

  @Test func `only the page of this server gets an answer`() async throws {
    let rows = Self.hosts + Self.sites + Self.cookies + Self.methods + Self.writes + Self.paths
    #expect(rows.count >= 60)
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      for row in rows {
        let filled = row.filled(shown, id)
        let answer = try await shown.ask(
          filled.method, filled.path, filled.headers, body: filled.body.map { Array($0.utf8) })
        #expect(answer.status == row.status, "\(row.name)")
        Self.checkProtection(of: answer, row.name, isHead: row.method == "HEAD")
      }
    }
  }

  /// Every answer carries what keeps other sites away, and every error is a problem with a sentence.
  private static func checkProtection(of answer: Wire.Answer, _ name: String, isHead: Bool) {
    // Malformed requests are answered below the server.
    guard answer.status != 400 || !answer.body.isEmpty else { return }
    for header in [
      "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Cross-Origin-Opener-Policy", "Referrer-Policy",
      "X-Content-Type-Options", "Cache-Control",
    ] {
      #expect(answer.header(header) != nil, "\(name) lacks \(header)")
    }
    #expect(answer.headers.allSatisfy { !$0.name.lowercased().hasPrefix("access-control") }, "\(name)")
    guard answer.status >= 400, !isHead, answer.header("Content-Type")?.hasPrefix("text/html") != true else { return }
    #expect(answer.header("Content-Type")?.hasPrefix("application/problem+json") == true, "\(name)")
    #expect(answer.json?["status"]?.intValue == answer.status, "\(name)")
    #expect(answer.json?["detail"]?.stringValue?.isEmpty == false, "\(name)")
    #expect(answer.json?["exit"]?.intValue != nil, "\(name)")
  }

  @Test func `a malformed body is a mistake of the client`() async throws {
    try await ShownLibrary.with { shown in
      let answer = try await shown.ask(
        "POST", "/api/1/rate", ["Transfer-Encoding": "chunked", "Content-Length": nil], body: Array("zz\r\n{}".utf8))
      #expect(answer.status == 400)
    }
  }

  @Test func `a read-only gallery shows all and writes nothing`() async throws {
    try await ShownLibrary.with({ $0.isReadOnly = true }) { shown in
      let ids = try await shown.ids()
      #expect(ids.count == 3)
      #expect(try await shown.get("page").json?["readOnly"] == true)
      let harmless = ["refresh", "reveal", "zip"]
      #expect(Routes.changeNames.filter(harmless.contains) == harmless)
      for name in Routes.changeNames where !harmless.contains(name) {
        let type = name == "drop" ? "application/octet-stream" : "application/json"
        let answer = try await shown.ask("POST", "/api/1/\(name)?name=a.png", ["Content-Type": type], body: [1])
        #expect(answer.status == 405, "\(name)")
      }
      #expect(try await shown.post("zip", ["ids": .array(ids.map(JSONValue.string))]).status == 200)
      let rated = try shown.world.workspace.catalog(ids)
      #expect(rated.allSatisfy { $0.record.rating == nil })
    }
  }
}

extension GalleryAccessTests.Row {
  fileprivate func filled(_ shown: ShownLibrary, _ id: String) -> GalleryAccessTests.Row {
    let secret = String(shown.cookie.drop { $0 != "=" }.dropFirst())
    func fill(_ text: String) -> String {
      text.replacing("PORT", with: "\(shown.wire.port)").replacing("HOST", with: shown.host)
        .replacing("SECRET", with: secret).replacing("HALF", with: secret.prefix(32))
        .replacing("UPPER", with: id.uppercased()).replacing("SHORT", with: id.prefix(10))
        .replacing("/ID", with: "/" + id)
    }
    var row = self
    row.path = fill(path)
    row.headers = headers.mapValues { $0.map(fill) }
    return row
  }
}
