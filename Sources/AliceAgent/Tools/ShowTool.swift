import AliceKit

/// Shows everything that is known of one asset.
enum ShowTool {
  static let tool = Tool(
    name: "show", title: "Show one asset",
    summary: "Everything known of one asset: recipe, ratings, cost, relatives, the texts in its file; and the picture.",
    scope: .read, effects: .init(isReadOnly: true, isIdempotent: true),
    input: .object(
      .required("id", .string(most: 64).described("The id, or its first 8 digits or more.")),
      .optional("image", .choice(Size.allCases.map(\.rawValue)).described("preview without it.")),
      .optional("unblurred", .boolean.described("Show what is tagged nsfw clearly."))),
    output: .object(
      .required("asset", AssetShape.full),
      .required(
        "metadata",
        .array(
          of: .object(.required("container", .string), .required("key", .string), .required("text", .string)))),
      .required("parents", .array(of: .string)), .required("children", .array(of: .string)),
      .required("command", .string.orNull.described("The command that makes it again.")),
      .required("clipped", .boolean)),
    run: run)

  /// How large the picture is.
  private enum Size: String, CaseIterable {
    case none, preview, full
  }

  private static func run(_ call: ToolCall) async throws -> ToolAnswer {
    let (asset, result) = try await call.library.read { library in
      let asset = try library.asset(call.text("id") ?? "")
      return (asset, described(try AssetInspector.show(asset, in: library.workspace)))
    }
    let isClear = call.flag("unblurred")
    let picture: [Content] =
      switch call.text("image").flatMap(Size.init(rawValue:)) ?? .preview {
      case .none: []
      case .preview: try await call.library.preview(of: asset, within: 512, isClear: isClear)
      case .full: try await call.library.fullPicture(of: asset, isClear: isClear)
      }
    return .done(result, picture + [.link(asset)])
  }

  private static func described(_ details: AssetDetails) -> JSONObject {
    let recipe = details.asset.record.recipe
    let hasRecipe = recipe.prompt?.isEmpty == false || recipe.model != nil
    return [
      "asset": details.json, "metadata": .array(details.metadata.map(\.json)),
      "parents": .array((details.lineage?.parents ?? []).map { .string($0.id.hex) }),
      "children": .array((details.lineage?.children ?? []).map { .string($0.id.hex) }),
      "command": hasRecipe ? .string(RecipeText.command(of: details.asset)) : .null, "clipped": false,
    ]
  }
}
