import AliceModel

/// A ComfyUI graph in its API form: nodes whose inputs are literals or links to the outputs of other nodes.
///
/// A graph comes from a file, so it may have cycles, links to nowhere and a hundred thousand nodes: whoever walks it keeps a
/// visited set or a budget.
struct ComfyGraph {
  struct Node {
    var kind: String
    var inputs: JSONObject
    /// What the user called it.
    var title: String?
    /// The inputs that come from other nodes, in their order.
    fileprivate(set) var links: [Link] = []

    private static let parts: Set = ["prompt", "negative_prompt", "text", "seed", "width", "height"]

    /// With `prompt` for `model.prompt` and the like, where that has no value of its own.
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
    /// Where it comes from.
    let node: Int
  }

  /// In the order of the file.
  private(set) var nodes: [Node]
  /// What the switches among the nodes pass on.
  private(set) var choices: [Int: ComfySwitch.Choice] = [:]
  private let indices: [String: Int]

  /// Of `{id: {class_type, inputs}}`; members of another form are left out. Nil where no node remains.
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

  /// The node that `value` links to; nil for literals and for links to nowhere.
  func target(of value: JSONValue?) -> Int? {
    guard let pair = value?.arrayValue, pair.count == 2, pair[1].numberValue != nil else { return nil }
    return pair[0].scalarText.flatMap { indices[$0] }
  }

  /// The node that the first linked one of `names` comes from.
  func target(of node: Int, _ names: [String]) -> Int? {
    let links = nodes[node].links
    guard !links.isEmpty else { return nil }
    return names.lazy.compactMap { name in links.first { $0.name == name }?.node }.first
  }

  /// The value of the first of `names` that is a scalar, through links to nodes that hold a value. `also` names what such
  /// nodes call it.
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
