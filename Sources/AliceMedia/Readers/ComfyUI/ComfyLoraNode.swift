import AliceModel
import AliceNumbers

/// The LoRAs that one node of a graph applies or puts on a stack.
struct ComfyLoraNode {
  /// Whether other LoRAs than these may have been applied: the node chooses some by chance.
  private(set) var isUncertain = false

  private let graph: ComfyGraph
  private let node: ComfyGraph.Node
  private let index: Int

  private static let maximumInputs = 1024

  init(_ graph: ComfyGraph, _ index: Int) {
    self.graph = graph
    self.index = index
    node = graph.nodes[index]
  }

  /// Returns the LoRAs that change the sides through which the node was reached.
  mutating func entries(_ sides: ComfyLoraSides) -> [LoraEntry] {
    let slots = slots()
    guard !slots.isOff else { return [] }
    var found = slots.entries(sides)
    isUncertain = !found.isEmpty && (slots.isRandom(found.count) ?? node.kind.holds(folded: "random"))
    let lists = node.inputs.lazy.prefix(ComfyLoraNode.maximumInputs).compactMap(list)
    for list in lists { found += list }
    // A node with a list shows the same LoRAs as tags, without telling which are switched off.
    if lists.isEmpty { found += tags() }
    return Array(found.prefix(LoraEntry.maximumCount))
  }

  /// Whether the node drops the stack that it is given: easy-use's stack does so if it is switched off.
  var dropsStack: Bool { node.inputs["toggle"].map(LoraEntry.isFalse) ?? false }

  private func slots() -> ComfyLoraSlots {
    var slots = ComfyLoraSlots()
    for (name, value) in node.inputs.lazy.prefix(ComfyLoraNode.maximumInputs) {
      guard let key = ComfyLoraKey(name) else { continue }
      slots.take(key, resolved(value, name, key.role))
    }
    if slots.isEmpty, node.kind.holds(folded: "lora"), let name = node.inputs["name"]?.stringValue,
      LoraEntry.isFile(name), let key = ComfyLoraKey("lora_name")
    {
      slots.take(key, .string(name))
    }
    return slots
  }

  /// Returns the value itself, or the scalar that it is linked to. A link called `lora` carries a stack and no name.
  private func resolved(_ value: JSONValue, _ name: String, _ role: ComfyLoraKey.Role) -> JSONValue {
    guard graph.target(of: value) != nil else { return value }
    guard role != .name || name.holds(folded: "name") || name.holds(folded: "file") || name.holds(folded: "path") else {
      return .null
    }
    let also =
      role == .name
      ? ["lora_name", "lora", "value", "string", "text", "name"]
      : ["value", "float", "number", "int", "boolean", "strength"]
    return graph.scalar([name], of: index, also: also) ?? .null
  }

  /// Returns the LoRAs of an input with objects, as values or as JSON in a text; nil for all other inputs.
  private func list(_ input: (key: String, value: JSONValue)) -> [LoraEntry]? {
    let isNamed = input.key.holds(folded: "lora")
    guard isNamed || node.kind.holds(folded: "lora"), !input.key.hasPrefix("temp_") else { return nil }
    switch input.value["__value__"] ?? input.value {
    case .object(let object):
      guard object["lora"] != nil || isNamed && object["name"] != nil else { return nil }
      return LoraList.entries(.object(object))
    case .array(let elements):
      guard isNamed, graph.target(of: input.value) == nil, elements.allSatisfy({ $0.stringValue == nil }) else {
        return nil
      }
      return LoraList.entries(.array(elements))
    case .string(let text):
      let first = text.utf8.first { !$0.isInfotextSpace }
      guard isNamed, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") else { return nil }
      return LoraList.entries(.string(text))
    default: return nil
    }
  }
}

// MARK: - Tags

extension ComfyLoraNode {
  /// Returns the LoRAs of the tags in the node's texts, which every node that gets a model and texts applies.
  private func tags() -> [LoraEntry] {
    guard !node.kind.holds("Efficient"), !node.kind.hasPrefix("Eff."), node.inputs["insert_lora"] != "DISABLE LORAS",
      !node.kind.holds("Power Prompt") || graph.target(of: node.inputs["opt_clip"]) != nil
    else { return [] }
    var entries: [LoraEntry] = []
    for text in texts() {
      for entry in PromptLoras.entries(in: text) where !entries.contains(where: { $0.name == entry.name }) {
        entries.append(entry)
      }
    }
    return entries
  }

  /// Returns the texts of the node, the expanded ones instead of their templates.
  private func texts() -> [String] {
    let inputs = node.inputs.lazy.prefix(ComfyLoraNode.maximumInputs)
    let populated = inputs.filter { $0.key.hasSuffix("populated_text") && $0.value.stringValue != nil }
    let own = (populated.isEmpty ? Array(inputs) : Array(populated)).compactMap(\.value.stringValue)
    let linked = node.links.prefix(64).filter { link in
      populated.isEmpty && ComfyLoraNode.textInputs.contains { link.name.lowercased().hasSuffix($0) }
    }
    var strings = ComfyStrings(graph)
    return own + linked.flatMap { strings.texts(of: $0.node, .positive, isOwn: true) ?? [] }
  }

  private static let textInputs = ["text", "string", "prompt", "positive", "negative", "lora_syntax", "tags", "loras"]
}
