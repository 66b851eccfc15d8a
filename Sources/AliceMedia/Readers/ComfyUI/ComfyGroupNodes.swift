import AliceModel
import AliceNumbers

/// Group nodes, the predecessor of subgraphs: `extra.groupNodes` holds the nodes of each, and the links among them by
/// index.
///
/// The instance has the inputs that are not linked inside in the order of the nodes, then their outputs, and the values
/// of their widgets. The template keeps the values that it was made with, which say nothing about the instance.
enum ComfyGroupNodes {
  static func isGroup(_ kind: String) -> Bool { kind.hasPrefix("workflow/") || kind.hasPrefix("workflow>") }

  static func definitions(_ workflow: JSONObject) -> [(String, JSONObject)] {
    (workflow["extra"]?["groupNodes"]?.objectValue ?? [:]).flatMap { name, group in
      let definition = definition(of: group)
      return [("workflow/" + name, definition), ("workflow>" + name, definition)]
    }
  }

  /// Converts a group to the form of a subgraph. Its inputs have the names `NODE:SLOT` until they are connected.
  private static func definition(of group: JSONValue) -> JSONObject {
    let external = Set((group["external"]?.arrayValue ?? []).compactMap { Place($0[0]?.intValue, $0[1]?.intValue) })
    var links: [JSONValue] = []
    var (targets, sources): ([Place: Int], Set<Place>) = ([:], [])
    for link in group["links"]?.arrayValue ?? [] {
      guard let source = Place(link[0]?.intValue, link[1]?.intValue ?? 0),
        let target = Place(link[2]?.intValue, link[3]?.intValue)
      else { continue }
      targets[target] = links.count
      sources.insert(source)
      links.append([JSONValue(links.count), JSONValue(source.node), JSONValue(source.slot), 0, 0, link[5] ?? ""])
    }
    var (nodes, inputs, outputs): ([JSONValue], [JSONValue], Int) = ([], [], 0)
    for (index, node) in (group["nodes"]?.arrayValue ?? []).enumerated() {
      var node = node.objectValue ?? [:]
      node["id"] = JSONValue(index)
      let slots = (node["inputs"]?.arrayValue ?? []).enumerated().map { slot, input -> JSONValue in
        var input = input.objectValue ?? [:]
        let inner = Place(index, slot).flatMap { targets[$0] }
        if inner == nil {
          links.append([JSONValue(links.count), -10, JSONValue(inputs.count), 0, 0, input["type"] ?? ""])
          inputs.append(["name": input["name"] ?? "", "type": input["type"] ?? "*"])
        }
        input["link"] = JSONValue(inner ?? links.count - 1)
        return .object(input)
      }
      node["inputs"] = .array(slots)
      nodes.append(.object(node))
      for slot in (node["outputs"]?.arrayValue ?? []).indices.prefix(256) {
        guard let place = Place(index, slot), !sources.contains(place) || external.contains(place) else { continue }
        let id = JSONValue(links.count)
        links.append([id, JSONValue(index), JSONValue(slot), -20, JSONValue(outputs), ""])
        outputs += 1
      }
    }
    return ["nodes": .array(nodes), "links": .array(links), "inputs": .array(inputs)]
  }

  /// One input or output of a node of a group.
  private struct Place: Hashable {
    let node: Int
    let slot: Int

    init?(_ node: Int?, _ slot: Int?) {
      guard let node, let slot else { return nil }
      (self.node, self.slot) = (node, slot)
    }
  }

  /// Returns the definition with the inputs named as the instance names them: by their order if the counts agree, else
  /// by the names of the slots.
  static func connected(_ definition: JSONObject, _ node: JSONValue) -> JSONObject {
    let given = (node["inputs"]?.arrayValue ?? []).map { $0["name"] ?? "" }
    let own = definition["inputs"]?.arrayValue ?? []
    guard given.count == own.count else { return definition }
    var connected = definition
    connected["inputs"] = .array(zip(own, given).map { ["name": $1, "type": $0["type"] ?? "*"] })
    return connected
  }

  /// Returns the values of the instance for the widgets of each node inside, and whether their number is as expected.
  static func values(of nodes: [JSONValue], from instance: JSONValue) -> ([String: JSONObject], isComplete: Bool) {
    let values = instance["widgets_values"]?.arrayValue ?? []
    let all = nodes.map { ($0, ComfyWidgets.names(of: $0)) }
    // Widgets that were converted to inputs of the template are not among the instance's values.
    let shown = all.map { node, names in (node, names.filter { $0.isEmpty || !isConverted($0, in: node) }) }
    let counts = [all, shown].first { $0.reduce(0) { $0 + $1.1.count } == values.count }
    var found: [String: JSONObject] = [:]
    var next = values[...]
    for (node, names) in counts ?? [] {
      guard let id = node["id"]?.scalarText else { continue }
      found[id] = JSONObject(Array(zip(names, next)).filter { !$0.0.isEmpty })
      next = next.dropFirst(names.count)
    }
    return (found, counts != nil)
  }

  private static func isConverted(_ name: String, in node: JSONValue) -> Bool {
    node["inputs"]?.arrayValue?.contains { $0["widget"] != nil && $0["name"]?.stringValue == name } ?? false
  }
}
