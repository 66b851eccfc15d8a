import AliceKit

/// The requests that change nothing.
extension RouteAbout {
  static let id = Parameter(
    name: "id", schema: ["type": "string", "pattern": "^[0-9a-f]{8,64}$"], isRequired: true)
  private static let text: JSONObject = ["type": "string"]
  private static let flag: JSONObject = ["type": "string", "enum": ["0", "1"]]
  private static let count: JSONObject = ["type": "integer", "minimum": 0, "maximum": 1_000_000]
  private static let orders = JSONValue.array(SearchOrder.allCases.map { .string($0.rawValue) })
  private static let query = Parameter(name: "q", schema: text)
  private static let result = Parameter(name: "r", schema: text, isRequired: true)
  private static let binary: JSONObject = ["type": "string", "format": "binary"]

  static let page = RouteAbout(
    summary: "Searches, and names the result for further requests; the first tiles as columns.",
    query: [
      query, .init(name: "sort", schema: ["type": "string", "enum": orders]), .init(name: "stack", schema: flag),
      .init(name: "n", schema: count), .init(name: "at", schema: text),
    ])
  static let layout = RouteAbout(
    summary: "The ratios of all tiles of a result, and its days.", query: [result],
    answers: [Answer(status: 200, type: "application/octet-stream", schema: binary), Answer(status: 304, type: nil)],
    refusals: [410])
  static let items = RouteAbout(
    summary: "Tiles of a result as columns.",
    query: [result, .init(name: "from", schema: count), .init(name: "to", schema: count)], refusals: [410])
  static let find = RouteAbout(
    summary: "The position of an asset in a result.",
    query: [result, .init(name: "id", schema: ["type": "string", "pattern": "^[0-9a-f]{64}$"], isRequired: true)],
    refusals: [410])
  static let stack = RouteAbout(
    summary: "The members of a tile.", query: [result, .init(name: "at", schema: count, isRequired: true)],
    refusals: [410])
  static let days = RouteAbout(
    summary: "Costs and numbers of the days of a result.",
    query: [result, .init(name: "from", schema: count), .init(name: "to", schema: count)], refusals: [410])
  static let facets = RouteAbout(
    summary: "The values of a field, with their numbers.",
    query: [
      .init(
        name: "field",
        schema: [
          "type": "string",
          "enum": ["model", "quality", "rating", "type", "tag", "generator", "project", "provider", "cost"],
        ], isRequired: true), query,
    ])
  static let check = RouteAbout(summary: "How a query is understood.", query: [query])
  static let asset = RouteAbout(summary: "Everything known of an asset.", segments: [id])
  static let thumbnail = RouteAbout(
    summary: "A small picture.",
    segments: [
      .init(name: "id", schema: ["type": "string", "pattern": "^[0-9a-f]{64}$"], isRequired: true),
      .init(name: "edge", schema: ["type": "integer", "enum": [160, 320, 640, 1280]], isRequired: true),
    ],
    query: [.init(name: "p", schema: ["type": "string", "enum": ["visible", "near", "idle"]])],
    answers: [Answer(status: 200, type: "image/*", schema: binary)])
  static let file = RouteAbout(
    summary: "The file of an asset.", segments: [id],
    query: [.init(name: "download", schema: flag)],
    answers: [
      Answer(status: 200, type: "*/*", schema: binary), Answer(status: 206, type: "*/*", schema: binary),
      Answer(status: 304, type: nil),
    ], refusals: [416])
  static let contents = RouteAbout(summary: "What a file without a picture holds.", segments: [id])
  static let download = RouteAbout(
    summary: "The archive that was prepared.", segments: [.init(name: "name", schema: text, isRequired: true)],
    answers: [Answer(status: 200, type: "application/zip", schema: binary)])
  static let events = RouteAbout(
    summary: "What happens, as server-sent events, until the connection ends.",
    answers: [Answer(status: 200, type: "text/event-stream", schema: text)])
  static let jobs = RouteAbout(summary: "The open paid requests.")
  static let models = RouteAbout(summary: "The models, with their prices.")
  static let duplicates = RouteAbout(summary: "Groups of images that look alike.", query: [query])
  static let openAPI = RouteAbout(
    summary: "This description.", answers: [Answer(status: 200, schema: ["type": "object"])])
}
