import AliceModel

/// Draw Things: XMP with `xmp:CreatorTool`, JSON in `exif:UserComment`, and its own text in `dc:description`.
struct DrawThingsReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard found.text("xmp:CreatorTool")?.hasPrefix("Draw Things") == true || found.text("Software") == "Draw Things"
    else {
      return nil
    }
    let comments = ["exif:UserComment", "UserComment", "Comment"].lazy.compactMap { found.json($0) }
    guard let object = comments.first(where: { $0["c"] != nil }) else {
      return found.text("dc:description").flatMap(DrawThingsReader.read)
    }
    var fields = RecipeFields(object)
    let prompt = fields.text("c")
    let negative = fields.text("uc")
    let model = fields.text("model")
    let seed = fields.seed("seed")
    let scale = fields.value("scale")
    let loras = [fields.value("lora"), fields.value("loras"), fields.value("v2")?["loras"]].lazy
      .map { LoraList.entries($0) }.first { !$0.isEmpty }
    var read = ReadMetadata(.drawthings, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.recipe.parameters["cfg_scale"] = scale
    read.setSize(fromParameter: "size")
    read.setLoras(loras ?? [])
    return read
  }

  /// Reads `prompt`, a line `-negative`, and a line of parameters.
  private static func read(_ description: String) -> ReadMetadata? {
    guard var read = Infotext.parse(description)?.recipe else { return nil }
    let lines = (read.provenance.recipe.prompt ?? "").split(separator: "\n", omittingEmptySubsequences: false)
    if let at = lines.lastIndex(where: { $0.hasPrefix("-") }) {
      let negative = lines[at...].joined(separator: "\n").dropFirst()
      read.provenance.recipe.prompt = lines[..<at].joined(separator: "\n")
      read.provenance.recipe.negativePrompt = negative.isEmpty ? nil : String(negative)
    }
    read.provenance.generator = .drawthings
    return read
  }
}
