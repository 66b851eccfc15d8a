import AliceKit
import AliceNumbers
import Hummingbird
import NIOCore

/// The name of a header; Hummingbird does not pass on its module.
typealias FieldName = HTTPFields.Element.Name

extension HTTPResponse.Status {
  static let paymentRequired = HTTPResponse.Status(code: 402, reasonPhrase: "Payment Required")
  static let insufficientStorage = HTTPResponse.Status(code: 507, reasonPhrase: "Insufficient Storage")
}

/// A response, before the headers that all responses have.
struct Reply: Sendable {
  typealias Writer = @concurrent @Sendable (inout any ResponseBodyWriter) async throws -> Void

  enum Body: Sendable {
    case empty
    case bytes([UInt8])
    /// The closure writes the body; `length` is its number of bytes, if that is known.
    case stream(length: Int?, Writer)
  }

  var status: HTTPResponse.Status
  var headers: HTTPFields
  var body: Body
  /// Whether the connection closes after the response, because the request is not read to its end.
  var closes = false

  init(_ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], body: Body = .empty) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// Creates a document, whose first member is the version of the form.
  static func json(_ object: JSONObject, status: HTTPResponse.Status = .ok) -> Reply {
    let document = JSONObject([("schema", 1)] + object.map { ($0.key, $0.value) })
    return Reply(
      status, headers: [.contentType: "application/json; charset=utf-8"],
      body: .bytes(Array(JSONValue.object(document).text.utf8)))
  }

  static func text(_ text: String, type: String, status: HTTPResponse.Status = .ok) -> Reply {
    Reply(status, headers: [.contentType: type + "; charset=utf-8"], body: .bytes(Array(text.utf8)))
  }

  static let noContent = Reply(.noContent)

  func with(_ name: FieldName, _ value: String) -> Reply {
    var reply = self
    reply.headers[name] = value
    return reply
  }

  /// Returns the response. `done` is called when the body is written or the client is gone.
  func response(
    isHead: Bool, done: @escaping @Sendable () async -> Void
  ) -> Response {
    var headers = headers
    for (name, value) in Reply.protection where headers[name] == nil { headers[name] = value }
    if closes { headers[.connection] = "close" }
    let length: Int? =
      switch body {
      case .empty: 0
      case .bytes(let bytes): bytes.count
      case .stream(let length, _): length
      }
    let hasNoBody = status == .noContent || status == .notModified
    if let length, !hasNoBody { headers[.contentLength] = String(length) }
    let body = isHead || hasNoBody ? Body.empty : body
    let responseBody = ResponseBody(contentLength: isHead || hasNoBody ? 0 : length) { writer in
      do {
        switch body {
        case .empty: break
        case .bytes(let bytes): try await writer.write(ByteBuffer(bytes: bytes))
        case .stream(_, let write): try await write(&writer)
        }
        try await writer.finish(nil)
      } catch {
        await done()
        throw error
      }
      await done()
    }
    return Response(status: status, headers: headers, body: responseBody)
  }

  /// The headers of every response, which keep other sites and hostile texts away.
  private static let protection: [(FieldName, String)] = [
    (
      .contentSecurityPolicy,
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; media-src 'self'; "
        + "connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        + "require-trusted-types-for 'script'; trusted-types alice"
    ),
    (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"),
    (named("Cross-Origin-Resource-Policy"), "same-origin"), (named("Cross-Origin-Opener-Policy"), "same-origin"),
    (named("Referrer-Policy"), "no-referrer"), (named("X-Frame-Options"), "DENY"),
  ]

  /// Returns the name of a header, which must be a token.
  static func named(_ name: String) -> FieldName { FieldName(name) ?? .server }
}
