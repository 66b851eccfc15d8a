import AliceModel

/// Encoders that give each of their language models a text of its own.
///
/// Flux, SD3, HiDream and HunyuanDiT understand sentences by T5, Llama or Qwen; the texts for CLIP and BERT beside them
/// are keywords. The sentence is the prompt, and the others are kept with it.
enum ComfyEncoders {
  /// The inputs of the models that understand sentences.
  static let sentences = ["t5xxl", "llama", "qwen25_7b", "mt5xl"]
  static let keywords = ["clip_l", "clip_g", "bert"]

  /// Divides the texts of an encoder into those that compete to be the prompt and those that accompany the first.
  static func divided(_ texts: [String], of node: Int, in graph: ComfyGraph) -> (texts: [String], others: [String]) {
    let inputs = graph.nodes[node].inputs
    let isKeyword = keywords.contains { inputs[$0]?.stringValue == texts.first }
    let hasSentence = sentences.contains { name in
      inputs[name]?.stringValue?.isEmpty == false || graph.target(of: inputs[name]) != nil && !isKeyword
    }
    guard texts.count > 1, hasSentence, keywords.contains(where: { inputs[$0] != nil }) else { return (texts, []) }
    return (Array(texts.prefix(1)), Array(texts.dropFirst()))
  }

  /// Returns what an encoder holds besides its texts, for the recipe's parameters.
  static func parameters(of node: Int, in graph: ComfyGraph) -> [(String, JSONValue)] {
    let inputs = graph.nodes[node].inputs
    var found: [(String, JSONValue)] = []
    if sentences.contains(where: { inputs[$0] != nil }),
      let guidance = graph.scalar(["guidance"], of: node)?.numberValue
    {
      found.append(("guidance", .number(guidance)))
    }
    if inputs["user_prompt"] != nil, let system = text("system_prompt", of: node, in: graph) {
      found.append(("system_prompt", .string(system)))
    }
    if inputs["tags"] != nil, let lyrics = text("lyrics", of: node, in: graph) {
      found.append(("lyrics", .string(lyrics)))
    }
    return found
  }

  private static func text(_ name: String, of node: Int, in graph: ComfyGraph) -> String? {
    graph.scalar([name], of: node)?.stringValue.flatMap { $0.isEmpty ? nil : $0 }
  }
}
