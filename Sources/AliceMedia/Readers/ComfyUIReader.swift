import AliceModel
import AliceNumbers

/// ComfyUI and the programs that save its graphs: `prompt` and `workflow` in PNG texts, `comf` chunks, MP4 keys and
/// Matroska tags; in EXIF with a prefix under Make, Model, ImageDescription and others, or as JSON in UserComment; and
/// in MP4 comments of VideoHelperSuite.
struct ComfyUIReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard var read = ComfyUIReader.graphs(in: found) else { return nil }
    if let infotext = InfotextReader.parsed(in: found) { read = ComfyUIReader.joined(infotext.recipe, with: read) }
    read.provenance.generator = .comfyui
    let time = found.text("CreationTime") ?? found.text(folded: "creation_time")
    read.provenance.created = read.provenance.created ?? time.flatMap { Timestamp($0) }
    return read
  }

  /// Reads the graphs of a file; returns nil if there are none.
  static func graphs(in found: FoundMetadata) -> ReadMetadata? {
    let sources = ComfySources(found)
    let isFilm = sources.isFilm
    let executed = sources.prompt().map { ComfyShownTexts.adding(to: $0, from: sources.workflow) }
    let prompt = executed.flatMap { ComfyGraph(prompt: $0) }.map { ComfyRecipe($0, isFilm: isFilm).answer() }
    if let prompt, prompt.hasPrompt { return prompt.read }
    // The editor's graph is read only if the executed graph yields no text, because its values have no names.
    var workflow = sources.workflow().flatMap { ComfyUIReader.workflow($0, isFilm: isFilm) }
    guard var read = prompt?.read else { return workflow }
    // The executed graph should have contained the text.
    workflow?.ambiguous = true
    if let workflow { read.fill(from: workflow) }
    return read
  }

  private static func workflow(_ object: JSONObject, isFilm: Bool) -> ReadMetadata? {
    guard let workflow = ComfyWorkflow(object) else { return nil }
    var read = workflow.graph().map { ComfyRecipe($0, isFilm: isFilm).read() } ?? ReadMetadata()
    if !workflow.isCertain, read.provenance.recipe.prompt != nil { read.ambiguous = true }
    return read
  }

  /// Nodes that save an infotext with the graph know the computed texts; if an infotext has none, the graph is used.
  private static func joined(_ infotext: ReadMetadata, with graph: ReadMetadata) -> ReadMetadata {
    let lacksPrompt = NoValue.isStub(infotext.provenance.recipe.prompt ?? "")
    var joined = lacksPrompt ? graph.joined(with: infotext) : infotext.joined(with: graph)
    joined.takeWeights(ofLorasIn: graph)
    return joined
  }
}

/// Finds the graphs among the entries of a file. Each is parsed only on demand.
struct ComfySources {
  private let found: FoundMetadata

  init(_ found: FoundMetadata) { self.found = found }

  /// Whether the entries come from a film.
  var isFilm: Bool {
    found.entries.contains { $0.container.hasPrefix("mp4") || $0.container.hasPrefix("matroska") }
  }

  /// The executed graph, `{id: {class_type, inputs}}`.
  func prompt() -> JSONObject? { first("prompt", where: ComfySources.isPrompt) }

  /// The editor's graph, `{nodes, links}`.
  func workflow() -> JSONObject? { first("workflow", where: ComfySources.isWorkflow) }

  private func first(_ name: String, where matches: @escaping (JSONObject) -> Bool) -> JSONObject? {
    if let object = found.json(folded: name), matches(object) { return object }
    return found.entries.indices.lazy.compactMap { graph(name, at: $0, where: matches) }.first
  }

  private func graph(_ name: String, at index: Int, where matches: (JSONObject) -> Bool) -> JSONObject? {
    let entry = found.entries[index]
    if entry.container.hasPrefix("exif"), let object = prefixed(entry.text, name), matches(object) { return object }
    // The entry is `{prompt, workflow}`, where each is an object or JSON in a string, or it is a bare graph.
    guard ComfySources.mayHoldBoth(entry), let object = found.json(at: index) else { return nil }
    return [JSONText.object(object[name]), object].lazy.compactMap { $0 }.first(where: matches)
  }

  /// Reads `Prompt: {…}` and `workflow:{…}`.
  private func prefixed(_ text: String, _ name: String) -> JSONObject? {
    guard text.prefix(name.utf8.count + 1).lowercased() == name + ":" else { return nil }
    return JSONText.object(.string(String(text.dropFirst(name.utf8.count + 1))))
  }

  private static func mayHoldBoth(_ entry: MetadataEntry) -> Bool {
    switch entry.key.lowercased() {
    case "usercomment", "exif:usercomment", "comment", "©cmt", "imagedescription", "description", "parameters",
      "dc:description", "xpcomment", "xptitle", "xpsubject", "synopsis":
      true
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
