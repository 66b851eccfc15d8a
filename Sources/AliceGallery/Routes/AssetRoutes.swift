import AliceKit
import Hummingbird

/// Single assets.
enum AssetRoutes {
  private static let childLimit = 60

  static let asset: Routes.Route = { server, call in
    let asset = try await server.asset(call.path[3])
    return try await server.workers.read { [server] in
      let details = try AssetInspector.show(asset, in: server.workspace)
      let parents = try relatives(asset.record.provenance.parents, server.browser)
      let children = try relatives(server.browser.children(of: asset.id, limit: childLimit), server.browser)
      let hasRecipe = asset.record.recipe.prompt?.isEmpty == false || asset.record.recipe.model != nil
      return .json([
        "asset": ClippedAsset.json(details.json), "metadata": metadata(details.metadata),
        "lineage": ["parents": .array(parents.map(\.line)), "children": .array(children.map(\.line))],
        "parent": parents.first { $0.asset != nil }?.recipe ?? .null,
        "stack": .array(try server.browser.stack(of: asset.id).map { .string($0.hex) }),
        "command": hasRecipe ? .string(RecipeText.command(of: asset)) : .null,
      ])
    }
  }

  /// The number of characters of a text that a tile shows.
  private static let beginning = 600

  /// What a tile shows of a file without a picture.
  static let contents: Routes.Route = { server, call in
    let asset = try await server.asset(call.path[3])
    return try await server.workers.read { [server] in
      let contents = AssetInspector.contents(of: asset, in: server.workspace)
      return .json([
        "format": .string(asset.facts.format.rawValue), "words": JSONValue(contents?.words),
        "text": JSONValue(contents?.text.map { String($0.prefix(beginning)) }),
      ])
    }
  }

  static let reveal: Routes.Route = { server, call in
    guard let manager = server.capabilities.fileManager else {
      throw Problem.notFound("there is no file manager here")
    }
    let id = try await server.object(of: call).id("id")
    let asset = try await server.asset(id.hex)
    // Opening proves that the file is in the library.
    let path = try await server.workers.read { [server] in
      _ = try server.browser.file(of: asset)
      return server.workspace.root.appending(asset.path)
    }
    do {
      try await manager.reveal(path)
    } catch {
      throw Problem(.internalServerError, "the file manager \(error)", exit: .partly)
    }
    return .noContent
  }

  /// Returns the texts in the file, as many as fit.
  private static func metadata(_ entries: [MetadataEntry]) -> JSONValue {
    var room = ClippedAsset.limit
    var list: [JSONValue] = []
    for entry in entries {
      room -= entry.text.utf8.count
      guard room >= 0 else { break }
      list.append(entry.json)
    }
    return .array(list)
  }

  private struct Relative {
    let id: AssetID
    let asset: Asset?

    var line: JSONValue {
      [
        "id": .string(id.hex), "known": .bool(asset != nil),
        "prompt": JSONValue(asset?.record.prompt.map { String($0.prefix(500)) }),
        "model": JSONValue(asset?.record.recipe.model),
      ]
    }

    var recipe: JSONValue {
      guard let recipe = asset?.record.recipe else { return .null }
      return ClippedAsset.json([
        "id": .string(id.hex), "prompt": JSONValue(recipe.prompt), "model": JSONValue(recipe.model),
        "seed": JSONValue(recipe.seed), "parameters": JSONValue.object(recipe.parameters).sorted,
      ])
    }
  }

  private static func relatives(_ ids: [AssetID], _ browser: Browser) throws -> [Relative] {
    let known = try browser.assets(ids)
    return ids.map { Relative(id: $0, asset: known[$0]) }
  }
}
