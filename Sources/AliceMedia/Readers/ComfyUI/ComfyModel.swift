import AliceModel
import AliceNumbers

/// Walks from a sampler back to its model, past LoRAs and patches.
struct ComfyModel {
  /// The name in the graph, with its extension.
  private(set) var name: String?
  /// The LoRAs, nearest to the sampler first.
  private(set) var loras: ComfyLoras

  private let graph: ComfyGraph
  private static let maximumVisits = 2_000

  static let names = [
    "ckpt_name", "unet_name", "model_name", "gguf", "gguf_name", "diffusion_model", "model_path", "base_ckpt_name",
    "ckpt",
  ]

  init(_ graph: ComfyGraph) {
    self.graph = graph
    loras = ComfyLoras(graph)
  }

  /// Follows the model of the sampler `root`, and the text encoder of its positive texts.
  mutating func find(from root: Int) {
    let guider = graph.target(of: root, ["guider"]) ?? root
    var visited: Set<Int> = []
    var open = upstream(of: guider)
    while let node = open.popLast(), visited.count < ComfyModel.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      loras.pass(node)
      if let found = checkpoint(at: node) {
        name = name ?? found
        open += stacks(of: node).map(\.node).reversed()
      } else {
        open += upstream(of: node)
      }
    }
    var texts = ComfyTexts(graph, .positive)
    texts.collect(from: root)
    loras.followClips(of: texts.encoders)
    loras.collect()
  }

  private func stacks(of node: Int) -> [ComfyGraph.Link] {
    ComfyLoraNode(graph, node).dropsStack ? [] : graph.nodes[node].links.filter { ComfyLoras.carriesStack($0.name) }
  }

  private func checkpoint(at node: Int) -> String? {
    let kind = graph.nodes[node].kind
    if ComfyKinds.isHelperModel(kind) { return nil }
    let names = ComfyModel.names + (kind.holds("Loader") && !kind.holds(folded: "lora") ? ["model"] : [])
    return names.lazy.compactMap { name -> String? in
      let value = graph.nodes[node].inputs[name]
      return LoraEntry.text(value)
        ?? graph.target(of: value).flatMap { _ in graph.scalar([name], of: node)?.stringValue }
    }.first { !$0.isEmpty && $0 != "None" }
  }

  private static let ignoredInputs = [
    "clip", "vae", "cond", "positive", "negative", "image", "latent", "mask", "samples", "pixels", "noise",
  ]

  /// Returns the nodes to visit. The last one is visited first, so that the model itself precedes one that is merged
  /// into it.
  private func upstream(of node: Int) -> [Int] {
    if case .known(let name, _) = graph.choices[node] {
      return graph.target(of: graph.nodes[node].inputs[name]).map { [$0] } ?? []
    }
    let links = graph.nodes[node].links
    let stacks = Set(stacks(of: node).map(\.name))
    let named = links.filter { link in
      ComfyLoras.carriesModel(link.name) || ["context", "sdxl_tuple"].contains(link.name) || link.name.holds("pipe")
        || link.name.hasSuffix("_ctx") || link.type == "MODEL" || stacks.contains(link.name)
    }
    guard named.isEmpty else { return named.map(\.node).reversed() }
    let others = links.filter { link in
      !ComfyLoras.carriesStack(link.name) && !ComfyModel.ignoredInputs.contains { link.name.hasPrefix($0) }
    }
    return others.map(\.node).reversed()
  }
}
