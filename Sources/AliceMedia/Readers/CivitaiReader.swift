import AliceModel

/// CivitAI's own generator: a ComfyUI graph with `extraMetadata`, or an infotext in a file whose EXIF Artist is `ai`.
struct CivitaiReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let comment = found.userComment.flatMap { isOwn(found.entries[$0].text) ? found.json(at: $0) : nil }
    if let object = comment ?? found.json("prompt").flatMap({ $0["extraMetadata"] == nil ? nil : $0 }) {
      return CivitaiReader.read(object, found)
    }
    guard found.text("Artist", in: "exif") == "ai", let parsed = InfotextReader.parsed(in: found) else { return nil }
    return InfotextReader.read(parsed, by: .civitai)
  }

  private func isOwn(_ text: String) -> Bool {
    JSONText.mayBeObject(text)
      && (text.holds("extraMetadata") || text.holds("resource-stack") || text.holds("urn:air:"))
  }

  /// The extra metadata holds what the user asked for, and the graph holds the rest.
  private static func read(_ object: JSONObject, _ found: FoundMetadata) -> ReadMetadata? {
    let graph = ComfyUIReader.graphs(in: found)
    guard let extra = JSONText.object(object["extraMetadata"]) else {
      return graph.map { read in
        var read = read
        read.provenance.generator = .civitai
        return read
      }
    }
    var fields = RecipeFields(extra)
    let prompt = fields.text("prompt")
    let negative = fields.text("negativePrompt")
    let seed = fields.seed("seed")
    let resources = fields.value("resources")
    var read = ReadMetadata(.civitai, prompt: prompt, negative: negative, model: nil, seed: seed, rest: fields)
    if let resources { CivitaiResources.add(resources, to: &read) }
    if let graph { read = read.joined(with: graph) }
    return read
  }
}
