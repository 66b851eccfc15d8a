/// The names of a model: the one that its generator recorded, and the one that its folder has.
package enum ModelName {
  /// Returns the name of the folder of a model: `juggernautxl-v9` for `SDXL\juggernautXL_v9.safetensors [1a2b3c4d]`.
  package static func folder(of model: String) -> String? { ModelText.name(of: model) }
}
