import AliceNumbers

/// The OpenAPI document of one endpoint as the provider serves it; only the schemas of input and output are read.
struct OpenAPI {
  private let document: JSONValue
  private let endpoint: String

  init(_ document: JSONValue, endpoint: String) {
    self.document = document
    self.endpoint = endpoint
  }

  /// The schema of the body that starts a request.
  var input: JSONValue? {
    let paths = document["paths"]
    let post = paths?["/" + endpoint]?["post"] ?? paths?.objectValue?.lazy.compactMap { $0.value["post"] }.first
    return (post?["requestBody"]?["content"]?["application/json"]?["schema"]).map { resolved($0) }
  }

  /// The schema of the result.
  var output: JSONValue? {
    let get = document["paths"]?["/\(endpoint)/requests/{request_id}"]?["get"]
    let schema = get?["responses"]?["200"]?["content"]?["application/json"]?["schema"]
    return schema.map { resolved($0) } ?? schemas?.first { $0.key.hasSuffix("Output") }?.value
  }

  var category: String? { document["info"]?["x-fal-metadata"]?["category"]?.stringValue }

  private var schemas: JSONObject? { document["components"]?["schemas"]?.objectValue }

  /// Returns the schema that a `$ref` or the only member of an `allOf` refers to, merged with its siblings.
  ///
  /// References are followed at most eight times, so that a cycle ends.
  func resolved(_ schema: JSONValue, depth: Int = 0) -> JSONValue {
    guard depth < 8 else { return .null }
    let inner: JSONValue?
    if let reference = schema["$ref"]?.stringValue {
      let prefix = "#/components/schemas/"
      inner = reference.hasPrefix(prefix) ? schemas?[String(reference.dropFirst(prefix.count))] : .null
    } else if let all = schema["allOf"]?.arrayValue, all.count == 1 {
      inner = all[0]
    } else {
      inner = nil
    }
    guard let inner else { return schema }
    guard var merged = resolved(inner, depth: depth + 1).objectValue else { return .null }
    for (key, value) in schema.objectValue ?? [:] where key != "$ref" && key != "allOf" { merged[key] = value }
    return .object(merged)
  }

  /// Returns the alternatives of a schema without null.
  func choices(of schema: JSONValue) -> [JSONValue] {
    let schema = resolved(schema)
    guard let listed = (schema["anyOf"] ?? schema["oneOf"])?.arrayValue else { return [schema] }
    return listed.prefix(32).map { resolved($0) }.filter { $0["type"]?.stringValue != "null" && !$0.isNull }
  }
}

extension ModelSpec {
  /// The limits of a document.
  package static let schemaLimits = JSONValue.Limits(depth: 64, bytes: 4 << 20)

  /// Creates a model for an endpoint that is not in the list, from the OpenAPI document that the provider serves for
  /// it.
  ///
  /// Returns nil if the document has no parameter. `date` is the day on which it was served.
  package init?(openAPI document: JSONValue, endpoint: String, date: String) {
    let schema = OpenAPI(document, endpoint: endpoint)
    guard ModelSpec.isEndpoint(endpoint), let input = schema.input, let properties = input["properties"]?.objectValue
    else { return nil }
    let required = Set(input["required"]?.arrayValue?.prefix(200).compactMap(\.stringValue) ?? [])
    let parameters = properties.lazy.prefix(200).compactMap { name, property in
      ParameterSpec(name: name, schema: property, isRequired: required.contains(name), in: schema)
    }
    guard !parameters.isEmpty else { return nil }
    self.init(
      name: endpoint, endpoint: endpoint, aliases: [],
      kind: Kind(category: schema.category ?? "", endpoint: endpoint), output: schema.outputShape,
      summary: "Not in the built-in list; its parameters are what the provider said on \(date).", note: nil, price: nil,
      parameters: Array(parameters), ignored: [], isListed: true)
  }
}

extension OpenAPI {
  fileprivate var outputShape: ModelSpec.Output? {
    (output?["properties"]?.objectValue?.keys).flatMap { ModelSpec.Output(members: Array($0)) }
  }
}

extension ModelSpec.Output {
  private static let shapes: [(String, ModelSpec.Output)] = [
    ("images", .images), ("video", .video), ("image", .image), ("audio", .audio), ("videos", .video),
    ("audio_file", .audioFile), ("audio_url", .audio), ("model_glb", .modelGLB), ("model_mesh", .modelMesh),
    ("text", .text), ("output", .text),
  ]

  /// Returns the shape of a result with these members; nil if alice knows none of them.
  package init?(members: [String]) {
    guard let shape = ModelSpec.Output.shapes.first(where: { members.contains($0.0) })?.1 else { return nil }
    self = shape
  }
}
