import AliceModel

/// The nodes of a workflow, with one instance of a subgraph's nodes for each place where it is used.
struct ComfyScopes {
  struct Link {
    let source: String
    let slot: Int
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
      var inside = Scope(definition)
      inside.outer = (scope, node)
      inside.depth = all[scope].depth + 1
      inside.prefix = all[scope].prefix + id + ":"
      inside.given = ComfyWidgets.given(by: node, to: inside.inputs) ?? [:]
      if kind.hasPrefix("workflow") || !isDetermined(inside, by: node) { isCertain = false }
      all[scope].inner[id] = all.count
      all.append(inside)
    }
  }

  /// Returns whether the node provides all texts that the subgraph takes, as values or links.
  private func isDetermined(_ inside: Scope, by node: JSONValue) -> Bool {
    let linked = (node["inputs"]?.arrayValue ?? []).filter { $0["link"]?.scalarText != nil }
    let names = Set(linked.compactMap { $0["name"]?.stringValue })
    return inside.inputs.allSatisfy { input in
      let name = input["name"]?.stringValue ?? ""
      return input["type"] != "STRING" || inside.given[name] != nil || names.contains(name)
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
          return node["widgets_values"]?[0].flatMap { $0.scalarText == nil ? nil : $0 }
        }
        guard let next = passedOn(by: node, in: scope) else {
          return [.string(here.prefix + link.source), JSONValue(link.slot)]
        }
        (scope, link) = next
      }
    }
    return nil
  }

  /// Returns the source of a node that only passes a value on.
  private func passedOn(by node: JSONValue, in scope: Int) -> (Int, Link)? {
    switch node["type"]?.stringValue {
    case "Reroute":
      return node["inputs"]?[0]?["link"]?.scalarText.flatMap { all[scope].links[$0] }.map { (scope, $0) }
    case "GetNode":
      let name = node["widgets_values"]?[0]?.stringValue ?? ""
      var place: Int? = scope
      while let at = place {
        if let link = all[at].setters[name].flatMap({ all[at].links[$0] }) { return (at, link) }
        place = all[at].outer?.scope
      }
      return nil
    default: return nil
    }
  }
}

extension ComfyScopes.Scope {
  /// Reads a workflow, or the definition of a subgraph.
  init(_ graph: JSONObject) {
    inputs = graph["inputs"]?.arrayValue ?? []
    order = graph["nodes"]?.arrayValue ?? []
    for node in order {
      guard let id = node["id"]?.scalarText else { continue }
      nodes[id] = node
      if node["type"] == "SetNode", let name = node["widgets_values"]?[0]?.stringValue {
        setters[name] = node["inputs"]?[0]?["link"]?.scalarText
      }
    }
    for link in graph["links"]?.arrayValue ?? [] { add(link) }
  }

  /// Adds `[id, source, slot, target, slot, type]`, or an object with such members.
  private mutating func add(_ link: JSONValue) {
    guard let id = (link[0] ?? link["id"])?.scalarText, let source = (link[1] ?? link["origin_id"])?.scalarText else {
      return
    }
    let found = ComfyScopes.Link(source: source, slot: (link[2] ?? link["origin_slot"])?.intValue ?? 0)
    links[id] = found
    if (link[3] ?? link["target_id"])?.scalarText == "-20", let slot = (link[4] ?? link["target_slot"])?.intValue {
      outputs[slot] = found
    }
  }
}

/// Group nodes, the predecessor of subgraphs: `extra.groupNodes` holds the nodes of each, and the links among them by
/// index. The links into and out of a group have no reliable form.
enum ComfyGroupNodes {
  static func definitions(_ workflow: JSONObject) -> [(String, JSONObject)] {
    (workflow["extra"]?["groupNodes"]?.objectValue ?? [:]).flatMap { name, group in
      let definition = definition(of: group)
      return [("workflow/" + name, definition), ("workflow>" + name, definition)]
    }
  }

  private static func definition(of group: JSONValue) -> JSONObject {
    var links: [JSONValue] = []
    var targets: [Int: [Int: Int]] = [:]
    for link in group["links"]?.arrayValue ?? [] {
      guard let source = link[0]?.intValue, let target = link[2]?.intValue, let slot = link[3]?.intValue else {
        continue
      }
      targets[target, default: [:]][slot] = links.count
      links.append([JSONValue(links.count), JSONValue(source), link[1] ?? 0])
    }
    let nodes = (group["nodes"]?.arrayValue ?? []).enumerated().map { index, node -> JSONValue in
      var node = node.objectValue ?? [:]
      node["id"] = JSONValue(index)
      let inputs = node["inputs"]?.arrayValue ?? []
      node["inputs"] = .array(
        inputs.enumerated().map { slot, input in
          var input = input.objectValue ?? [:]
          input["link"] = targets[index]?[slot].map { JSONValue($0) }
          return .object(input)
        })
      return .object(node)
    }
    return ["nodes": .array(nodes), "links": .array(links)]
  }
}
