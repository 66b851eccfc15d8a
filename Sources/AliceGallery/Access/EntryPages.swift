import Foundation
import Hummingbird

/// The pages before the gallery itself: the exchange of a ticket for the cookie, and what to do without either.
enum EntryPages {
  /// Gives the cookie, and leads to the gallery. After a navigation from elsewhere, a redirection would not carry the
  /// cookie: a page of this server must lead on.
  static func exchanged(_ gate: Gate, isForeign: Bool, query: String?) -> Reply {
    let encoded = query?.addingPercentEncoding(withAllowedCharacters: .alphanumerics)
    let target = "/" + (encoded.map { "?q=" + $0 } ?? "")
    let reply =
      isForeign
      ? Reply.text(page("<meta http-equiv=\"refresh\" content=\"0; url=\(escaped(target))\">"), type: "text/html")
      : Reply(.seeOther, headers: [.location: target])
    return reply.with(.setCookie, gate.cookie)
  }

  /// The page for people; programs get the problem itself.
  static func unauthorized(_ problem: Problem) -> Reply {
    let text = page("", "<h1>No access</h1><p>\(escaped(problem.detail))</p>")
    return Reply.text(text, type: "text/html", status: .unauthorized)
  }

  private static func page(_ head: String, _ body: String = "") -> String {
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>alice</title>\(head)</head>"
      + "<body>\(body)</body></html>\n"
  }

  private static func escaped(_ text: String) -> String {
    text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing("\"", with: "&quot;")
  }
}
