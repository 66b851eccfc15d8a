import AliceKit

/// Finds assets.
enum SearchTool {
  static let tool = Tool(
    name: "search", title: "Search the library",
    summary: """
      Find assets by the words of their prompts and by facts: quality:>=4, model:flux-*, tag:a, created:7d, type:video, \
      seed:7, is:picked, from:ID (made from it), like:ID (shows the like), near:word (means nearly the same), -word, OR. \
      Newest first; relevance if there are words.
      """,
    scope: .read, effects: .init(isReadOnly: true, isIdempotent: true),
    input: .object(
      .optional("query", .string.described("The query; everything without it.")),
      .optional("limit", .integer(1...50).described("20 without it.")),
      .optional("cursor", .string(most: 100).described("\"cursor\" of the page before.")),
      .optional("sort", .choice(SearchOrder.allCases.map(\.rawValue))),
      .optional("thumbnails", .integer(0...8).described("How many results are shown as pictures; 4 without it.")),
      .optional("unblurred", .boolean.described("Show what is tagged nsfw clearly."))),
    output: .object(
      .required("total", .integer.orNull), .required("cursor", .string.orNull),
      .required("assets", .array(of: AssetShape.brief)),
      .required("hints", .array(of: .string).described("Why little is found.")), .required("clipped", .boolean)),
    run: run)

  private static let usual = (limit: 20, thumbnails: 4)

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let (page, hints, json) = try await call.library.read { library in
      let query = try library.query(call.text("query") ?? "")
      let searcher = Searcher(library.workspace)
      let page = try searcher.run(
        query, order: call.order, limit: call.number("limit") ?? usual.limit, after: cursor(call))
      let hints = page.assets.isEmpty ? try searcher.diagnose(query) : []
      return (page, hints, page.assets.map { $0.json(in: library.workspace.root) })
    }
    let result: JSONObject = [
      "total": page.total.map { JSONValue($0) } ?? .null, "cursor": JSONValue(page.next?.description),
      "assets": .array(json), "hints": .array(hints.map(JSONValue.string)), "clipped": false,
    ]
    let shown = page.assets.prefix(call.number("thumbnails") ?? usual.thumbnails)
    let pictures = try await call.library.previews(of: Array(shown), isClear: call.flag("unblurred"))
    return .done(result, pictures + page.assets.map(Content.link))
  }

  private static func cursor(_ call: ToolCall) throws -> SearchCursor? {
    guard let text = call.text("cursor") else { return nil }
    guard let cursor = SearchCursor(text) else {
      throw AgentFailure(.usage, "this is no place in results; give \"cursor\" of a page")
    }
    return cursor
  }
}
