package import AliceModel

/// Reads the sidecars in which generators store recipes, because the format of the image cannot hold them or because
/// the user asked for it.
package enum RecipeSidecarText {
  /// The maximum size of a sidecar in bytes.
  package static let maximumBytes = 4 << 20

  /// Returns the texts of a sidecar. The suffix of its name determines its kind: `.txt` (an infotext, lines of Easy
  /// Diffusion, or other text), `.caption` (the same), `.swarm.json`, `.json` or `.civitai.info`. Returns an empty list
  /// for every other name, and for a file that is too large.
  package static func entries(fileName: String, _ bytes: [UInt8]) -> [MetadataEntry] {
    let name = fileName.lowercased()
    guard !bytes.isEmpty, bytes.count <= maximumBytes else { return [] }
    if name.hasSuffix(".txt") || name.hasSuffix(".caption") {
      return [MetadataEntry(container: "sidecar:txt", key: "text", text: text(of: bytes))]
    }
    if name.hasSuffix(".swarm.json") { return [entry("swarm", text(of: bytes))] }
    if name.hasSuffix(".json") { return json(text(of: bytes)) }
    // This file describes a model, not an image.
    if name.hasSuffix(".civitai.info") { return [entry("civitai.info", text(of: bytes))] }
    return []
  }

  private static func entry(_ key: String, _ text: String) -> MetadataEntry {
    MetadataEntry(container: "sidecar:json", key: key, text: text)
  }

  /// The key tells the readers what the text is; `json` is the key of all other objects.
  private static func json(_ text: String) -> [MetadataEntry] {
    guard let object = JSONText.object(.string(text)) else { return [entry("json", text)] }
    if ComfySources.isWorkflow(object) { return [entry("workflow", text)] }
    if ComfySources.isPrompt(object) { return [entry("prompt", text)] }
    if object["positive_prompt"] != nil, object["app_version"] != nil || object["generation_mode"] != nil {
      return [entry("invokeai_metadata", text)]
    }
    let graphs = ["prompt", "workflow"].compactMap { name in
      JSONText.object(object[name]).flatMap { graph in
        ComfySources.isPrompt(graph) || ComfySources.isWorkflow(graph) ? entry(name, JSONValue.object(graph).text) : nil
      }
    }
    return graphs.isEmpty ? [entry("json", text)] : graphs
  }

  private static func text(of bytes: [UInt8]) -> String {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
    return ByteText.decoded(bytes[...])
  }
}
