import AliceModel
import AliceNumbers

/// Finds the text that a node holds, or that other nodes produce for it.
struct ComfyStrings {
  /// Whether a text was taken that may differ from the one that was used.
  private(set) var isUncertain = false
  /// Whether the last node had a text, even if empty.
  private(set) var hasResolved = false

  private let graph: ComfyGraph
  /// The number of nodes that may still be visited, because graphs can double a text a hundred times over.
  private var budget = 20_000
  /// The number of bytes of text, and of inputs, that may still be looked at.
  private var byteBudget = 64 << 20
  /// The nodes that have no text, and those that are being asked for theirs, by polarity: graphs have circles.
  private var asked: [ComfyTexts.Polarity: Set<Int>] = [:]
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
      asked = [:]
      found = strings(names, of: node, polarity)
      readsWriterInputs = false
      asked = [:]
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
    if let text = value?.stringValue {
      return text.utf8.count <= ComfyStrings.maximumBytes && pays(text.utf8.count) ? text : nil
    }
    guard let link = graph.link(in: value) else { return nil }
    // An output that is named after a polarity decides, not the input that it is linked to.
    let own = graph.outputName(of: link.node, slot: link.slot).flatMap { ComfyTexts.Polarity(of: $0) }
    return string(at: link.node, own ?? polarity, depth: depth + 1)
  }

  private mutating func string(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    guard depth <= ComfyStrings.maximumDepth, budget > 0, asked[polarity, default: []].insert(node).inserted,
      pays(graph.nodes[node].inputs.count)
    else { return nil }
    budget -= 1
    guard let text = made(at: node, polarity, depth: depth) else { return nil }
    asked[polarity]?.remove(node)
    return pays(text.utf8.count) ? text : nil
  }

  /// Takes bytes from the budget; returns false if it is spent.
  private mutating func pays(_ bytes: Int) -> Bool {
    guard bytes <= byteBudget else {
      byteBudget = 0
      isUncertain = true
      return false
    }
    byteBudget -= bytes
    return true
  }

  private mutating func made(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    if let choice = graph.choices[node] { return selected(choice, at: node, polarity, depth: depth) }
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    if let populated = inputs["populated_text"]?.stringValue, !populated.isEmpty { return populated }
    if let shown = inputs["text_0"]?.stringValue, !shown.isEmpty {
      return computed(at: node, polarity, depth: depth) ?? shown
    }
    if ComfyKinds.isWriter(kind), !readsWriterInputs { return nil }
    if kind.holds(folded: "concat") || kind.holds(folded: "join") || kind.holds(folded: "combine") {
      return joined(node, polarity, depth: depth)
    }
    if let replaced = replaced(node, polarity, depth: depth) { return replaced }
    if inputs["action"] == "append", inputs["tidy_tags"] != nil { return joined(node, polarity, depth: depth) }
    let several = ComfyTextNames.parts(of: inputs, in: graph)
    if several.count > 1 {
      isUncertain = true
      return joined(node, polarity, depth: depth)
    }
    guard let text = plain(at: node, polarity, depth: depth) else { return nil }
    if !text.isEmpty, ComfyKinds.isRewriter(kind) { isUncertain = true }
    return text
  }

  /// Returns the text that a node shows, if it is certain without the copy that was shown before.
  private mutating func computed(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    var trial = self
    trial.isUncertain = false
    let text = trial.string(graph.nodes[node].inputs["text"], polarity, depth: depth)
    // A trial without a result has its costs, too: trials are inside each other.
    budget = trial.budget
    byteBudget = trial.byteBudget
    return trial.isUncertain ? nil : text
  }

  private mutating func plain(at node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    let inputs = graph.nodes[node].inputs
    let own = graph.nodes[node].links.first { ComfyTexts.Polarity(of: $0.name) == polarity }
    if let own, let text = string(inputs[own.name], polarity, depth: depth) { return text }
    let named = ComfyTextNames.names(at: node, in: graph, polarity, isOwn: true) ?? []
    let others = graph.nodes[node].links.prefix(16).filter {
      !ComfyStrings.ignoredInputs.contains($0.name) && ComfyTexts.Polarity(of: $0.name) != polarity.opposite
    }.map(\.name)
    for name in named + others {
      guard let text = string(inputs[name], polarity, depth: depth) else { continue }
      if ComfyTextNames.unnamed(at: node, in: graph) == name, inputs.count > 1 {
        isUncertain = isUncertain || !isKnown(name)
      }
      return section(of: text, at: node, polarity)
    }
    return inputs.first { $0.key.holds(folded: "text") && $0.value.stringValue != nil }?.value.stringValue
  }

  private func isKnown(_ name: String) -> Bool {
    name.holds(folded: "text") || name.holds(folded: "prompt") || name.holds(folded: "string") || name == "value"
  }

  /// Returns the part of `positive: … negative: …` that counts, in which form a file has two prompts.
  private func section(of text: String, at node: Int, _ polarity: ComfyTexts.Polarity) -> String {
    guard graph.nodes[node].kind.holds(folded: "prompt"), graph.nodes[node].inputs["text_data_opt"] != nil,
      let negative = text.firstRange(of: "negative:"),
      let positive = text[..<negative.lowerBound].firstRange(of: "positive:")
    else { return text }
    let part =
      polarity == .positive ? text[positive.upperBound..<negative.lowerBound] : text[negative.upperBound...]
    return String(part.trimmed)
  }

  private static let ignoredInputs = ["clip", "model", "image", "images", "seed", "vae"]

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
    let isTidy = inputs["tidy_tags"] == "yes"
    let lines = inputs["linebreak_addition"] == "true" ? "\n" : isTidy ? ", " : ""
    let delimiter = inputs["delimiter"]?.stringValue ?? inputs["separator"]?.stringValue ?? lines
    var parts: [String] = []
    var bytes = 0
    for name in ComfyTextNames.ordered(inputs.keys.filter(ComfyTextNames.isPart)) {
      guard let part = string(inputs[name], polarity, depth: depth) else {
        if graph.target(of: inputs[name]) != nil { isUncertain = true }
        continue
      }
      if isTidy, part.isEmpty { continue }
      bytes += part.utf8.count + (parts.isEmpty ? 0 : delimiter.utf8.count)
      guard bytes <= ComfyStrings.maximumBytes else { break }
      parts.append(part)
    }
    return parts.isEmpty ? nil : parts.joined(separator: delimiter == "\\n" ? "\n" : delimiter)
  }

  /// Returns the result of a node that replaces a literal text by another; nil for all other nodes.
  private mutating func replaced(_ node: Int, _ polarity: ComfyTexts.Polarity, depth: Int) -> String? {
    let inputs = graph.nodes[node].inputs
    guard !graph.nodes[node].kind.holds(folded: "regex"), let find = inputs["find"]?.stringValue, !find.isEmpty,
      let replacement = inputs["replace"]?.stringValue,
      let text = string(inputs["string"] ?? inputs["text"], polarity, depth: depth)
    else { return nil }
    // Both have at most the size of a file, so nothing here overflows.
    guard pays(text.utf8.count * find.utf8.count / 16) else { return nil }
    let size = text.ranges(of: find).count * replacement.utf8.count
    guard size <= ComfyStrings.maximumBytes else { return nil }
    let replaced = text.replacing(find, with: replacement)
    return replaced.utf8.count <= ComfyStrings.maximumBytes ? replaced : nil
  }
}

extension Substring {
  /// This text without the white space around it.
  fileprivate var trimmed: Substring {
    let start = drop(while: \.isWhitespace)
    guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return start[...end]
  }
}
