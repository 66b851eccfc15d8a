import AliceModel
import AliceNumbers

/// Mochi Diffusion: `Include in Image: …; Exclude from Image: …; …; Generator: Mochi Diffusion 5.2` in a caption, which
/// Apple's ImageIO also writes into XMP. Newer versions separate the fields by lines.
struct MochiDiffusionReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let caption = ["dc:description", "ImageDescription", "Description"].lazy.compactMap { found.text($0) }
      .first { $0.utf8.count <= 1 << 20 && $0.holds("Generator: Mochi Diffusion") }
    guard let caption else { return nil }
    var fields = RecipeFields(MochiDiffusionReader.object(of: caption))
    let prompt = fields.text("Include in Image", "Prompt")
    let negative = fields.text("Exclude from Image", "Negative")
    let model = fields.text("Model")
    let seed = fields.seed("Seed")
    let scale = fields.value("Guidance Scale", "Guidance")
    let date = fields.text("Date")
    fields.drop("Generator", "Metadata Version")
    var read = ReadMetadata(
      .mochidiffusion, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.recipe.parameters["cfg_scale"] = scale
    read.provenance.created = date.flatMap { Timestamp($0) }
    read.setSize(fromParameter: "size")
    return read
  }

  private static let keys = [
    "Metadata Version", "Date", "Include in Image", "Exclude from Image", "Prompt", "Negative", "Model", "Size", "Seed",
    "Steps", "Guidance Scale", "Guidance", "Quality", "Scheduler", "ML Compute Unit", "Input Images", "Generator",
  ]

  private static func object(of caption: String) -> JSONObject {
    var object: JSONObject = [:]
    var key: String?
    for part in caption.split(maxSplits: 256, whereSeparator: { $0 == ";" || $0 == "\n" || $0 == "\r\n" }) {
      let text = part.drop { $0 == " " }
      if let next = keys.first(where: { text.hasPrefix($0 + ":") }) {
        key = next
        let value = Infotext.trimmed(text.dropFirst(next.count + 1).utf8)
        object[next] = isText.contains(next) ? .string(value) : ParameterValue.typed(value, name: next)
      } else if let key, case .string(let before) = object[key] {
        // The separator was a part of the prompt, where a backslash may protect it.
        let isEscaped = before.hasSuffix("\\")
        let mark = part.startIndex > caption.startIndex ? caption[caption.index(before: part.startIndex)] : ";"
        object[key] = .string((isEscaped ? String(before.dropLast()) : before) + "\(mark)\(part)")
      }
    }
    return object
  }

  private static let isText: Set = ["Include in Image", "Exclude from Image", "Prompt", "Negative", "Model", "Date"]
}
