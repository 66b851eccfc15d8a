import AliceModel
import AliceNumbers

/// Scripts that write one text per field into PNG and films, such as those of diffusers and FramePack.
struct PlainFieldsReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let hasPrompt = found.foldedKeys.contains { key in
      (key.hasSuffix("prompt") || key == "positive") && PlainRecipe.prompts.contains(PlainRecipe.name(key))
    }
    guard hasPrompt else { return nil }
    let recipe = PlainRecipe(PlainFieldsReader.object(of: found))
    return recipe.prompt == nil ? nil : recipe.read(by: nil)
  }

  /// What Sygil's web UI writes before its keys.
  private static let prefix = "sd:"

  /// Returns the texts that hold one field each. Containers with fields of cameras do not count.
  private static func object(of found: FoundMetadata) -> JSONObject {
    var object: JSONObject = [:]
    for (entry, key) in zip(found.entries, found.foldedKeys) where isField(entry, key: key) {
      let name = PlainRecipe.name(key.hasPrefix(prefix) ? String(entry.key.dropFirst(prefix.count)) : entry.key)
      let isText = name.hasSuffix("prompt") || name.hasSuffix("model")
      object[name] = isText ? .string(entry.text) : ParameterValue.typed(entry.text, name: name)
    }
    return object
  }

  private static func isField(_ entry: MetadataEntry, key: String) -> Bool {
    guard
      ["png:t", "png:z", "png:i", "mp4:", "matroska:", "flac:", "ogg:"].contains(where: {
        entry.container.hasPrefix($0)
      }),
      key.utf8.count <= ParameterName.maximumLength, !isOther.contains(key),
      !key.utf8.contains(UInt8(ascii: ":")) || key.hasPrefix(prefix)
    else { return false }
    // A graph, a list or an object is no field.
    return entry.text.utf8.first { !$0.isInfotextSpace }.map { $0 != UInt8(ascii: "{") && $0 != UInt8(ascii: "[") }
      ?? false
  }

  /// The texts of other programs, in lower case.
  private static let isOther: Set = [
    "software", "author", "title", "copyright", "creation time", "disclaimer", "warning", "source", "comment",
    "encoder",
    "parameters", "workflow", PNGText.recordKeyword, "iptc", "exif", "dpi", "major_brand", "minor_version",
    "compatible_brands", "duration",
  ]
}

/// Programs that write one JSON object with a prompt and its parameters: into UserComment, a comment, a description, a
/// text of any other key or a sidecar.
struct PlainJSONReader: GeneratorReader {
  private static let maximumCount = 8

  func read(_ found: FoundMetadata) -> ReadMetadata? {
    let places = found.entries.indices.lazy.filter { index in
      JSONText.mayBeObject(found.entries[index].text) && PlainJSONReader.mayHold(found.foldedKeys[index])
        && found.entries[index].text.holds(folded: "prompt")
    }
    let recipes = Array(places.prefix(PlainJSONReader.maximumCount)).compactMap { index in
      found.json(at: index).flatMap(PlainJSONReader.recipe)
    }
    guard let first = recipes.first else { return nil }
    var read = first.read(by: nil)
    let others = recipes.compactMap(\.prompt).filter { $0 != first.prompt }
    if !others.isEmpty {
      read.ambiguous = true
      read.keep([first.prompt].compactMap { $0 } + others, as: "prompts")
    }
    return read
  }

  /// Returns whether the text under a lower-case key may describe this image: a model's description has the prompts of
  /// its examples.
  private static func mayHold(_ key: String) -> Bool {
    key != PNGText.recordKeyword && key != "alice:record" && key != "workflow" && key != "civitai.info"
  }

  /// Returns the recipe of the object, or of one of the objects in it.
  private static func recipe(_ object: JSONObject) -> PlainRecipe? {
    guard !ComfySources.isPrompt(object), !ComfySources.isWorkflow(object) else { return nil }
    let candidates = [object] + object.lazy.prefix(64).compactMap { JSONText.object($0.value) }
    return candidates.lazy.map(PlainRecipe.init).first(where: \.isLikely)
  }
}
