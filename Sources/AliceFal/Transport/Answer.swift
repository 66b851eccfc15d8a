import AliceModel
import AliceNumbers
import Foundation
import NIOHTTP1

/// A complete response of a server.
struct Answer: Sendable {
  let status: Int
  let headers: HTTPHeaders
  let body: [UInt8]

  var isSuccess: Bool { (200..<300).contains(status) }

  /// Returns the first value of the header, reduced to printable ASCII.
  func header(_ name: String) -> String? {
    headers.first(name: name).map { value in
      String(value.unicodeScalars.filter { $0 >= " " && $0 < "\u{7F}" }.prefix(500))
    }
  }

  /// Returns the response without the key, in case the server has echoed it.
  func hiding(_ key: FalKey?) -> Answer {
    guard let key, key.occurs(in: body) else { return self }
    let text = String(decoding: body, as: UTF8.self)
    return Answer(status: status, headers: headers, body: Array(key.hidden(in: text).utf8))
  }

  /// The server's own statement whether to retry, under either of the header's names.
  var isRetryable: Bool? {
    switch (header("X-Fal-Retryable") ?? header("X-Fal-Needs-Retry"))?.lowercased() {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  /// The delay in seconds, between zero and a year; nil for anything but a number of seconds or a date.
  ///
  /// A date is relative to the server's own `Date`, else to this machine's clock.
  var retryAfter: Double? {
    guard let value = header("Retry-After")?.trimmingCharacters(in: .whitespaces), !value.isEmpty else { return nil }
    if value.allSatisfy({ $0.isNumber || $0 == "." }) {
      // More digits than a number has are still a number.
      return Double(value).map(Answer.bounded)
    }
    guard let then = HTTPDate.milliseconds(value) else { return nil }
    let now = header("Date").flatMap(HTTPDate.milliseconds) ?? Int64(Date().timeIntervalSince1970 * 1000)
    return Answer.bounded(Double(then - now) / 1000)
  }

  private static func bounded(_ seconds: Double) -> Double { min(max(0, seconds), 31_536_000) }

  /// The billed units, which a failure may have as well; nil if the header is absent or no number.
  ///
  /// Blanks, quotes and the name of a unit behind the number make no difference. A header that a proxy has doubled
  /// counts once; different numbers are the parts of a bill.
  var billableUnits: String? {
    let parts = headers["X-Fal-Billable-Units"].prefix(16).flatMap { $0.prefix(500).split(separator: ",").prefix(64) }
    let numbers = parts.map(Answer.number)
    guard let first = numbers.first ?? nil, !numbers.contains(nil) else { return nil }
    let values = numbers.compactMap { $0.flatMap { Double($0) } }
    guard values.count > 1, Set(values).count > 1 else { return first }
    return JSONNumber(values.reduce(0, +))?.literal
  }

  private static func number(_ text: Substring) -> String? {
    let blank = CharacterSet.whitespaces.union(CharacterSet(charactersIn: "\"'[]"))
    var bare = text.trimmingCharacters(in: blank)
    if bare.hasPrefix("+") { bare.removeFirst() }
    if let end = bare.firstIndex(where: \.isWhitespace), bare[end...].allSatisfy({ !$0.isNumber }) {
      bare = String(bare[..<end])
    }
    if bare.hasPrefix(".") { bare = "0" + bare }
    if bare.hasSuffix(".") { bare.removeLast() }
    return JSONNumber(literal: bare)?.literal
  }

  /// Parses the body as JSON; throws `badAnswer` for anything else.
  func json() throws(FalError) -> JSONValue { try parsed().value }

  /// Parses the body as JSON, which may have Python's `NaN`; null takes the place of what is nested too deeply. Ends
  /// early if the task is cancelled: the body may be large.
  func parsed() throws(FalError) -> ParsedJSON {
    var limits = JSONValue.Limits(depth: FalResult.deepest, bytes: 128 << 20, lenient: true)
    limits.cutsDepth = true
    limits.isStopped = { Task.isCancelled }
    do throws(JSONError) {
      return try ParsedJSON(body, limits: limits)
    } catch {
      if error == .stopped { throw .cancelled }
      throw .badAnswer(body.isEmpty ? "nothing in it" : "not JSON")
    }
  }
}
