import AliceModel

/// The input names that nodes use for texts.
enum ComfyTextNames {
  /// Returns the first group of names of which the node has one as a text or as a link; nil if it has none.
  static func names(at node: Int, in graph: ComfyGraph, _ polarity: ComfyTexts.Polarity, isOwn: Bool) -> [String]? {
    let inputs = graph.nodes[node].inputs
    func isText(_ name: String) -> Bool { inputs[name]?.stringValue != nil }
    func isGiven(_ name: String) -> Bool { isText(name) || graph.target(of: inputs[name]) != nil }
    let own = ["text_\(polarity.rawValue)", "\(polarity.rawValue)_prompt"].filter(isGiven)
    if !own.isEmpty { return own }
    if isText(polarity.rawValue) { return [polarity.rawValue] }
    guard isOwn else { return nil }
    if polarity == .negative, isGiven("text_positive") || isGiven("positive_prompt") { return [] }
    return groups.lazy.map { $0.filter(isGiven) }.first { !$0.isEmpty }
      ?? ["positive", "negative"].first(where: isText).map { [$0] }
  }

  /// A group with several names belongs to the encoders of one text: SDXL has two, and SD3 and HiDream have more.
  private static let groups = [
    ["populated_text"], ["text_0"], ["text_g", "text_l"], ["prompt_g", "prompt_l"],
    ["clip_l", "clip_g", "t5xxl", "llama", "qwen25_7b"], ["bert", "mt5xl"], ["user_prompt"],
    ["text"], ["Text"], ["prompt"], ["string"], ["String"], ["value"], ["prompt_text"], ["wildcard_text"], ["tags"],
  ]

  /// Returns the names of texts that are joined: `text_a`, `string2`, `prompt_1`.
  static func parts(of inputs: JSONObject, in graph: ComfyGraph) -> [String] {
    inputs.keys.prefix(256).filter { name in
      isPart(name) && (name.last?.isNumber == true || name.dropLast().last == "_")
        && (inputs[name]?.stringValue?.isEmpty == false || graph.target(of: inputs[name]) != nil)
        && !["text_g", "text_l", "text_0"].contains(name)
    }
  }

  static func isPart(_ name: String) -> Bool {
    (name.hasPrefix("text") || name.hasPrefix("string") || name.hasPrefix("prompt") || name.hasPrefix("part"))
      && !["text_encoder", "text_0", "prompt_mode"].contains(name)
  }
}
