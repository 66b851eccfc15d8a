import AliceKit

/// Counts the values of a field.
enum FacetsTool {
  private static let fields: [SearchField] = [
    .model, .quality, .rating, .type, .tag, .generator, .project, .provider, .cost,
  ]

  static let tool = Tool(
    name: "facets", title: "Count values",
    summary: "The values of a field among the results of a query, each with its number of assets, at most 200.",
    scope: .read, effects: .init(isReadOnly: true, isIdempotent: true),
    input: .object(
      .required("field", .choice(fields.map(\.rawValue))),
      .optional("query", .string.described("As in search; everything without it."))),
    output: .object(
      .required("field", .string),
      .required("values", .array(of: .object(.required("value", .string), .required("count", .integer)))),
      .required("clipped", .boolean)),
    run: run)

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let name = call.text("field") ?? ""
    let facets = try await call.library.read { library in
      guard let field = SearchField(rawValue: name) else { return [Browser.Facet]() }
      return try library.browser().facets(of: field, in: library.query(call.text("query") ?? "")) ?? []
    }
    return .done([
      "field": .string(name),
      "values": .array(facets.map { ["value": .string($0.value), "count": JSONValue($0.count)] }), "clipped": false,
    ])
  }
}
