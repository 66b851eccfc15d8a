import AliceModel
import Foundation
import Hummingbird
import NIOCore

/// One HTTP request as a value; of the connection it has only the host.
struct Exchange: Sendable {
  let method: String
  /// The path and query as they were sent.
  let target: String
  /// The percent-decoded segments of the path.
  let path: [String]
  let query: [(name: String, value: String)]
  let headers: [(name: String, value: String)]
  let body: [UInt8]
  let host: String
  let scheme: String

  init(
    method: String, target: String, headers: [(name: String, value: String)], body: [UInt8], host: String,
    isSecure: Bool
  ) {
    self.method = method
    self.target = target
    self.headers = headers
    self.body = body
    self.host = host
    scheme = isSecure ? "https" : "http"
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = (parts.first ?? "").split(separator: "/").map { Exchange.decoded($0) }
    query = parts.count < 2 ? [] : Exchange.query(parts[1])
  }

  /// The origin that the client used; links in responses begin with it.
  var origin: String { "\(scheme)://\(host)" }

  /// The host without its port.
  var hostName: String { String(host.prefix { $0 != ":" }).lowercased() }

  /// Returns the first header of that name, ignoring case.
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }

  func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }
  func parameters(_ name: String) -> [String] { query.filter { $0.name == name }.map(\.value) }

  /// Returns true for `true`, which Python writes, and for `1`, which JavaScript writes.
  func flag(_ name: String) -> Bool { ["1", "true"].contains(parameter(name)?.lowercased()) }

  var json: JSONValue? { try? JSONValue(parsing: body) }

  private static func decoded(_ text: some StringProtocol) -> String {
    String(text).removingPercentEncoding ?? String(text)
  }

  private static func query(_ text: Substring) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(sides[0]), sides.count > 1 ? decoded(sides[1].map { $0 == "+" ? " " : String($0) }.joined()) : "")
    }
  }
}
