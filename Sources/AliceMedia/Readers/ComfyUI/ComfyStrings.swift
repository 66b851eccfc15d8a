import AliceModel

/// Finds the text that a node holds, or that other nodes produce for it.
struct ComfyStrings {
  /// Whether a text was taken that may differ from the one that was used.
  private(set) var isUncertain = false
  /// Whether the last node had a text, even if empty.
  private(set) var hasResolved = false

  private let graph: ComfyGraph
  /// The number of nodes that may still be visited, because graphs can double a text a hundred times over.
  private var budget = 20_000
  /// Whether the input of a language model is taken instead of its unknown answer.
  private var readsWriterInputs = false

  private static let maximumDepth = 32
  private static let maximumBytes = 1 << 20

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Returns the distinct texts that an encoder encodes, without empty ones; nil if `node` has no text of its own.
  mutating func texts(of node: Int, _ polarity: ComfyTexts.Polarity, isOwn: Bool) -> [String]? {
    guard let names = ComfyTextNames.names(at: node, in: graph, polarity, isOwn: isOwn) else { return nil }
    var found = strings(names, of: node, polarity)
    if found.isEmpty, !names.isEmpty {
      readsWriterInputs = true
      found = strings(names, of: node, polarity)
      readsWriterInputs = false
      if found.contains(where: { !$0.isEmpty }) { isUncertain = true }
    }
    hasResolved = !found.isEmpty || names.isEmpty
    if found.contains(where: { !$0.isEmpty }), ComfyKinds.isRewriter(graph.nodes[node].kind) {
      isUncertain = isUncertain || graph.nodes[node].inputs["populated_text"]?.stringValue == nil
    }
    var texts: [String] = []
    for text in found where !text.isEmpty && !texts.contains(text) { texts.append(text) }
    return texts
  }

  private mutating func strings(_ names: [String], of node: Int, _ polarity: ComfyTexts.Polarity) -> [String] {
    var found: [String] = []
    for name in names {
      if let text = string(graph.nodes[node].inputs[name], polarity, depth: 0) { found.append(text) }
    }
    return found
  }

  private mutating func string(_ value: JSONValue?, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    if let text = value?.stringValue { return text.utf8.count <= ComfyStrings.maximumBytes ? text : nil }
    return graph.target(of: value).flatMap { string(at: $0, polarity, depth: depth + 1) }
  }

  private mutating func string(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    guard depth <= ComfyStrings.maximumDepth, budget > 0 else { return nil }
    budget -= 1
    if let choice = graph.choices[node] { return selected(choice, at: node, polarity, depth: depth) }
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    if let shown = ["populated_text", "text_0"].lazy.compactMap({ inputs[$0]?.stringValue }).first(where: {
      !$0.isEmpty
    }) {
      return shown
    }
    if ComfyKinds.isWriter(kind), !readsWriterInputs { return nil }
    if kind.holds(folded: "concat") || kind.holds(folded: "join") || kind.holds(folded: "combine") {
      return joined(node, polarity, depth: depth)
    }
    let several = ComfyTextNames.parts(of: inputs, in: graph)
    if several.count > 1 {
      isUncertain = true
      return joined(node, polarity, depth: depth)
    }
    guard let text = plain(at: node, polarity, depth: depth) else { return nil }
    if !text.isEmpty, ComfyKinds.isRewriter(kind) { isUncertain = true }
    return text
  }

  private mutating func plain(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    let inputs = graph.nodes[node].inputs
    let named = ComfyTextNames.names(at: node, in: graph, polarity, isOwn: true) ?? []
    let others = graph.nodes[node].links.prefix(16).map(\.name).filter { !ComfyStrings.ignoredInputs.contains($0) }
    for name in named + others {
      if let text = string(inputs[name], polarity, depth: depth) { return text }
    }
    return inputs.first { $0.key.holds(folded: "text") && $0.value.stringValue != nil }?.value.stringValue
  }

  private static let ignoredInputs = ["clip", "model", "image", "images"]

  /// Returns the selected text, or another one if it is not known.
  private mutating func selected(
    _ choice: ComfySwitch.Choice, at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int
  ) -> String? {
    let inputs = graph.nodes[node].inputs
    var others: [String]
    switch choice {
    case .known(let name, let rest):
      if let text = string(inputs[name], polarity, depth: depth) { return text }
      others = rest
    case .unknown(let names): others = names
    }
    others.removeAll { graph.target(of: inputs[$0]) == nil && inputs[$0]?.stringValue == nil }
    for name in others.prefix(16) {
      guard let text = string(inputs[name], polarity, depth: depth) else { continue }
      isUncertain = true
      return text
    }
    return nil
  }

  /// Joins the inputs that are named after texts with the node's delimiter.
  private mutating func joined(_ node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    let inputs = graph.nodes[node].inputs
    let delimiter = inputs["delimiter"]?.stringValue ?? inputs["separator"]?.stringValue ?? ""
    var parts: [String] = []
    var bytes = 0
    for (name, value) in inputs where ComfyTextNames.isPart(name) {
      guard let part = string(value, polarity, depth: depth) else {
        if graph.target(of: value) != nil { isUncertain = true }
        continue
      }
      bytes += part.utf8.count
      guard bytes <= ComfyStrings.maximumBytes else { break }
      parts.append(part)
    }
    return parts.isEmpty ? nil : parts.joined(separator: delimiter == "\\n" ? "\n" : delimiter)
  }
}
