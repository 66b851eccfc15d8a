package import AliceModel

/// What generators lay beside a picture because the picture cannot hold it, or because they were asked to.
package enum RecipeSidecarText {
  /// Longer files are not read.
  package static let maximumBytes = 4 << 20

  /// The texts of a sidecar, whose kind the end of its name tells: `.txt` (an infotext, lines of Easy Diffusion, or words
  /// that are nobody's recipe), `.swarm.json`, `.json` and `.civitai.info`. Empty for every other name, and for a file that is too
  /// long.
  package static func entries(fileName: String, _ bytes: [UInt8]) -> [MetadataEntry] {
    let name = fileName.lowercased()
    guard !bytes.isEmpty, bytes.count <= maximumBytes else { return [] }
    if name.hasSuffix(".txt") { return [MetadataEntry(container: "sidecar:txt", key: "text", text: text(of: bytes))] }
    if name.hasSuffix(".swarm.json") { return [entry("swarm", text(of: bytes))] }
    if name.hasSuffix(".json") { return json(text(of: bytes)) }
    // About a model, not about a picture.
    if name.hasSuffix(".civitai.info") { return [entry("civitai.info", text(of: bytes))] }
    return []
  }

  private static func entry(_ key: String, _ text: String) -> MetadataEntry {
    MetadataEntry(container: "sidecar:json", key: key, text: text)
  }

  /// The key tells the readers what the text is; `json` is what none of them knows by its place.
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

  /// By the byte order mark; without one UTF-8 where the bytes are that, else Windows-1252.
  private static func text(of bytes: [UInt8]) -> String {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return String(decoding: bytes.dropFirst(3), as: UTF8.self) }
    if bytes.starts(with: [0xFF, 0xFE]) { return UTF16Text.repaired(bytes[...], bigEndian: false) }
    if bytes.starts(with: [0xFE, 0xFF]) { return UTF16Text.repaired(bytes[...], bigEndian: true) }
    return String(validating: bytes, as: UTF8.self) ?? Windows1252.text(of: bytes[...])
  }
}
