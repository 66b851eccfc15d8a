import AliceKit

/// One line of a client.
enum RPCMessage: Sendable {
  /// A request, which is answered with its id.
  case request(id: JSONValue, method: String, JSONObject)
  case notification(method: String, JSONObject)
  /// The answer to a request of the server; nil if it is an error.
  case answer(id: JSONValue, result: JSONObject?)

  /// A deeper document is no request of this protocol.
  private static let limits = JSONValue.Limits(depth: 64, bytes: LineSplitter.limit)

  /// A line that is no message, with the id of the request if it can be told.
  struct Malformed: Error {
    let id: JSONValue?
    let error: RPCError
  }

  init(line: [UInt8]) throws(Malformed) {
    // A replaced character would be another prompt or tag than the client meant.
    guard String(validating: line, as: UTF8.self) != nil else {
      throw Malformed(id: nil, error: .parse("the line is not UTF-8"))
    }
    let json: JSONValue
    do {
      json = try JSONValue(parsing: line, limits: RPCMessage.limits)
    } catch {
      throw Malformed(id: nil, error: .parse("the line is not JSON"))
    }
    guard let object = json.objectValue else {
      throw Malformed(id: nil, error: .request("a message is one object"))
    }
    try self.init(object)
  }

  private init(_ object: JSONObject) throws(Malformed) {
    // Not flatMap: the nil of its closure would be JSON's null.
    let given: JSONValue? = object["id"]
    var id: JSONValue?
    if let given, RPCMessage.isID(given) { id = given }
    guard object["jsonrpc"]?.stringValue == "2.0" else {
      throw Malformed(id: id, error: .request("\"jsonrpc\" is not \"2.0\""))
    }
    guard given == JSONValue?.none || id != JSONValue?.none else {
      throw Malformed(id: nil, error: .request("an id is a text or a whole number"))
    }
    guard let method = object["method"]?.stringValue else {
      guard let id, object["result"] != nil || object["error"] != nil else {
        throw Malformed(id: id, error: .request("the message has no method"))
      }
      self = .answer(id: id, result: object["result"]?.objectValue)
      return
    }
    guard let parameters = (object["params"] ?? [:]).objectValue else {
      throw Malformed(id: id, error: .parameters("\"params\" is not an object"))
    }
    self = id.map { .request(id: $0, method: method, parameters) } ?? .notification(method: method, parameters)
  }

  private static let longestID = 256

  private static func isID(_ value: JSONValue) -> Bool {
    switch value {
    case .string(let text): text.utf8.count <= longestID
    case .number(let number): number.literal.utf8.count <= longestID && number.double != nil
    case .null, .bool, .array, .object: false
    }
  }
}

extension JSONObject {
  /// Returns the line that answers a request.
  static func answer(to id: JSONValue, _ result: JSONObject) -> JSONObject {
    ["jsonrpc": "2.0", "id": id, "result": .object(result)]
  }

  /// Returns the line that refuses a request; the id is left out if it is not known.
  static func refusal(of id: JSONValue?, _ error: RPCError) -> JSONObject {
    var line: JSONObject = ["jsonrpc": "2.0"]
    line["id"] = id
    line["error"] = error.json
    return line
  }

  static func notification(_ method: String, _ parameters: JSONObject) -> JSONObject {
    ["jsonrpc": "2.0", "method": .string(method), "params": .object(parameters)]
  }

  static func request(_ method: String, id: String, _ parameters: JSONObject) -> JSONObject {
    ["jsonrpc": "2.0", "id": .string(id), "method": .string(method), "params": .object(parameters)]
  }
}
