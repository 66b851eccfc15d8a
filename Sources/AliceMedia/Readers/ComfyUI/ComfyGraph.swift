import AliceModel
import AliceNumbers

/// A ComfyUI graph in its API form: nodes whose inputs are literals or links to outputs of other nodes.
///
/// A graph comes from a file, so it may have cycles, dangling links and a hundred thousand nodes: every walk needs a
/// visited set or a budget.
struct ComfyGraph {
  struct Node {
    var kind: String
    var inputs: JSONObject
    /// The title that the user gave to the node.
    var title: String?
    /// The types of the inputs, such as `CONDITIONING`; only the editor's graph has them.
    var types: [String: String] = [:]
    /// The names of the outputs in their order; only the editor's graph has them.
    var outputs: [String] = []
    /// The inputs that are links, in their order.
    fileprivate(set) var links: [Link] = []

    private static let parts: Set = ["prompt", "negative_prompt", "text", "seed", "width", "height"]

    /// The node with `prompt` for `model.prompt` and the like, unless `prompt` has its own value.
    fileprivate var withShortNames: Node {
      var node = self
      for (name, value) in inputs where name.utf8.contains(UInt8(ascii: ".")) {
        let part = name.lastDottedPart
        if Node.parts.contains(part), inputs[part] == nil { node.inputs[part] = value }
      }
      return node
    }
  }

  struct Link {
    let name: String
    /// The node that the link comes from, and which of its outputs.
    let node: Int
    let slot: Int
    /// Empty if the graph does not tell it.
    var type = ""
  }

  /// The nodes in the order of the file.
  private(set) var nodes: [Node]
  /// The inputs that the switches among the nodes select.
  private(set) var choices: [Int: ComfySwitch.Choice] = [:]
  private let indices: [String: Int]
  private let ids: [String]

  /// Reads `{id: {class_type, inputs}}`, and ignores members of another form. Returns nil if no node remains.
  init?(prompt: JSONObject) {
    self.init(
      prompt.lazy.compactMap { id, value in
        guard let kind = value["class_type"]?.stringValue else { return nil }
        let title = value["_meta"]?["title"]?.stringValue
        return (id, Node(kind: kind, inputs: value["inputs"]?.objectValue ?? [:], title: title))
      })
  }

  init?(_ numbered: some Sequence<(String, Node)>) {
    var nodes: [Node] = []
    var indices: [String: Int] = [:]
    var ids: [String] = []
    for (id, node) in numbered {
      indices[id] = nodes.count
      ids.append(id)
      nodes.append(node.withShortNames)
    }
    guard !nodes.isEmpty else { return nil }
    self.nodes = nodes
    self.indices = indices
    self.ids = ids
    for index in nodes.indices { self.nodes[index].links = links(of: nodes[index]) }
    replaceLinksToPipes()
    for index in nodes.indices { choices[index] = ComfySwitch.choice(at: index, in: self) }
  }

  private func links(of node: Node) -> [Link] {
    node.inputs.compactMap { name, value in
      link(in: value).map { Link(name: name, node: $0.node, slot: $0.slot, type: node.types[name] ?? "") }
    }
  }

  /// Lets every input that comes out of a context or pipe link to what was put in.
  private mutating func replaceLinksToPipes() {
    var pipes = ComfyPipes(self)
    guard pipes.exist else { return }
    for index in nodes.indices {
      let replaced = nodes[index].links.compactMap { link in pipes.source(of: link).map { (link.name, $0) } }
      guard !replaced.isEmpty else { continue }
      for (name, value) in replaced { nodes[index].inputs[name] = value }
      nodes[index].links = links(of: nodes[index])
    }
  }

  /// Returns the output that `value` links to; nil for literals and dangling links.
  func link(in value: JSONValue?) -> (node: Int, slot: Int)? {
    guard let pair = value?.arrayValue, pair.count == 2, pair[1].numberValue != nil else { return nil }
    return pair[0].scalarText.flatMap { indices[$0] }.map { ($0, pair[1].intValue ?? 0) }
  }

  /// Returns the node that `value` links to; nil for literals and dangling links.
  func target(of value: JSONValue?) -> Int? { link(in: value)?.node }

  /// The value that links to an output.
  func value(linkingTo node: Int, slot: Int) -> JSONValue { [.string(ids[node]), JSONValue(slot)] }

  /// Returns the source of the first linked input among `names`.
  func target(of node: Int, _ names: [String]) -> Int? {
    guard !nodes[node].links.isEmpty else { return nil }
    let inputs = nodes[node].inputs
    return names.lazy.compactMap { target(of: inputs[$0]) }.first
  }

  /// Returns the name of an output in lower case, as far as the graph or common knowledge tells it.
  func outputName(of node: Int, slot: Int) -> String? {
    let known = nodes[node].outputs.isEmpty ? ComfyPipes.outputs(of: nodes[node].kind) : nodes[node].outputs
    return known.indices.contains(slot) ? known[slot].lowercased() : nil
  }

  /// Returns the first scalar among `names`, also through links to nodes that hold a value. `also` lists the names that
  /// such nodes use for it.
  func scalar(
    _ names: [String], of node: Int,
    also: [String] = ["value", "int", "float", "number", "string", "Value", "Number"]
  ) -> JSONValue? {
    var (node, names) = (node, names)
    for step in 0..<32 {
      let inputs = nodes[node].inputs
      if let found = names.lazy.compactMap({ inputs[$0] }).first(where: { $0.scalarText != nil }) { return found }
      if step > 0, let only = onlyNumber(of: node) { return only }
      guard let next = chosen(at: node) ?? linked(names, of: node) ?? onlyLink(of: node) else { return nil }
      if step == 0 { names += also }
      if next.scalarText != nil { return next }
      guard let target = target(of: next) else { return nil }
      node = target
    }
    return nil
  }

  /// Returns what a switch passes on.
  private func chosen(at node: Int) -> JSONValue? {
    guard case .known(let name, _) = choices[node] else { return nil }
    return nodes[node].inputs[name]
  }

  private func linked(_ names: [String], of node: Int) -> JSONValue? {
    let inputs = nodes[node].inputs
    return names.lazy.compactMap { inputs[$0] }.first { link(in: $0) != nil }
  }

  private func onlyLink(of node: Int) -> JSONValue? {
    guard nodes[node].inputs.count == 1, let link = nodes[node].links.first else { return nil }
    return nodes[node].inputs[link.name]
  }

  /// Returns the value of a node that holds a single number.
  private func onlyNumber(of node: Int) -> JSONValue? {
    let inputs = nodes[node].inputs
    guard inputs.count <= 4, nodes[node].links.isEmpty else { return nil }
    let numbers = inputs.compactMap { $0.value.numberValue == nil ? nil : $0.value }
    return numbers.count == 1 ? numbers[0] : nil
  }
}
