import AliceModel

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
    /// The node that the link comes from.
    let node: Int
  }

  /// The nodes in the order of the file.
  private(set) var nodes: [Node]
  /// The inputs that the switches among the nodes select.
  private(set) var choices: [Int: ComfySwitch.Choice] = [:]
  private let indices: [String: Int]

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
    for (id, node) in numbered {
      indices[id] = nodes.count
      nodes.append(node.withShortNames)
    }
    guard !nodes.isEmpty else { return nil }
    self.nodes = nodes
    self.indices = indices
    for index in nodes.indices {
      self.nodes[index].links = nodes[index].inputs.compactMap { name, value in
        target(of: value).map { Link(name: name, node: $0) }
      }
    }
    for index in nodes.indices { choices[index] = ComfySwitch.choice(at: index, in: self) }
  }

  /// Returns the node that `value` links to; nil for literals and dangling links.
  func target(of value: JSONValue?) -> Int? {
    guard let pair = value?.arrayValue, pair.count == 2, pair[1].numberValue != nil else { return nil }
    return pair[0].scalarText.flatMap { indices[$0] }
  }

  /// Returns the source of the first linked input among `names`.
  func target(of node: Int, _ names: [String]) -> Int? {
    let links = nodes[node].links
    guard !links.isEmpty else { return nil }
    return names.lazy.compactMap { name in links.first { $0.name == name }?.node }.first
  }

  /// Returns the first scalar among `names`, also through links to nodes that hold a value. `also` lists the names that
  /// such nodes use for it.
  func scalar(
    _ names: [String], of node: Int, also: [String] = ["value", "int", "float", "number", "string"]
  ) -> JSONValue? {
    var (node, names) = (node, names)
    for _ in 0..<16 {
      let inputs = nodes[node].inputs
      if let found = names.lazy.compactMap({ inputs[$0] }).first(where: { $0.scalarText != nil }) { return found }
      guard let next = target(of: node, names) ?? onlyLink(of: node) else { return nil }
      node = next
      names += also
    }
    return nil
  }

  private func onlyLink(of node: Int) -> Int? {
    nodes[node].inputs.count == 1 ? nodes[node].links.first?.node : nil
  }
}
