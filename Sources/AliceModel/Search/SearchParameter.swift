/// The names of recorded parameters in the search language.
package enum SearchParameter {
  /// Returns the name under which a parameter is found: `CFG scale`, `cfg-scale` and `cfg_scale` are equal.
  package static func key(_ name: String) -> String {
    String(name.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }
}

extension Recipe {
  /// The number of denoising steps, whatever the parameter is called.
  package var steps: Double? { number(["steps", "num_inference_steps", "num_steps", "sampling_steps"]) }

  /// The guidance scale, whatever the parameter is called.
  package var cfg: Double? { number(["cfg", "cfg_scale", "guidance_scale", "guidance", "cfgscale"]) }

  /// Returns the first parameter whose name is exactly one of `keys`, else the first whose normalized name is.
  private func number(_ keys: [String]) -> Double? {
    if let exact = keys.lazy.compactMap({ parameters[$0]?.doubleValue }).first { return exact }
    for (name, value) in parameters where name.utf8.count <= 20 && keys.contains(SearchParameter.key(name)) {
      if let number = value.doubleValue { return number }
    }
    return nil
  }
}
