/// Names of recorded parameters, as the search language sees them.
package enum SearchParameter {
  /// The name under which a parameter is found: `CFG scale`, `cfg-scale` and `cfg_scale` are one.
  package static func key(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}

extension Recipe {
  /// The number of denoising steps, whatever the parameter is called.
  package var steps: Double? { number(["steps", "num_inference_steps", "num_steps", "sampling_steps"]) }

  /// The guidance scale, whatever the parameter is called.
  package var cfg: Double? { number(["cfg", "cfg_scale", "guidance_scale", "guidance", "cfgscale"]) }

  /// The first of `keys` that is a name as it stands, else the first parameter whose name is one of them in another spelling.
  private func number(_ keys: [String]) -> Double? {
    if let exact = keys.lazy.compactMap({ parameters[$0]?.doubleValue }).first { return exact }
    for (name, value) in parameters where name.utf8.count <= 20 && keys.contains(SearchParameter.key(name)) {
      if let number = value.doubleValue { return number }
    }
    return nil
  }
}
