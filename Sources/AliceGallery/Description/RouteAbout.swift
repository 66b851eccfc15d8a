import AliceKit

/// What programs are told of a request: its parts, and all answers that there are.
struct RouteAbout: Sendable {
  /// A part of the address.
  struct Parameter: Sendable {
    let name: String
    let schema: JSONObject
    var isRequired = false
  }

  /// A successful answer.
  struct Answer: Sendable {
    let status: Int
    /// The content type; nil if there is no content.
    var type: String? = "application/json"
    var schema: JSONObject = RouteAbout.document
  }

  let summary: String
  var segments: [Parameter] = []
  var query: [Parameter] = []
  /// The schema of the body; nil for requests without one.
  var body: JSONObject?
  var bodyType = "application/json"
  var answers = [Answer(status: 200)]
  /// The refusals of this request beside those of all.
  var refusals: [Int] = []

  /// Every document begins with the version of its form.
  static let document: JSONObject = [
    "type": "object", "required": ["schema"], "properties": ["schema": ["const": 1]],
  ]

  /// The refusals of each request with a token.
  private static let common = [400, 401, 403, 404, 421, 503]
  /// Those of requests with a body.
  private static let ofBodies = [405, 413, 415, 422, 507]

  /// The operation in the description; `scope` is what a token needs for it.
  func operation(_ name: String, _ scope: GalleryScope) -> JSONObject {
    var operation: JSONObject = [
      "operationId": .string(name.replacing("/", with: "-") + (body == nil ? "" : "-post")),
      "summary": .string(summary), "security": [["token": [.string(scope.rawValue)]]],
    ]
    let parameters = segments.map { $0.json(in: "path") } + query.map { $0.json(in: "query") }
    if !parameters.isEmpty { operation["parameters"] = .array(parameters) }
    if let body {
      operation["requestBody"] = [
        "required": true, "content": RouteAbout.content(bodyType, body),
      ]
    }
    operation["responses"] = .object(responses)
    return operation
  }

  private static func content(_ type: String, _ schema: JSONObject) -> JSONValue {
    let media: JSONValue = ["schema": .object(schema)]
    return .object(JSONObject([(type, media)]))
  }

  private var responses: JSONObject {
    var responses: JSONObject = [:]
    for answer in answers {
      var response: JSONObject = ["description": "done"]
      if let type = answer.type {
        response["content"] = RouteAbout.content(type, answer.schema)
      }
      responses[String(answer.status)] = .object(response)
    }
    let refused = Set(RouteAbout.common + (body == nil ? [] : RouteAbout.ofBodies) + refusals)
    for status in refused.sorted() {
      responses[String(status)] = ["$ref": "#/components/responses/Problem"]
    }
    return responses
  }
}

extension RouteAbout.Parameter {
  fileprivate func json(in place: String) -> JSONValue {
    [
      "name": .string(name), "in": .string(place), "required": .bool(isRequired || place == "path"),
      "schema": .object(schema),
    ]
  }
}
