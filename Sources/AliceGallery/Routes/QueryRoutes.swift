import AliceKit
import Hummingbird

/// What helps to write a query.
enum QueryRoutes {
  static let check: Routes.Route = { server, call in
    let text = call.parameter("q") ?? ""
    let parts = try await server.workers.read { [browser = server.browser] in
      try asking(text) { () throws(SearchQueryError) in try browser.parts(of: text) }
    }
    return .json([
      "ok": true,
      "terms": .array(
        parts.map {
          [
            "text": .string($0.text), "from": JSONValue($0.range.lowerBound), "to": JSONValue($0.range.upperBound),
            "label": .string($0.label),
          ]
        }),
    ])
  }

  static let facets: Routes.Route = { server, call in
    guard let name = call.parameter("field"), let field = SearchField(rawValue: name) else {
      throw Problem.usage("field is model, quality, type, tag, generator, project or cost")
    }
    let text = call.parameter("q") ?? ""
    let facets = try await server.workers.scan { [browser = server.browser] in
      try browser.facets(of: field, in: asking(text) { () throws(SearchQueryError) in try browser.query(text) })
    }
    guard let facets else { throw Problem.usage("\(name) has no list of values") }
    return .json([
      "field": .string(name),
      "values": .array(facets.map { ["value": .string($0.value), "count": JSONValue($0.count)] }),
    ])
  }

  /// Adds the place of the error in the text.
  static func asking<Value>(_ text: String, _ body: () throws(SearchQueryError) -> Value) throws(Problem) -> Value {
    do {
      return try body()
    } catch {
      var problem = Problem(describing: error)
      let range = error.range(in: text)
      problem.members = ["from": JSONValue(range.lowerBound), "to": JSONValue(range.upperBound)]
      throw problem
    }
  }
}
