import AliceNumbers

/// The different names that models use for the same parameters and values.
enum Dialect {
  /// Parameter names with the same meaning. If a model has exactly one name of a row, the others are aliases of it.
  static let rows: [[String]] = [
    ["output_format", "format"],
    ["image_url", "start_image_url", "image_urls", "input_image_urls", "first_frame_url", "input_image_url"],
    ["end_image_url", "tail_image_url", "last_frame_url"],
    ["mask_url", "mask_image_url", "static_mask_url"],
    ["num_inference_steps", "steps", "num_steps", "inference_steps"],
    ["guidance_scale", "guidance", "cfg", "cfg_scale", "cfg_strength"],
    ["image_size", "size", "video_size"],
    ["aspect_ratio", "ratio", "resolution_mode"],
    ["effect_scene", "effect"],
    ["num_images", "n", "number_of_images"],
    ["upscale_factor", "scale", "upscale", "factor"],
    ["fps", "frames_per_second", "target_fps"],
    ["enable_prompt_expansion", "expand_prompt", "enhance_prompt", "prompt_optimizer"],
    ["duration", "seconds", "duration_seconds"],
    ["negative_prompt", "negative"],
  ]

  /// Returns the parameter that corresponds to the name that another model uses; nil if none or several do.
  static func meant(by name: String, among parameters: [ParameterSpec]) -> ParameterSpec? {
    guard let row = rows.first(where: { $0.contains(name) }) else { return nil }
    let found = parameters.filter { row.contains($0.name) }
    return found.count == 1 ? found[0] : nil
  }

  /// Returns other spellings of an enumerated value: `jpg`, `5s`, `5 seconds`, `5.0`, `16x9`, `1080`.
  static func spellings(of text: String) -> [String] {
    let text = text.lowercased()
    var spellings = [text]
    if let seconds = seconds(text) { spellings += [seconds, seconds + "s"] }
    switch text {
    case "jpg": spellings.append("jpeg")
    case "jpeg": spellings.append("jpg")
    default: break
    }
    return spellings + [AspectRatio(text)?.description, text + "p"].compactMap { $0 }
  }

  /// Returns `5` for `5`, `5.0`, `5s` and `5 seconds`; nil if the text is not a number of seconds.
  static func seconds(_ text: String) -> String? {
    let text = text.lowercased()
    let unit = ["seconds", "second", "secs", "sec", "s"].first { text.hasSuffix($0) } ?? ""
    let digits = text.dropLast(unit.count).drop { $0 == " " }
    let end = digits.lastIndex { $0 != " " }.map { digits.index(after: $0) } ?? digits.startIndex
    return Double(digits[..<end]).flatMap { JSONNumber($0)?.literal }
  }
}
