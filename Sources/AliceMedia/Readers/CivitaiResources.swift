import AliceModel

/// `Civitai resources: [{type, modelName, modelVersionName, weight}]`, which names models instead of files.
enum CivitaiResources {
  static func add(_ list: JSONValue, to read: inout ReadMetadata) {
    guard let resources = list.arrayValue else { return }
    if read.provenance.recipe.model == nil, let checkpoint = resources.first(where: { $0["type"] == "checkpoint" }) {
      read.provenance.recipe.model = checkpoint["modelName"]?.stringValue
      read.provenance.recipe.parameters["model_version"] = checkpoint["modelVersionName"]?.stringValue.map(
        JSONValue.string)
    }
    let loras = resources.prefix(LoraEntry.maximumCount).compactMap(lora)
    if read.provenance.recipe.parameters["loras"] == nil { read.setLoras(loras) }
  }

  private static func lora(_ resource: JSONValue) -> LoraEntry? {
    guard let type = resource["type"]?.stringValue?.lowercased(),
      ["lora", "lycoris", "locon", "dora"].contains(type),
      // Without the name of the model there is its number, `urn:air:sdxl:lora:civitai:12@34`.
      let name = (resource["modelName"] ?? resource["name"] ?? resource["air"])?.stringValue
    else { return nil }
    return LoraList.named(name, resource["weight"] ?? resource["strength"], hash: resource["hash"])
  }
}
