import AliceModel

/// mflux: JSON with `mflux_version` in UserComment, and the most important values in XMP, which other programs keep.
struct MfluxReader: GeneratorReader {
  func read(_ found: FoundMetadata) -> ReadMetadata? {
    if let object = found.commentJSON(holding: "mflux_version", where: { $0["mflux_version"] != nil }) {
      return MfluxReader.read(object)
    }
    guard found.text("xmp:CreatorTool")?.hasPrefix("MFLUX") == true else { return nil }
    return MfluxReader.read(MfluxReader.object(of: found))
  }

  private static func read(_ object: JSONObject) -> ReadMetadata {
    var read = PlainRecipe(object).read(by: .mflux) { fields in
      // These are paths of private files.
      fields.drop(
        "lora_paths", "lora_scales", "image_path", "image_paths", "controlnet_image_path", "masked_image_path",
        "depth_image_path", "redux_image_paths")
    }
    let loras = LoraList.entries(object["lora_paths"], weights: object["lora_scales"]).map { entry in
      LoraEntry(name: entry.name.lastPathPart, weight: entry.weight)
    }
    read.setLoras(loras)
    return read
  }

  private static func object(of found: FoundMetadata) -> JSONObject {
    var object: JSONObject = [:]
    for entry in found.entries where entry.container == "xmp" && entry.key.hasPrefix("mflux:") {
      let name = String(entry.key.dropFirst("mflux:".count))
      object[name] = ParameterValue.typed(entry.text, name: name)
    }
    object["prompt"] = found.text("dc:description", in: "xmp").map(JSONValue.string)
    return object
  }
}
