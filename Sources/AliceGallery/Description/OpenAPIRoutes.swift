import AliceKit

/// The description of the interface for programs, made from the tables of routes.
enum OpenAPIRoutes {
  static let description: Routes.Route = { _, _ in
    Reply.text(JSONValue.object(document).text, type: "application/json")
  }

  private static let base = "/api/1/"

  /// What only the page may do is not described.
  static var document: JSONObject {
    [
      "openapi": "3.1.0",
      "info": [
        "title": "The gallery of alice", "version": "1",
        "description": "A library of generated pictures on this machine. A token has the scopes read, write and spend.",
      ],
      "paths": .object(paths),
      "components": [
        "securitySchemes": ["token": ["type": "http", "scheme": "bearer"]],
        "responses": [
          "Problem": [
            "description": "The request is refused.",
            "content": ["application/problem+json": ["schema": ["$ref": "#/components/schemas/Problem"]]],
          ]
        ],
        "schemas": ["Problem": .object(problem)],
      ],
    ]
  }

  private static let problem: JSONObject = [
    "type": "object", "required": ["type", "title", "status", "detail", "exit"],
    "properties": [
      "type": ["type": "string"], "title": ["type": "string"], "status": ["type": "integer"],
      "detail": ["type": "string"], "exit": ["type": "integer"],
    ],
  ]

  private static var paths: JSONObject {
    var paths: JSONObject = [:]
    for (name, view) in Routes.views.sorted(by: { $0.key < $1.key }) {
      let segments = view.about.segments.map { "/{\($0.name)}" }.joined()
      add(view.about.operation(name, .read), "get", base + name + segments, to: &paths)
    }
    for (name, change) in Routes.changes.sorted(by: { $0.key < $1.key }) {
      guard let scope = change.scope else { continue }
      add(change.about.operation(name, scope), "post", base + name, to: &paths)
    }
    return paths
  }

  private static func add(_ operation: JSONObject, _ method: String, _ path: String, to paths: inout JSONObject) {
    var item = paths[path]?.objectValue ?? [:]
    item[method] = .object(operation)
    paths[path] = .object(item)
  }
}
