import AliceModel

/// Names the widget values that the editor stores for a node.
enum ComfyWidgets {
  static func values(of kind: String, _ node: JSONValue, _ inputs: [JSONValue]) -> JSONObject {
    if let named = node["widgets_values"]?.objectValue { return named }
    let values = node["widgets_values"]?.arrayValue ?? []
    if let named = ComfyLoraWidgets.values(of: kind, values) { return named }
    let shown = values.map { self.shown($0) }
    let known = knownNames(of: node, shown)
    if known == nil, let guessed = ComfyLoraWidgets.guessed(kind, values) { return guessed }
    let names = known ?? guessedNames(of: node, shown)
    return JSONObject(Array(zip(names, shown)).filter { !$0.0.isEmpty && !$0.1.isNull })
  }

  /// Nodes that show a text keep it in a list.
  private static func shown(_ value: JSONValue) -> JSONValue {
    guard let list = value.arrayValue, list.count == 1, list[0].stringValue != nil else { return value }
    return list[0]
  }

  /// Returns one name for each value that a node stores; empty for values without a known meaning.
  static func names(of node: JSONValue) -> [String] {
    let values = (node["widgets_values"]?.arrayValue ?? []).map { shown($0) }
    return knownNames(of: node, values) ?? guessedNames(of: node, values)
  }

  /// Returns the names that the kind of the node has, or that the node lists; nil if neither fits its values.
  private static func knownNames(of node: JSONValue, _ values: [JSONValue]) -> [String]? {
    guard !values.isEmpty else { return [] }
    let inputs = node["inputs"]?.arrayValue ?? []
    let listed = inputs.compactMap { $0["widget"]?["name"]?.stringValue }
    let exact = listed.isEmpty ? nil : exactly(listed, values)
    let known = ComfyWidgetNames.of(node["type"]?.stringValue ?? "")
    let fitting = known.lazy.filter { exact == nil || Set($0).isSuperset(of: listed) }.compactMap {
      aligned($0, values)
    }
    return fitting.first ?? exact
  }

  private static func guessedNames(of node: JSONValue, _ values: [JSONValue]) -> [String] {
    let ends = ComfyWidgetGuess(
      node["type"]?.stringValue ?? "", node, node["inputs"]?.arrayValue ?? [], values)
    return ends.sampler ?? ends.service ?? ends.others
  }

  /// Returns whether a node gets images from a service and only the order of its values gives them a meaning, or
  /// whether an unknown encoder has several texts.
  static func isGuess(_ kind: String, _ node: JSONValue) -> Bool {
    let inputs = node["inputs"]?.arrayValue ?? []
    let values = node["widgets_values"]?.arrayValue ?? []
    guard !ComfyWidgetNames.of(kind).contains(where: { aligned($0, values) != nil }), !values.isEmpty,
      exactly(inputs.compactMap { $0["widget"]?["name"]?.stringValue }, values) == nil,
      ![2, 4].contains(node["mode"]?.intValue)
    else { return false }
    let guess = ComfyWidgetGuess(kind, node, inputs, values)
    return guess.sampler == nil && (guess.service?.contains("prompt") ?? guess.isDoubtful)
  }

  /// Returns the values that a subgraph's node gives to the subgraph's inputs; nil if they cannot be determined.
  static func given(by node: JSONValue, to inputs: [JSONValue]) -> JSONObject? {
    let values = node["widgets_values"]?.arrayValue ?? []
    let own = (node["inputs"]?.arrayValue ?? []).filter { $0["widget"] != nil }
    let typed = inputs.filter { ["STRING", "INT", "FLOAT", "BOOLEAN", "COMBO"].contains($0["type"]?.stringValue) }
    let plain = values.filter { !isSeedControl($0) }
    for list in [own, typed] where list.count == plain.count {
      return JSONObject(
        Array(zip(list, plain)).compactMap { input, value in input["name"]?.stringValue.map { ($0, value) } })
    }
    return nil
  }

  /// Returns whether a value is the control that the editor shows under every seed, which is not an input of the node.
  static func isSeedControl(_ value: JSONValue) -> Bool {
    ["fixed", "randomize", "increment", "decrement"].contains(value.stringValue)
  }

  /// Gives all values but the controls of seeds the names in their order; nil if there are more or fewer.
  private static func exactly(_ names: [String], _ values: [JSONValue]) -> [String]? {
    guard values.count(where: { !isSeedControl($0) }) == names.count else { return nil }
    var rest = names[...]
    return values.map { isSeedControl($0) ? "" : rest.popFirst() ?? "" }
  }

  /// Gives the values the names in their order, and passes over the controls of seeds; nil if a value cannot have its
  /// name, so that the node is another version of the one that is known.
  private static func aligned(_ names: [String], _ values: [JSONValue]) -> [String]? {
    var rest = names[...]
    var aligned: [String] = []
    for value in values {
      let follows = ["seed", "noise_seed", "value"].contains(aligned.last)
      if follows,
        isSeedControl(value) || value.isNull && rest.first != "" || value.boolValue != nil && isNumber(rest.first ?? "")
      {
        aligned.append("")
        continue
      }
      let name = rest.popFirst() ?? ""
      guard fits(value, name) else { return nil }
      aligned.append(name)
    }
    return aligned
  }

  private static func fits(_ value: JSONValue, _ name: String) -> Bool {
    if value.isNull { return true }
    if isNumber(name) { return value.numberValue != nil || value.stringValue.flatMap { Double($0) } != nil }
    if name == "delimiter" || name == "linebreak_addition" {
      return (value == "true" || value == "false") == (name == "linebreak_addition")
    }
    if name.hasSuffix("token_normalization") { return normalizations.contains(value.stringValue) }
    // Some nodes store the name of a checkpoint with a preview.
    if name == "ckpt_name" { return LoraEntry.text(value) != nil }
    return isText(name) ? value.stringValue != nil : true
  }

  private static let normalizations: Set<String?> = ["none", "mean", "length", "length+mean"]

  private static func isNumber(_ name: String) -> Bool {
    [
      "seed", "noise_seed", "steps", "cfg", "denoise", "width", "height", "batch_size", "clip_skip",
      "empty_latent_width", "empty_latent_height",
    ].contains(name)
  }

  private static func isText(_ name: String) -> Bool {
    [
      "text", "prompt", "positive", "negative", "sampler_name", "scheduler", "unet_name", "vae_name", "populated_text",
    ].contains(name) || name.hasSuffix("weight_interpretation")
  }
}

extension String {
  /// The part after the last dot, such as `prompt` of `model.prompt`: nodes with a choice of models have inputs for
  /// each.
  var lastDottedPart: String { lastIndex(of: ".").map { String(self[index(after: $0)...]) } ?? self }
}
