import AliceKit

/// The requests with a body.
extension RouteAbout {
  private static let wholeID: JSONValue = ["type": "string", "pattern": "^[0-9a-f]{64}$"]
  private static let ids: JSONValue = ["type": "array", "items": wholeID, "maxItems": 500]
  private static let tags: JSONValue = [
    "type": "array", "items": ["type": "string", "minLength": 1, "maxLength": 100], "maxItems": 50,
  ]
  private static let request: JSONValue = [
    "type": "object",
    "properties": [
      "prompt": ["type": "string"], "negative": ["type": "string"], "model": ["type": "string"],
      "parameters": ["type": "object"], "size": ["type": "string"],
      "count": ["type": "integer", "minimum": 1, "maximum": 100],
      "seed": ["type": "string", "pattern": "^[0-9]{1,18}$"],
      "images": ["type": "array", "items": wholeID], "from": wholeID,
    ],
  ]

  private static func object(_ members: JSONObject, required: [String]) -> JSONObject {
    [
      "type": "object", "properties": .object(members), "required": .array(required.map(JSONValue.string)),
    ]
  }

  /// For requests that are not described, because only the page may make them.
  static let pageOnly = RouteAbout(summary: "")

  static let rate = RouteAbout(
    summary: "Rates assets from 1 to 5; 0 removes the rating.",
    body: object(
      ["ids": ids, "rating": ["type": "integer", "minimum": 0, "maximum": 5]], required: ["ids", "rating"]),
    refusals: [409, 500])
  static let tag = RouteAbout(
    summary: "Adds and removes tags.", body: object(["ids": ids, "add": tags, "remove": tags], required: ["ids"]),
    refusals: [409, 500])
  static let pick = RouteAbout(
    summary: "Picks and rejects assets.",
    body: object(
      ["ids": ids, "verdict": ["type": "string", "enum": ["pick", "reject", "clear"]]], required: ["ids", "verdict"]),
    refusals: [409, 500])
  static let undo = RouteAbout(
    summary: "Takes back an operation.",
    body: object(["operation": ["type": "integer", "minimum": 0]], required: ["operation"]), refusals: [409, 500])
  static let duel = RouteAbout(
    summary: "Records which of two assets is better.",
    body: object(["winner": wholeID, "loser": wholeID], required: ["winner", "loser"]), refusals: [409, 500])
  static let undoDuel = RouteAbout(
    summary: "Takes back the last duel.", body: object([:], required: []), refusals: [409, 500])
  static let endDuels = RouteAbout(
    summary: "Writes the order of the duels into the files.", body: object([:], required: []), refusals: [409, 500])
  static let refresh = RouteAbout(
    summary: "Reads assets again whose files may have changed.", body: object(["ids": ids], required: ["ids"]),
    refusals: [409, 500])
  static let estimate = RouteAbout(
    summary: "What a generation would cost.", body: object(["request": request], required: ["request"]),
    refusals: [402, 409, 502])
  static let generate = RouteAbout(
    summary: "Generates, if the price is not above the approved amount.",
    body: object(
      ["request": request, "approved": ["type": "string", "pattern": "^[0-9]{1,6}(\\.[0-9]{1,9})?$"]],
      required: ["request"]),
    answers: [Answer(status: 202)], refusals: [402, 409, 502])
  static let drop = RouteAbout(
    summary: "Takes in a file.",
    query: [.init(name: "name", schema: ["type": "string", "minLength": 1], isRequired: true)],
    body: ["type": "string", "format": "binary"], bodyType: "application/octet-stream", refusals: [409, 500])
  static let zip = RouteAbout(
    summary: "Prepares an archive, which can be downloaded once, within a minute.",
    body: object(["ids": ids], required: ["ids"]), refusals: [409])
}
