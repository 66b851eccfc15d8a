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
    let loras = resources.prefix(256).filter { $0["type"] == "lora" || $0["type"] == "lycoris" }.compactMap(lora)
    if read.provenance.recipe.parameters["loras"] == nil, !loras.isEmpty {
      read.provenance.recipe.parameters["loras"] = .array(loras)
    }
  }

  private static func lora(_ resource: JSONValue) -> JSONValue? {
    guard let name = resource["modelName"]?.stringValue else { return nil }
    return ["name": .string(name), "weight": resource["weight"] ?? 1]
  }
}
