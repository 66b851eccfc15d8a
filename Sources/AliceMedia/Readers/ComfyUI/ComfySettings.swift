import AliceModel
import AliceNumbers

/// The settings of a sampler: its own, those of the nodes that it is assembled from, and those in its bundle.
struct ComfySettings {
  private let graph: ComfyGraph
  private let root: Int
  /// The nodes that the root's bundle went through, the nearest one first.
  private let bundles: [Int]

  init(_ graph: ComfyGraph, of root: Int) {
    self.graph = graph
    self.root = root
    bundles = ComfySettings.bundles(of: root, in: graph)
  }

  private static let maximumVisits = 64
  /// The maximum number of links that are looked at: every node of a graph may be asked for its bundles.
  private static let maximumLinks = 1024

  private static func bundles(of root: Int, in graph: ComfyGraph) -> [Int] {
    var found: [Int] = []
    var visited: Set = [root]
    var open = [root]
    var linksLeft = maximumLinks
    while let node = open.popLast(), found.count < maximumVisits {
      let all = graph.nodes[node].links.prefix(linksLeft)
      linksLeft -= all.count
      let links = all.filter { link in
        ComfyTexts.pipes.contains(link.name) || link.name.holds(folded: "pipe") || link.name.hasPrefix("ctx_")
          || link.name == "settings" || link.name == "data" || link.type.holds("PIPE")
      }
      for link in links where found.count < maximumVisits && visited.insert(link.node).inserted {
        found.append(link.node)
        open.append(link.node)
      }
    }
    return found
  }

  var seed: String? {
    let source = graph.target(of: root, ["noise"]) ?? root
    return ParameterValue.seed(value(["noise_seed", "seed", "base_seed"], of: source))
  }

  var parameters: JSONObject {
    let guider = graph.target(of: root, ["guider"]) ?? root
    let selector = graph.target(of: root, ["sampler"]) ?? root
    let schedule = schedule
    let values: [(String, JSONValue?)] = [
      ("steps", number(["steps", "steps_total", "total_steps"], of: schedule)),
      ("cfg_scale", number(["cfg", "cfg_scale"], of: guider)),
      ("sampler", value(["sampler_name"], of: selector)?.stringValue.map(JSONValue.string)),
      ("scheduler", value(["scheduler"], of: schedule)?.stringValue.map(JSONValue.string)),
      ("denoise", number(["denoise"], of: schedule)),
    ]
    return JSONObject(values.compactMap { name, value in value.map { (name, $0) } })
  }

  /// Returns the node with the steps: the sampler itself, or the source of its sigmas.
  private var schedule: Int {
    var node = root
    for _ in 0..<16 {
      guard graph.nodes[node].inputs["steps"] == nil,
        let next = graph.target(of: node, ["sigmas"])
      else { break }
      node = next
    }
    return node
  }

  private func number(_ names: [String], of node: Int) -> JSONValue? {
    value(names, of: node)?.numberValue.map(JSONValue.number)
  }

  private func value(_ names: [String], of node: Int) -> JSONValue? {
    if let own = graph.scalar(names, of: node) { return own }
    return bundles.lazy.compactMap { bundle in graph.scalar(names, of: bundle) }.first
  }
}
