import AliceModel
import AliceNumbers

/// The nodes of a workflow, with one instance of a subgraph's nodes for each place where it is used.
struct ComfyScopes {
  struct Link {
    let source: String
    let slot: Int
    var type = ""
  }

  struct Scope {
    /// The node that this scope expands, with its own scope; nil for the workflow itself.
    var outer: (scope: Int, node: JSONValue)?
    var depth = 0
    /// The prefix of the node ids, in ComfyUI's form: `30:6`.
    var prefix = ""
    /// The inputs of the subgraph by slot.
    var inputs: [JSONValue] = []
    /// The values that the outer node gives to them.
    var given: JSONObject = [:]
    var order: [JSONValue] = []
    var nodes: [String: JSONValue] = [:]
    var links: [String: Link] = [:]
    /// The outputs by slot.
    var outputs: [Int: Link] = [:]
    /// The scopes of the subgraphs used here, by the id of their node.
    var inner: [String: Int] = [:]
    /// The links into the `SetNode` with a given name.
    var setters: [String: String] = [:]
    /// The values that the outer node gives to widgets of the nodes inside, by node and name.
    var promoted: [String: JSONObject] = [:]
    /// Whether the values of all widgets are known.
    var hasAllValues = true
  }

  private(set) var all: [Scope] = []
  private(set) var isCertain = true
  private let definitions: [String: JSONObject]

  private static let maximumDepth = 16
  /// The maximum number of nodes and links that are instantiated, because nested subgraphs multiply.
  private static let maximumNodes = 40_000
  private static let maximumSteps = 64

  init(_ workflow: JSONObject) {
    let subgraphs = workflow["definitions"]?["subgraphs"]?.arrayValue ?? []
    let named = subgraphs.compactMap { graph in
      graph["id"]?.stringValue.flatMap { id in graph.objectValue.map { (id, $0) } }
    }
    definitions = Dictionary(named + ComfyGroupNodes.definitions(workflow)) { _, last in last }
    all = [Scope(workflow)]
    var next = 0
    var budget = ComfyScopes.maximumNodes
    while next < all.count, budget > 0 {
      if all[next].depth < ComfyScopes.maximumDepth { expand(next, &budget) }
      next += 1
    }
  }

  /// Adds the scopes of the subgraphs used in `scope`.
  private mutating func expand(_ scope: Int, _ budget: inout Int) {
    for node in all[scope].order {
      guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue, let definition = definitions[kind],
        ![2, 4].contains(node["mode"]?.intValue)
      else { continue }
      budget -= (definition["nodes"]?.arrayValue?.count ?? 0) + (definition["links"]?.arrayValue?.count ?? 0) + 1
      guard budget > 0 else { return isCertain = false }
      var inside = Scope(ComfyGroupNodes.isGroup(kind) ? ComfyGroupNodes.connected(definition, node) : definition)
      inside.outer = (scope, node)
      inside.depth = all[scope].depth + 1
      inside.prefix = all[scope].prefix + id + ":"
      inside.give(values: node, isGroup: ComfyGroupNodes.isGroup(kind))
      if !inside.isDetermined(by: node) { isCertain = false }
      all[scope].inner[id] = all.count
      all.append(inside)
    }
  }

  /// Returns the literal or the node link at the end of the chain of links; nil if there is none.
  func source(_ link: Link, in scope: Int) -> JSONValue? {
    var (scope, link) = (scope, link)
    for _ in 0..<ComfyScopes.maximumSteps {
      let here = all[scope]
      if let outer = here.outer, link.source == "-10" {
        guard here.inputs.indices.contains(link.slot), let name = here.inputs[link.slot]["name"]?.stringValue else {
          return nil
        }
        let given = outer.node["inputs"]?.arrayValue?.first { $0["name"]?.stringValue == name }
        guard let id = given?["link"]?.scalarText, let next = all[outer.scope].links[id] else {
          return here.given[name]
        }
        (scope, link) = (outer.scope, next)
      } else if let inner = here.inner[link.source] {
        guard let next = all[inner].outputs[link.slot] else { return nil }
        (scope, link) = (inner, next)
      } else {
        guard let node = here.nodes[link.source], node["mode"]?.intValue != 2 else { return nil }
        if node["type"] == "PrimitiveNode" {
          let value = here.promoted[link.source]?["value"] ?? node["widgets_values"]?[0]
          return value.flatMap { $0.scalarText == nil ? nil : $0 }
        }
        guard let passed = passedOn(by: node, slot: link.slot, in: scope) else {
          return [.string(here.prefix + link.source), JSONValue(link.slot)]
        }
        guard let next = passed.link else { return nil }
        (scope, link) = (passed.scope, next)
      }
    }
    return nil
  }

