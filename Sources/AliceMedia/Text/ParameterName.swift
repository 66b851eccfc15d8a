import AliceNumbers

/// Maps the names that different programs use for one parameter to a single name, so that `steps:>20` finds them all.
enum ParameterName {
  /// Returns the name for `key`: `CFG scale`, `cfgScale` and `guidance_scale` are all `cfg_scale`.
  static func canonical(_ key: String) -> String {
    let name = snake(key)
    return aliases[name] ?? name
  }

  /// Returns the name in lower case with underscores between words: `Schedule type` and `scheduleType` become
  /// `schedule_type`.
  static func snake(_ key: String) -> String {
    // Bytes instead of characters, because this runs for every parameter of every file.
    let isASCII = key.utf8.allSatisfy { $0 < 0x80 }
    // A key with separators is no `camelCase`: `ControlNet 0` is a proper name.
    let isOneWord = key.utf8.allSatisfy { $0.isInfotextWord && $0 != underscore }
    var name: [UInt8] = []
    var wasLower = false
    for byte in (isASCII ? key : key.prefix(maximumLength / 2).lowercased()).utf8.prefix(2 * maximumLength) {
      guard byte.isInfotextWord, byte != underscore else {
        if !name.isEmpty, name.last != underscore { name.append(underscore) }
        wasLower = false
        continue
      }
      let isUpper = (0x41...0x5A).contains(byte)
      if isUpper, wasLower, isOneWord { name.append(underscore) }
      name.append(isUpper ? byte | 0x20 : byte)
      wasLower = !isUpper
    }
    if name.last == underscore { name.removeLast() }
    return String(decoding: name, as: UTF8.self)
  }

  private static let underscore = UInt8(ascii: "_")
  static let maximumLength = 64

  private static let aliases = [
    "cfg": "cfg_scale", "cfgscale": "cfg_scale", "guidance_scale": "cfg_scale", "num_inference_steps": "steps",
    "sampler_name": "sampler", "schedule_type": "scheduler", "schedule": "scheduler", "noise_schedule": "scheduler",
    "denoising_strength": "denoise", "denoise_strength": "denoise", "clipskip": "clip_skip", "modelhash": "model_hash",
    "base_model_hash": "model_hash", "control_net": "controlnet", "free_u": "freeu", "lo_ra": "lora", "lo_ras": "loras",
    "sd_vae": "vae", "vae_name": "vae",
    "use_vae_model": "vae",
  ]
}
