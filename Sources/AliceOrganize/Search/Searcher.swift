import AliceCatalog
package import AliceWorkspace

/// Searches a library for assets.
package struct Searcher: Sendable {
  let workspace: Workspace

  package init(_ workspace: Workspace) { self.workspace = workspace }

  package struct Result: Sendable {
    package let assets: [Asset]
    /// The total number of matches; nil if counting would cost more than the search.
    package let total: Int?
  }

  package func run(_ query: SearchQuery, order: SearchOrder? = nil, limit: Int?) throws -> Result {
    let page = try workspace.catalog.search(query, order: order, limit: limit)
    return Result(assets: page.assets, total: page.total)
  }

  /// Returns paths relative to the library, in the same order. This is much faster than `run`, as no records are read.
  package func paths(_ query: SearchQuery, order: SearchOrder? = nil, limit: Int?) throws -> [BytePath] {
    var paths: [BytePath] = []
    try workspace.catalog.forEachPath(query, order: order, limit: limit) { path in
      paths.append(path)
      return true
    }
    return paths
  }

  package func count(_ query: SearchQuery) throws -> Int { try workspace.catalog.count(query) }

  /// Returns for the user how the query is parsed and executed.
  package func explain(_ query: SearchQuery, order: SearchOrder? = nil) throws -> String {
    let explanation = try workspace.catalog.explain(query, order: order)
    let arguments = explanation.arguments.isEmpty ? [] : ["arguments: " + explanation.arguments.joined(separator: ", ")]
    return
      ([explanation.tree, "", explanation.sql] + arguments + [""] + explanation.plan).joined(separator: "\n")
  }

  /// Returns which parts of a query match nothing, a sentence each.
  package func diagnose(_ query: SearchQuery) throws -> [String] {
    try workspace.catalog.diagnose(query).filter { $0.count == 0 || $0.suggestion != nil }.map { part in
      let hint = part.suggestion.map { "; did you mean \($0.value) (\($0.count))?" } ?? ""
      return "\(part.term) matches \(part.count)\(hint)"
    }
  }
}
