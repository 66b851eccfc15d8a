import AliceKit
import AliceNumbers
import Foundation
import Hummingbird
import NIOCore

/// A request, as the routes need it.
struct Call: Sendable {
  let request: Request
  let channel: any Channel
  /// The percent-decoded segments of the path.
  let path: [String]
  private let query: [String: String]

  init(_ request: Request, on channel: any Channel) {
    self.request = request
    self.channel = channel
    let parts = (request.head.path ?? "/").split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = parts[0].split(separator: "/", omittingEmptySubsequences: false).dropFirst().map {
      Call.decoded(String($0))
    }
    query = parts.count < 2 ? [:] : Call.query(parts[1])
  }

  var method: HTTPRequest.Method { request.method }
  /// The host in lower case.
  var host: String { (request.head.authority ?? "").lowercased() }
  func header(_ name: FieldName) -> String? { request.headers[name] }
  func header(_ name: String) -> String? { FieldName(name).flatMap { request.headers[$0] } }

  func parameter(_ name: String) -> String? { query[name] }

  /// Returns a whole number of 0 or more.
  func number(_ name: String) throws(Problem) -> Int? {
    guard let text = query[name] else { return nil }
    guard let number = Int(text), number >= 0 else { throw .usage("\(name) is a number of 0 or more") }
    return number
  }

  func flag(_ name: String) -> Bool { query[name] == "1" }

  /// Returns the values of all cookies of this name: a server on another port of this host may have set one, too.
  func cookies(_ name: String) -> [String] {
    request.headers[values: .cookie].flatMap { field in
      field.split(separator: ";").compactMap { pair in
        let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        return sides.count == 2 && sides[0].trimmed == name ? sides[1].trimmed : nil
      }
    }
  }

  private static func decoded(_ text: String) -> String { text.removingPercentEncoding ?? text }

  private static func query(_ text: Substring) -> [String: String] {
    var query: [String: String] = [:]
    for pair in text.split(separator: "&") {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      let value = sides.count > 1 ? sides[1].replacing("+", with: " ") : ""
      // The first value counts.
      query[decoded(String(sides[0]))] = query[decoded(String(sides[0]))] ?? decoded(String(value))
    }
    return query
  }
}

extension Substring {
  fileprivate var trimmed: String { String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed()) }
}
