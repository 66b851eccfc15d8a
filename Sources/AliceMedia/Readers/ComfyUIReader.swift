import AliceModel

/// ComfyUI and what saves its graphs: `prompt` and `workflow` in PNG text, `comf` chunks, MP4 keys and Matroska tags; in EXIF
/// under Make, Model, ImageDescription and others with a prefix, or as JSON in UserComment; in MP4 comments of VideoHelperSuite.
struct ComfyUIReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard var read = ComfyUIReader.graphs(in: found) else { return nil }
    if let infotext = InfotextReader.parsed(in: found) { read = ComfyUIReader.joined(infotext.recipe, with: read) }
    read.provenance.generator = .comfyui
    let time = found.text("CreationTime") ?? found.text(folded: "creation_time")
    read.provenance.created = read.provenance.created ?? time.flatMap { Timestamp($0) }
    return read
  }

  /// What the graphs of a file say; nil where there are none.
  static func graphs(in found: FoundMetadata) -> ReadMetadata? {
    let sources = ComfySources(found)
    let prompt = sources.prompt().flatMap { ComfyGraph(prompt: $0) }.map { ComfyRecipe($0).read() }
    if let prompt, prompt.provenance.recipe.prompt != nil { return prompt }
    // The editor's graph is read only where the other tells no text: its values have no names.
    var workflow = sources.workflow().flatMap(ComfyUIReader.workflow)
    guard var read = prompt else { return workflow }
    // The graph that ran should have told it.
    workflow?.ambiguous = true
    if let workflow { read.fill(from: workflow) }
    return read
  }

  private static func workflow(_ object: JSONObject) -> ReadMetadata? {
    guard let workflow = ComfyWorkflow(object) else { return nil }
    var read = workflow.graph().map { ComfyRecipe($0).read() } ?? ReadMetadata()
    if !workflow.isCertain, read.provenance.recipe.prompt != nil { read.ambiguous = true }
    return read
  }

  /// Nodes that save an infotext beside the graph know the texts that were computed; where they did not, the graph does.
  private static func joined(_ infotext: ReadMetadata, with graph: ReadMetadata) -> ReadMetadata {
    let text = infotext.provenance.recipe.prompt?.lowercased() ?? ""
    let isStub = text.isEmpty || text == "unknown"
    var joined = isStub ? graph : infotext
    joined.fill(from: isStub ? infotext : graph)
    return joined
  }
}

/// Finds the graphs among the entries of a file. Each is looked for, and parsed, when it is asked for.
struct ComfySources {
  private let found: FoundMetadata

  init(_ found: FoundMetadata) { self.found = found }

  /// `{id: {class_type, inputs}}`.
  func prompt() -> JSONObject? { first("prompt", where: ComfySources.isPrompt) }

  /// `{nodes, links}`.
  func workflow() -> JSONObject? { first("workflow", where: ComfySources.isWorkflow) }

  private func first(_ name: String, where isWanted: @escaping (JSONObject) -> Bool) -> JSONObject? {
    if let object = found.json(folded: name), isWanted(object) { return object }
    return found.entries.indices.lazy.compactMap { graph(name, at: $0, where: isWanted) }.first
  }

  private func graph(_ name: String, at index: Int, where isWanted: (JSONObject) -> Bool) -> JSONObject? {
    let entry = found.entries[index]
    if entry.container.hasPrefix("exif"), let object = prefixed(entry.text, name), isWanted(object) { return object }
    // `{prompt, workflow}`, where each may be an object or a string with one, or a bare graph.
    guard ComfySources.mayHoldBoth(entry), let object = found.json(at: index) else { return nil }
    return [JSONText.object(object[name]), object].lazy.compactMap { $0 }.first(where: isWanted)
  }

  /// `Prompt: {…}` and `workflow:{…}`.
  private func prefixed(_ text: String, _ name: String) -> JSONObject? {
    guard text.prefix(name.utf8.count + 1).lowercased() == name + ":" else { return nil }
    return JSONText.object(.string(String(text.dropFirst(name.utf8.count + 1))))
  }

  private static func mayHoldBoth(_ entry: MetadataEntry) -> Bool {
    switch entry.key.lowercased() {
    case "usercomment", "exif:usercomment", "comment", "©cmt", "imagedescription", "description", "parameters": true
    default: entry.container == "jpeg:com" || entry.container == "png:stealth"
    }
  }

  static func isPrompt(_ object: JSONObject) -> Bool {
    object.contains { $0.value["class_type"]?.stringValue != nil }
  }

  static func isWorkflow(_ object: JSONObject) -> Bool {
    object["nodes"]?.arrayValue?.contains { $0["type"] != nil } ?? false
  }
}
