import AliceKit

/// Ratings and tags.
enum VerdictTools {
  private static let ids = Schema.Member.required(
    "ids", .array(of: .string(most: 64), most: 100).described("Ids, or their first 8 digits or more."))

  static let output = Schema.object(
    .required("operation", .string.orNull.described("What undo takes back.")), .required("changed", .integer),
    .required("refused", .array(of: .object(.required("id", .string.orNull), .required("reason", .string)))),
    .required("clipped", .boolean))

  static let rate = Tool(
    name: "rate", title: "Rate assets", summary: "Rate assets from 1 to 5; 0 removes the rating. undo takes it back.",
    scope: .write, effects: .init(isIdempotent: true),
    input: .object(ids, .required("rating", .integer(0...5))), output: output
  ) { call in
    try await annotate(call, .init(rating: .some(call.number("rating").flatMap(Rating.init))))
  }

  static let tag = Tool(
    name: "tag", title: "Tag assets", summary: "Add and remove tags, such as place/sea. undo takes it back.",
    scope: .write, effects: .init(isIdempotent: true),
    input: .object(
      ids, .optional("add", .array(of: .string(most: 400), most: 20)),
      .optional("remove", .array(of: .string(most: 400), most: 20))),
    output: output
  ) { call in
    let (added, removed) = (call.texts("add"), call.texts("remove"))
    if let bad = (added + removed).first(where: { !AssetRecord.isTag($0) }) { throw AliceError.badTag(bad) }
    guard added.allSatisfy(isReadable) else {
      throw AgentFailure(.usage, "a tag has visible characters, and none that turns the direction of the text")
    }
    guard !added.isEmpty || !removed.isEmpty else { throw AgentFailure(.usage, "give tags to add or to remove") }
    return try await annotate(call, .init(addedTags: added, removedTags: removed))
  }

  /// Returns whether people see what a tag says.
  private static func isReadable(_ tag: String) -> Bool {
    let scalars = tag.unicodeScalars
    return !scalars.contains { $0.properties.isBidiControl }
      && scalars.contains { !$0.properties.isWhitespace && !$0.properties.isDefaultIgnorableCodePoint }
  }

  private static func annotate(_ call: ToolCall, _ change: Annotator.Change) async throws -> ToolAnswer {
    let names = call.texts("ids")
    let context = call.context
    let result = try await call.library.write(by: call.author) { library in
      var refused: [JSONValue] = []
      func refuse(_ id: String?, _ error: any Error) {
        let reason = AgentFailure(describing: error, context).message
        refused.append(["id": JSONValue(id), "reason": .string(reason)])
      }
      var assets: [Asset] = []
      for name in names {
        do {
          let asset = try library.asset(name)
          if !assets.contains(where: { $0.id == asset.id }) { assets.append(asset) }
        } catch {
          refuse(name, error)
        }
      }
      let annotator = Annotator(library.workspace)
      let log = annotator.log(of: change)
      let changed = try annotator.apply(change, to: assets, log: log) { refuse($0?.id.hex, $1) }
      return JSONObject([
        ("operation", JSONValue(log.id.map { String($0) })), ("changed", JSONValue(changed.count)),
        ("refused", .array(refused)), ("clipped", false),
      ])
    }
    return .done(result)
  }
}
