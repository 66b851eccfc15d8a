import AliceModel
import Foundation

/// `fal.ai/api/openapi/queue/openapi.json`: the input and output schemas of an endpoint.
extension Simulation {
  func schema(_ exchange: Exchange) async throws -> Answer {
    let id = exchange.parameter("endpoint_id") ?? ""
    let (_, refusal) = try await applyFaults(at: .platform, endpoint: id)
    if let refusal { return refusal }
    guard let model = options.models.models.first(where: { $0.endpoint == id }) else {
      return .failure(404, "Not found: \(id)")
    }
    return .json(200, model.openAPI)
  }
}

extension ModelSpec {
  /// The document in fal's style: `$ref`, `anyOf` for sizes, `enum` for choices.
  var openAPI: JSONValue {
    func reference(_ name: String) -> JSONValue { ["$ref": .string("#/components/schemas/\(name)")] }
    func content(_ schema: JSONValue) -> JSONValue { ["application/json": ["schema": schema]] }
    let result: JSONValue = ["200": ["description": "The result.", "content": content(reference("Output"))]]
    return [
      "openapi": "3.0.4",
      "info": [
        "title": .string("Queue OpenAPI for \(endpoint)"), "version": "1.0.0",
        "x-fal-metadata": ["endpointId": .string(endpoint), "category": JSONValue(kind?.rawValue)],
      ],
      "components": [
        "schemas": [
          "Input": inputSchema, "Output": outputSchema, "ImageSize": ModelSpec.sizeSchema, "File": ModelSpec.fileSchema,
        ]
      ],
      "paths": [
        "/\(endpoint)/requests/{request_id}": ["get": ["responses": result]],
        "/\(endpoint)": [
          "post": [
            "requestBody": ["required": true, "content": content(reference("Input"))], "responses": ["200": [:]],
          ]
        ],
      ],
    ]
  }

  private var inputSchema: JSONValue {
    var properties = JSONObject()
    for parameter in parameters { properties[parameter.name] = parameter.schema }
    return [
      "title": "Input", "type": "object", "properties": .object(properties),
      "required": .array(parameters.filter(\.isRequired).map { .string($0.name) }),
    ]
  }

  private var outputSchema: JSONValue {
    let file: JSONValue = ["$ref": "#/components/schemas/File"]
    let name = (output ?? .images).rawValue
    let schema: JSONValue = output ?? .images == .images ? ["type": "array", "items": file] : file
    return ["title": "Output", "type": "object", "properties": [name: schema]]
  }

  private static let sizeSchema: JSONValue = [
    "title": "ImageSize", "type": "object",
    "properties": [
      "width": ["type": "integer", "default": 512, "maximum": JSONValue(ImageSize.limit), "exclusiveMinimum": 0],
      "height": ["type": "integer", "default": 512, "maximum": JSONValue(ImageSize.limit), "exclusiveMinimum": 0],
    ],
  ]

  private static let fileSchema: JSONValue = [
    "title": "File", "type": "object", "properties": ["url": ["type": "string"], "content_type": ["type": "string"]],
    "required": ["url"],
  ]
}

extension ParameterSpec {
  fileprivate var schema: JSONValue {
    var schema = type
    schema["title"] = .string(name.split(separator: "_").map(\.capitalized).joined(separator: " "))
    schema["description"] = .string(description)
    schema["default"] = defaultValue
    schema["minimum"] = minimum.map { JSONValue($0) }
    schema["maximum"] = maximum.map { JSONValue($0) }
    schema["maxLength"] = maximumLength.map { JSONValue($0) }
    schema["maxItems"] = maximumItems.map { JSONValue($0) }
    return .object(schema)
  }

  private var type: JSONObject {
    switch kind {
    case .string where !values.isEmpty:
      ["anyOf": [["type": "string", "enum": .array(values)], ["type": "string"]]]
    case .string, .integer, .number, .boolean, .object: ["type": .string(kind.rawValue)]
    case .array: ["type": "array", "items": media == nil ? [:] : ["type": "string"]]
    case .enumeration: ["enum": .array(values), "type": values.first?.stringValue == nil ? "integer" : "string"]
    case .size:
      [
        "anyOf": [
          ["$ref": "#/components/schemas/ImageSize"],
          ["enum": .array(ImageSize.presets.map { .string($0.name) } + values), "type": "string"],
        ]
      ]
    case .any: [:]
    }
  }
}
