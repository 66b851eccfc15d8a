import AliceKit

/// An error of the protocol: the request itself is wrong. What a tool could not do is a result instead, because models
/// may not see errors of the protocol.
struct RPCError: Error, Sendable, Hashable {
  let code: Int
  let message: String
  var data: JSONValue?

  static func parse(_ message: String) -> RPCError { RPCError(code: -32700, message: message) }
  static func request(_ message: String) -> RPCError { RPCError(code: -32600, message: message) }
  static func parameters(_ message: String) -> RPCError { RPCError(code: -32602, message: message) }

  static func method(_ name: String) -> RPCError {
    RPCError(code: -32601, message: "there is no method \(BoundedJSON.quoted(name))")
  }

  static func version(_ requested: String) -> RPCError {
    RPCError(
      code: -32022, message: "this version of the protocol is not supported",
      data: [
        "supported": [.string(Era.modernVersion)], "requested": .string(BoundedJSON.beginning(of: requested, 64)),
      ])
  }

  var json: JSONValue {
    var object: JSONObject = ["code": JSONValue(code), "message": .string(message)]
    object["data"] = data
    return .object(object)
  }
}
