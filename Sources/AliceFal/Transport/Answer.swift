import AliceModel
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
    guard let key else { return self }
    let text = String(decoding: body, as: UTF8.self)
    return key.occurs(in: text)
      ? Answer(status: status, headers: headers, body: Array(key.hidden(in: text).utf8)) : self
  }

  /// The server's own statement whether to retry, under either of the header's names.
  var isRetryable: Bool? {
    switch (header("X-Fal-Retryable") ?? header("X-Fal-Needs-Retry"))?.lowercased() {
    case "true", "1": true
    case "false", "0": false
    default: nil
    }
  }

  /// The delay in seconds, between zero and a year; a date is relative to the server's own `Date`.
  var retryAfter: Double? {
    guard let value = header("Retry-After") else { return nil }
    if let seconds = Double(value) { return seconds.isNaN ? nil : Answer.bounded(seconds) }
    guard let then = HTTPDate.milliseconds(value), let now = header("Date").flatMap(HTTPDate.milliseconds) else {
      return nil
    }
    return Answer.bounded(Double(then - now) / 1000)
  }

  private static func bounded(_ seconds: Double) -> Double { min(max(0, seconds), 31_536_000) }

  /// Parses the body as JSON; throws `badAnswer` for anything else.
  func json() throws(FalError) -> JSONValue {
    do {
      return try JSONValue(parsing: body, limits: .init(bytes: 128 << 20))
    } catch {
      throw .badAnswer(body.isEmpty ? "nothing in it" : "not JSON")
    }
  }
}

/// A parser of HTTP dates: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
enum HTTPDate {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// Returns milliseconds since 1970; nil for every other format.
  static func milliseconds(_ text: String) -> Int64? {
    let parts = text.split(separator: " ")
    guard parts.count == 6, parts[5] == "GMT", let day = Int(parts[1]), let year = Int(parts[3]),
      let month = months.firstIndex(of: String(parts[2]))
    else { return nil }
    let clock = parts[4].split(separator: ":").compactMap { Int($0) }
    guard clock.count == 3 else { return nil }
    return Timestamp(
      year: year, month: month + 1, day: day, hour: clock[0], minute: clock[1], second: clock[2]
    )?.milliseconds
  }
}
