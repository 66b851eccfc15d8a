import AliceModel

/// Finds the text that a node holds, or that other nodes make for it.
struct ComfyStrings {
  private let graph: ComfyGraph
  /// How many more nodes may be asked: graphs can double a text a hundred times over.
  private var budget = 20_000

  private static let maximumDepth = 32
  private static let maximumBytes = 1 << 20

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// What an encoder encodes: distinct, empty ones left out. Nil where `node` has no text of its own.
  mutating func texts(of node: Int, _ polarity: ComfyTexts.Polarity, isOwn: Bool) -> [String]? {
    guard let names = names(at: node, polarity, isOwn: isOwn) else { return nil }
    var texts: [String] = []
    for name in names {
      let text = string(graph.nodes[node].inputs[name], polarity, depth: 0) ?? ""
      if !text.isEmpty, !texts.contains(text) { texts.append(text) }
    }
    return texts
  }

  /// The first group of names of which the node has one as a text or as a link.
  private func names(at node: Int, _ polarity: ComfyTexts.Polarity, isOwn: Bool) -> [String]? {
    let inputs = graph.nodes[node].inputs
    func isText(_ name: String) -> Bool { inputs[name]?.stringValue != nil }
    func isGiven(_ name: String) -> Bool { isText(name) || graph.target(of: inputs[name]) != nil }
    let own = ["text_\(polarity.rawValue)", "\(polarity.rawValue)_prompt"].filter(isGiven)
    if !own.isEmpty { return own }
    if isText(polarity.rawValue) { return [polarity.rawValue] }
    guard isOwn else { return nil }
    if polarity == .negative, isGiven("text_positive") || isGiven("positive_prompt") { return [] }
    return ComfyStrings.groups.lazy.map { $0.filter(isGiven) }.first { !$0.isEmpty }
  }

  /// Several names in a group are the encoders of one text: SDXL has two, SD3 and HiDream more.
  private static let groups = [
    ["populated_text"], ["text_0"], ["text_g", "text_l"], ["clip_l", "clip_g", "t5xxl", "llama"], ["bert", "mt5xl"],
    ["text"], ["Text"], ["prompt"], ["string"], ["String"], ["value"], ["prompt_text"], ["wildcard_text"], ["tags"],
  ]

  private mutating func string(_ value: JSONValue?, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    if let text = value?.stringValue { return text.utf8.count <= ComfyStrings.maximumBytes ? text : nil }
    return graph.target(of: value).flatMap { string(at: $0, polarity, depth: depth + 1) }
  }

  private mutating func string(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    guard depth <= ComfyStrings.maximumDepth, budget > 0 else { return nil }
    budget -= 1
    if let chosen = ComfySwitch.chosen(at: node, in: graph) { return string(at: chosen, polarity, depth: depth + 1) }
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    if kind.holds(folded: "concat") || kind.holds(folded: "join") { return joined(node, polarity, depth: depth) }
    let named = names(at: node, polarity, isOwn: true) ?? []
    let others = graph.nodes[node].links.prefix(16).map(\.name).filter { !ComfyStrings.aside.contains($0) }
    for name in named + others {
      if let text = string(inputs[name], polarity, depth: depth) { return text }
    }
    return inputs.first { $0.key.holds(folded: "text") && $0.value.stringValue != nil }?.value.stringValue
  }

  private static let aside = ["clip", "model", "image", "images"]

  /// What the inputs named after texts are when put together, with the node's delimiter between them.
  private mutating func joined(_ node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    let inputs = graph.nodes[node].inputs
    let delimiter = inputs["delimiter"]?.stringValue ?? inputs["separator"]?.stringValue ?? ""
    var parts: [String] = []
    var bytes = 0
    for (name, value) in inputs where name.hasPrefix("text") || name.hasPrefix("string") || name.hasPrefix("prompt") {
      guard let part = string(value, polarity, depth: depth) else { continue }
      bytes += part.utf8.count
      guard bytes <= ComfyStrings.maximumBytes else { break }
      parts.append(part)
    }
    return parts.isEmpty ? nil : parts.joined(separator: delimiter == "\\n" ? "\n" : delimiter)
  }
}
