import AliceModel
import AliceNumbers

/// IPTC's properties of 2025.1 for generated media, which any program may write: prompt, system and its version.
///
/// alice writes them, too: the prompt with its negative prompt, the endpoint or generator, and the model.
struct IPTCPromptReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    guard found.foldedKeys.contains(where: { $0.hasSuffix("aipromptinformation") || $0.hasSuffix("aisystemused") })
    else {
      return nil
    }
    let prompt = IPTCPromptReader.text("aipromptinformation", found)
    let system = IPTCPromptReader.text("aisystemused", found)
    guard prompt != nil || system != nil else { return nil }
    var read = prompt.map(IPTCPromptReader.recipe) ?? ReadMetadata()
    let version = IPTCPromptReader.text("aisystemversionused", found)
    if found.has("alice:id") {
      IPTCPromptReader.addOwn(system: system, model: version, tool: found.text("xmp:CreatorTool"), to: &read)
    } else {
      read.provenance.recipe.model = read.provenance.recipe.model ?? IPTCPromptReader.model(system, version)
      read.provenance.generator = system.flatMap(IPTCPromptReader.generator)
    }
    let writer = IPTCPromptReader.text("aipromptwritername", found)
    read.provenance.recipe.parameters["prompt_writer"] = writer.map(JSONValue.string)
    return read
  }

  /// Finds a property by its lower-case name, under any prefix.
  private static func text(_ name: String, _ found: FoundMetadata) -> String? {
    let index = found.foldedKeys.indices.first { index in
      let key = found.foldedKeys[index]
      return key.utf8.count > name.utf8.count && key.hasSuffix(name) && found.entries[index].container.hasPrefix("xmp")
    }
    return index.flatMap { NoValue.text(Infotext.trimmed(found.entries[$0].text.utf8)) }
  }

  private static func recipe(_ text: String) -> ReadMetadata {
    if let parsed = Infotext.parse(text) { return parsed.recipe }
    if let recipe = JSONText.object(.string(text)).map(PlainRecipe.init), recipe.prompt != nil {
      return recipe.read(by: nil)
    }
    return ReadMetadata(provenance: Provenance(recipe: Recipe(prompt: text)))
  }

  private static func addOwn(system: String?, model: String?, tool: String?, to read: inout ReadMetadata) {
    read.provenance.recipe.model = model
    read.provenance.generator = [tool, system].lazy.compactMap { $0.flatMap(Generator.init(rawValue:)) }.first
    if let system, Generator(rawValue: system) == nil { read.provenance.endpoint = system }
  }

  private static func model(_ system: String?, _ version: String?) -> String? {
    guard let system, let version else { return system ?? version }
    return version.lowercased().contains(system.lowercased()) ? version : system + " " + version
  }

  private static func generator(_ system: String) -> Generator? {
    AgentName(system).generator ?? Generator(rawValue: system.lowercased().filter { $0.isLetter || $0.isNumber })
  }
}
