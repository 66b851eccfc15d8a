import AliceModel

/// A recipe as scripts and small programs write it: members under the names of diffusers and similar libraries, in any
/// case and with spaces, hyphens or underscores.
struct PlainRecipe {
  private var fields: RecipeFields
  private let names: Set<String>

  let prompt: String?
  private let negative: String?
  private let model: String?
  private let seed: String?
  private let created: Timestamp?
  private let size: (width: Int, height: Int)?

  /// The names of a prompt, in the order in which they count.
  static let prompts = ["prompt", "positive_prompt", "text_prompt", "sd_prompt", "positive"]

  init(_ object: JSONObject) {
    var members = JSONObject()
    for (key, value) in object.lazy.prefix(1024) {
      let name = PlainRecipe.name(key)
      if members[name] == nil { members[name] = value }
    }
    names = Set(members.keys)
    fields = RecipeFields(members)
    prompt = fields.text(PlainRecipe.prompts)
    negative = fields.text([
      "negative_prompt", "neg_prompt", "n_prompt", "negativeprompt", "prompt_negative", "prompt_neg", "negative",
    ])
    seed = fields.seed("seed", "noise_seed", "used_seed", "actual_seed", "random_seed")
    model = fields.take(PlainRecipe.models, PlainRecipe.modelName)
    created = fields.take(PlainRecipe.dates) { $0.stringValue.flatMap { Timestamp($0) } }
    size = fields.take(["resolution", "size", "image_size", "dimensions"], PlainRecipe.size)
  }

  private static let models = [
    "model", "model_name", "model_filename", "checkpoint", "ckpt_name", "ckpt", "sd_model_name", "sd_model_checkpoint",
    "sd_model", "base_model_name", "model_id", "model_path", "model_type", "base_model",
  ]
  private static let dates = [
    "created_at", "creation_date", "created", "generated_at", "creation_time", "timestamp", "date", "datetime",
  ]

  /// Returns the name of a member: `Negative Prompt`, `negative-prompt` and `negativePrompt` are one.
  static func name(_ key: String) -> String { ParameterName.snake(key) }

  /// Whether the members besides the prompt are those of a recipe, so that this is not some other program's text.
  var isLikely: Bool { prompt != nil && (model != nil || !names.isDisjoint(with: PlainRecipe.usual)) }

  private static let usual: Set = [
    "seed", "noise_seed", "negative_prompt", "neg_prompt", "n_prompt", "steps", "num_inference_steps", "guidance_scale",
    "guidance", "cfg", "cfg_scale", "sampler", "sampler_name", "scheduler", "width", "resolution", "image_size",
    "aspect_ratio", "strength", "loras",
  ]

  /// Returns the recipe; `rest` takes what else is known before the remaining members become parameters.
  func read(by generator: Generator?, _ rest: (inout RecipeFields) -> Void = { _ in }) -> ReadMetadata {
    var fields = fields
    rest(&fields)
    var read = ReadMetadata(nil, prompt: prompt, negative: negative, model: model, seed: seed, rest: fields)
    read.provenance.generator = generator
    read.provenance.created = created
    if let size, read.width == nil { read.setSize(width: size.width, height: size.height) }
    return read
  }

  /// Returns the name of a model without the private folders of a path; the name of a repository is kept.
  private static func modelName(_ value: JSONValue) -> String? {
    let text = value.stringValue ?? (value["name"] ?? value["model_name"] ?? value["id"])?.stringValue
    guard let text, !NoValue.isStub(text) else { return nil }
    let isPath = text.hasPrefix("/") || text.hasPrefix("~") || text.hasPrefix(".") || text.contains("\\")
    return isPath || text.holds("://") ? text.lastPathPart : text
  }

  private static func size(_ value: JSONValue) -> (width: Int, height: Int)? {
    if let text = value.stringValue { return ParameterValue.size(text) }
    guard let width = (value[0] ?? value["width"])?.intValue, let height = (value[1] ?? value["height"])?.intValue
    else {
      return nil
    }
    return (width, height)
  }
}
