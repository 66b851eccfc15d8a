import AliceModel

/// WanGP: JSON with all settings in the comment of films and PNGs, in UserComment of JPEG and in a sidecar.
struct WanGPReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard let object = found.commentJSON(holding: "settings_version", where: WanGPReader.isOwn) else { return nil }
    var read = PlainRecipe(object).read(by: .wangp) { fields in
      fields.drop(
        "type", "settings_version", "creation_timestamp", "image_mode", "activated_loras", "loras_multipliers")
    }
    read.setLoras(WanGPReader.loras(object["activated_loras"], weights: object["loras_multipliers"]?.stringValue ?? ""))
    return read
  }

  private static func isOwn(_ object: JSONObject) -> Bool {
    object["type"]?.stringValue?.hasPrefix("WanGP") == true || object["model_type"] != nil && object["prompt"] != nil
  }

  /// The weights are separated by spaces or lines. One of several phases has a weight for each, `1;0.5`, and one that
  /// changes over the steps is a list, `1,0.5`; the first counts.
  private static func loras(_ names: JSONValue?, weights: String) -> [LoraEntry] {
    let words = weights.split(maxSplits: 512, whereSeparator: \.isWhitespace)
    return (names?.arrayValue ?? []).prefix(256).enumerated().compactMap { index, name in
      guard let name = name.stringValue?.lastPathPart else { return nil }
      let word = words.indices.contains(index) ? words[index].prefix { $0 != ";" && $0 != "," } : ""
      return LoraList.named(name, .string(String(word)))
    }
  }
}
