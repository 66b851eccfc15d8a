import AliceKit

/// The servers in a configuration that is written in TOML. Only what is needed to add one at the end is understood.
struct TOMLServers {
  private let text: String

  init(_ text: String) { self.text = text }

  private static let table = "mcp_servers"

  /// Returns the text with one more server. Throws a refusal if a line may name it already.
  func adding(_ name: String, _ start: AssistantClient.Start) throws(AssistantClient.Refusal) -> String {
    for line in text.split(whereSeparator: \.isNewline) {
      let line = line.filter { !$0.isWhitespace && $0 != "\"" && $0 != "'" }
      guard !line.hasPrefix("#") else { continue }
      if line.hasPrefix("[\(TOMLServers.table).\(name)]") || line.hasPrefix("[\(TOMLServers.table).\(name).")
        || line.hasPrefix("\(TOMLServers.table).\(name)")
      {
        throw AssistantClient.Refusal(reason: "has a server named \(name) already")
      }
      // A table in one line cannot be continued by another one.
      if line.hasPrefix("\(TOMLServers.table)=") || line.hasPrefix("[\(TOMLServers.table)]") {
        throw AssistantClient.Refusal(reason: "has servers in a form that alice does not continue")
      }
    }
    let start = """
      [\(TOMLServers.table).\(name)]
      command = \(TOMLServers.quoted(start.program))
      args = [\(start.arguments.map(TOMLServers.quoted).joined(separator: ", "))]

      """
    guard !text.isEmpty else { return start }
    return text + (text.hasSuffix("\n") ? "\n" : "\n\n") + start
  }

  /// A string of JSON is one of TOML, too.
  private static func quoted(_ text: String) -> String { JSONValue.string(text).text }
}
