import AliceKit
import Foundation

/// Assets as resources: `alice://asset/ID` is the file, `alice://asset/ID/recipe` what it was made from.
struct AssetResources: Sendable {
  private let context: AgentContext

  init(_ context: AgentContext) { self.context = context }

  private static let scheme = "alice://asset/"
  private static let listed = 20
  /// The largest file that is read.
  private static let limit: UInt64 = 10 << 20

  static let templates: [JSONObject] = [
    [
      "uriTemplate": "alice://asset/{id}", "name": "asset", "title": "The file of an asset",
      "description": "The picture, video or sound, up to 10 MB.",
    ],
    [
      "uriTemplate": "alice://asset/{id}/recipe", "name": "recipe", "title": "The recipe of an asset",
      "description": "Prompt, model, parameters and seed, and the command that makes it again.",
      "mimeType": "application/json",
    ],
  ]

  /// Returns the entry of an asset in a list. Its name tells nothing that stands in the file.
  static func entry(of asset: Asset) -> JSONObject {
    var entry: JSONObject = [
      "uri": .string(scheme + asset.id.hex), "name": .string("\(asset.id.short).\(asset.facts.format.rawValue)"),
    ]
    entry["mimeType"] = asset.facts.format.contentTypes.first.map(JSONValue.string)
    entry["size"] = Int(exactly: asset.facts.bytes).map { JSONValue($0) }
    return entry
  }

  func newest() async throws -> [JSONObject] {
    try await context.library.read { library in
      try Searcher(library.workspace).newest(withPrefix: "", limit: AssetResources.listed)
    }.map(AssetResources.entry)
  }

  /// Returns what a resource holds.
  func contents(_ parameters: JSONObject, _ caller: Caller) async throws -> JSONObject {
    guard let uri = parameters["uri"]?.stringValue else { throw RPCError.parameters("\"uri\" is a text") }
    guard let (id, isRecipe) = AssetResources.parts(of: uri) else { throw missing(uri, caller) }
    do {
      let contents = try await context.library.read { library in
        let asset = try library.asset(id)
        return isRecipe ? AssetResources.recipe(of: asset, uri) : try AssetResources.file(of: asset, uri, library)
      }
      return ["contents": [.object(contents)]]
    } catch let error as RPCError {
      throw error
    } catch AliceError.noSuchAsset {
      throw missing(uri, caller)
    } catch {
      throw RPCError.parameters(AgentFailure(describing: error, context).message)
    }
  }

  /// Returns the id in an address; nil if it is no address of an asset.
  private static func parts(of uri: String) -> (id: String, isRecipe: Bool)? {
    guard uri.hasPrefix(scheme) else { return nil }
    let parts = uri.dropFirst(scheme.count).split(separator: "/", omittingEmptySubsequences: false)
    guard let id = parts.first.map(String.init), AssetID.isPrefix(id) else { return nil }
    if parts.count == 1 { return (id, false) }
    return parts.count == 2 && parts[1] == "recipe" ? (id, true) : nil
  }

  private func missing(_ uri: String, _ caller: Caller) -> RPCError {
    RPCError(
      code: caller.era == .modern ? -32602 : -32002, message: "there is no such resource",
      data: ["uri": .string(BoundedJSON.beginning(of: uri, 200))])
  }

  private static func file(of asset: Asset, _ uri: String, _ library: OpenedLibrary) throws -> JSONObject {
    let file = try library.browser().file(of: asset)
    guard file.size <= limit else {
      throw RPCError.parameters("the file has \(file.size) bytes, more than \(limit)")
    }
    let bytes = try file.bytes.read(at: 0, count: Int(file.size))
    var contents: JSONObject = ["uri": .string(uri)]
    contents["mimeType"] = asset.facts.format.contentTypes.first.map(JSONValue.string)
    contents["blob"] = .string(Data(bytes).base64EncodedString())
    return contents
  }

  private static func recipe(of asset: Asset, _ uri: String) -> JSONObject {
    let provenance = asset.record.provenance
    let recipe = provenance.recipe
    var bounded = BoundedJSON()
    let json = bounded.clip([
      "id": .string(asset.id.hex), "prompt": JSONValue(recipe.prompt),
      "negative_prompt": JSONValue(recipe.negativePrompt), "model": JSONValue(recipe.model),
      "endpoint": JSONValue(provenance.endpoint), "generator": JSONValue(provenance.generator?.rawValue),
      "seed": JSONValue(recipe.seed), "parameters": JSONValue.object(recipe.parameters).sorted,
      "parents": .array(provenance.parents.map { .string($0.hex) }),
      "command": .string(RecipeText.command(of: asset)),
    ])
    return ["uri": .string(uri), "mimeType": "application/json", "text": .string(json.text)]
  }
}