  /// Returns the source of a node that only passes a value on, and no link if it has none; nil for all other nodes.
  private func passedOn(by node: JSONValue, slot: Int, in scope: Int) -> (scope: Int, link: Link?)? {
    let kind = node["type"]?.stringValue ?? ""
    if ComfyScopes.reroutes.contains(kind) || ComfyScopes.setters.contains(kind) {
      return (scope, node["inputs"]?[0]?["link"]?.scalarText.flatMap { all[scope].links[$0] })
    }
    if ComfyScopes.getters.contains(kind) {
      let name = ComfyScopes.variable(of: node)
      var place: Int? = scope
      while let at = place {
        if let link = all[at].setters[name].flatMap({ all[at].links[$0] }) { return (at, link) }
        place = all[at].outer?.scope
      }
      return (scope, nil)
    }
    return node["mode"]?.intValue == 4 ? (scope, bypassed(node, slot: slot, in: scope)) : nil
  }

  /// Returns the source of the input that a bypassed node connects to its output: the one at the same place if it has
  /// the type of the output, else the first one that has.
  private func bypassed(_ node: JSONValue, slot: Int, in scope: Int) -> Link? {
    let inputs = node["inputs"]?.arrayValue ?? []
    let links = inputs.map { $0["link"]?.scalarText.flatMap { all[scope].links[$0] } }
    let types = zip(inputs, links).map { input, link in input["type"]?.stringValue ?? link?.type ?? "" }
    let output = node["outputs"]?[slot]?["type"]?.stringValue
    guard let type = output ?? (types.indices.contains(slot) ? types[slot] : nil) else { return nil }
    if types.indices.contains(slot), types[slot] == type { return links[slot] }
    return types.firstIndex(of: type).flatMap { links[$0] }
  }

  static let reroutes: Set = ["Reroute", "Reroute (rgthree)"]
  static let setters: Set = ["SetNode", "easy setNode"]
  static let getters: Set = ["GetNode", "easy getNode"]

  /// Returns the name of the variable that a node sets or gets: its value, else what its title says.
  fileprivate static func variable(of node: JSONValue) -> String {
    if let name = node["widgets_values"]?[0]?.stringValue, !name.isEmpty { return name }
    let title = node["title"]?.stringValue ?? ""
    return ["Set_", "Get_"].first { title.hasPrefix($0) }.map { String(title.dropFirst($0.count)) } ?? title
  }
}

extension ComfyScopes.Scope {
  /// Takes the values that the outer node shows for widgets inside.
  fileprivate mutating func give(values node: JSONValue, isGroup: Bool) {
    if isGroup {
      (promoted, hasAllValues) = ComfyGroupNodes.values(of: order, from: node)
      return
    }
    let values = node["widgets_values"]?.arrayValue ?? []
    let proxies = node["properties"]?["proxyWidgets"]?.arrayValue ?? []
    guard !proxies.isEmpty, proxies.count == values.count else {
      given = ComfyWidgets.given(by: node, to: inputs) ?? [:]
      return
    }
    for (proxy, value) in zip(proxies, values) {
      guard let inner = proxy[0]?.scalarText, let name = proxy[1]?.stringValue else { continue }
      if inner == "-1" { given[name] = value } else { promoted[inner, default: [:]][name] = value }
    }
  }

  /// Returns whether the node provides all texts that the subgraph takes, as values or links.
  fileprivate func isDetermined(by node: JSONValue) -> Bool {
    let linked = (node["inputs"]?.arrayValue ?? []).filter { $0["link"]?.scalarText != nil }
    let names = Set(linked.compactMap { $0["name"]?.stringValue })
    return hasAllValues
      && inputs.allSatisfy { input in
        let name = input["name"]?.stringValue ?? ""
        return input["type"] != "STRING" || given[name] != nil || names.contains(name)
      }
  }

  /// Reads a workflow, or the definition of a subgraph.
  init(_ graph: JSONObject) {
    inputs = graph["inputs"]?.arrayValue ?? []
    order = graph["nodes"]?.arrayValue ?? []
    for node in order {
      guard let id = node["id"]?.scalarText else { continue }
      nodes[id] = node
      if ComfyScopes.setters.contains(node["type"]?.stringValue ?? ""), node["mode"]?.intValue != 2 {
        setters[ComfyScopes.variable(of: node)] = node["inputs"]?[0]?["link"]?.scalarText
      }
    }
    for link in graph["links"]?.arrayValue ?? [] { add(link) }
  }

  /// Adds `[id, source, slot, target, slot, type]`, or an object with such members.
  private mutating func add(_ link: JSONValue) {
    guard let id = (link[0] ?? link["id"])?.scalarText, let source = (link[1] ?? link["origin_id"])?.scalarText else {
      return
    }
    let type = (link[5] ?? link["type"])?.stringValue ?? ""
    let found = ComfyScopes.Link(source: source, slot: (link[2] ?? link["origin_slot"])?.intValue ?? 0, type: type)
    links[id] = found
    if (link[3] ?? link["target_id"])?.scalarText == "-20", let slot = (link[4] ?? link["target_slot"])?.intValue {
      outputs[slot] = found
    }
  }
}
