/// The names and texts that a packed record stores as a number.
///
/// The order is part of the format: new ones are only added at the end, together with a new version of the schema.
enum PackedNames {
  static let keys = [
    "alice", "generator", "provider", "model", "endpoint", "request_id", "prompt", "negative_prompt", "seed",
    "parameters", "cost", "created", "parents", "ambiguous", "also_from", "score", "value", "scorer", "defects",
    "abstained", "rating", "pick", "elo", "tags", "project", "added", "original_name", "damaged", "amount", "currency",
    "basis", "num_inference_steps", "steps", "sampler", "sampler_name", "scheduler", "schedule_type", "cfg_scale",
    "guidance_scale", "cfg", "guidance", "size", "width", "height", "image_size", "aspect_ratio", "num_images",
    "output_format", "enable_safety_checker", "model_hash", "vae", "clip_skip", "denoising_strength", "version",
    "loras", "name", "weight", "hash", "path", "scale", "duration", "resolution", "fps", "strength", "note", "title",
    "disclosure", "albums", "id", "type", "url", "hires_upscale", "hires_upscaler", "hires_steps", "seed_resize_from",
    "variation_seed", "variation_seed_strength", "ensd", "rng", "style", "quality", "negative", "positive", "text",
    "workflow", "denoise", "upscaler", "batch_size", "batch_pos", "refiner", "refiner_switch_at", "generate_audio",
  ]

  static let texts = [
    "", "alice", "fal", "fal-simulator", "automatic1111", "forge", "reforge", "sdnext", "comfyui", "invokeai",
    "novelai",
    "fooocus", "ruinedfooocus", "swarmui", "stabilitymatrix", "easydiffusion", "tensorart", "civitai", "hfspace",
    "drawthings", "midjourney", "sdcpp", "openai", "google", "adobe", "bfl", "USD", "estimate", "billed", "unverified",
    "simulated", "picked", "rejected", "euler", "euler_ancestral", "Euler", "Euler a", "dpmpp_2m", "dpmpp_2m_sde",
    "DPM++ 2M", "DPM++ 2M Karras", "karras", "Karras", "normal", "simple", "Automatic", "png", "jpeg", "webp",
    "landscape_4_3", "landscape_16_9", "portrait_4_3", "portrait_16_9", "square", "square_hd", "1:1", "16:9", "9:16",
    "4:3", "3:4", "black", "blank", "truncated", "wrong-content", "blocking",
  ]

  static let keyNumbers = numbers(keys)
  static let textNumbers = numbers(texts)

  private static func numbers(_ names: [String]) -> [String: Int] {
    Dictionary(names.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }
}

/// The first byte of a packed value.
enum PackedTag: UInt8 {
  case null, no, yes
  /// A text: its length and its bytes.
  case text
  /// A text of `PackedNames.texts`.
  case knownText
  /// A text of the digits of a whole number.
  case digitText
  /// A text of pairs of hexadecimal digits.
  case hexText
  /// A text of a time: milliseconds and minutes.
  case timeText
  /// A text of decimal digits with a point: the number of places, and all digits as one number.
  case decimalText
  case whole
  case decimal
  /// A number in any other form, as text.
  case literal
  case array
  case object
}
