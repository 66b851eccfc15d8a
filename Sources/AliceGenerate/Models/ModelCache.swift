import AliceLibrary
import Foundation

/// The schemas of endpoints and the prices of the last refresh, in a folder of cache files.
///
/// A file that cannot be read or written is treated as absent.
struct ModelCache: Sendable {
  /// The folder; nil if the environment names none.
  let folder: String?

  private static let limit = 4 << 20

  /// Uses `$XDG_CACHE_HOME/alice/models`, or `~/.cache/alice/models` if that is not set.
  init(environment: [String: String]) {
    func path(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    folder = (path("XDG_CACHE_HOME") ?? path("HOME").map { $0 + "/.cache" }).map { $0 + "/alice/models" }
  }

  struct Schema: Sendable {
    let model: ModelSpec
    let fetched: Timestamp
  }

  func schema(of endpoint: String) -> Schema? {
    guard let json = read(ModelCache.fileName(of: endpoint)), json["schema"]?.intValue == 1,
      let fetched = json["fetched"]?.stringValue.flatMap({ Timestamp($0) }),
      let model = json["model"].flatMap({ ModelSpec(json: $0) }), model.endpoint == endpoint
    else { return nil }
    return Schema(model: model, fetched: fetched)
  }

  func keep(_ schema: Schema) {
    let json: JSONValue = [
      "schema": 1, "fetched": .string(schema.fetched.description), "model": schema.model.json,
    ]
    write(json, to: ModelCache.fileName(of: schema.model.endpoint))
  }

  var overlay: ModelOverlay? { read(ModelCache.pricesName).flatMap(ModelOverlay.init(json:)) }

  func keep(_ overlay: ModelOverlay) { write(overlay.json, to: ModelCache.pricesName) }

  /// A name that no endpoint's file has: those contain a `+`.
  private static let pricesName = "prices.json"

  /// Returns a unique file name, as endpoints contain no `+`.
  private static func fileName(of endpoint: String) -> String { endpoint.replacing("/", with: "+") + ".json" }

  func read(_ name: String) -> JSONValue? {
    // A queue would block whoever opens it, so only a regular file is opened.
    guard let folder, let file = try? OpenFile.open(BytePath("\(folder)/\(name)").followed),
      let bytes = try? file.readAll(limit: ModelCache.limit)
    else { return nil }
    return try? JSONValue(parsing: bytes, limits: ModelSpec.schemaLimits)
  }

  func write(_ json: JSONValue, to name: String) {
    guard let folder else { return }
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try? Data(json.text.utf8).write(to: URL(filePath: "\(folder)/\(name)"), options: .atomic)
  }
}
