import AliceModel

/// Walks from a sampler back to its model, past LoRAs and patches.
struct ComfyModel {
  /// The name in the graph, with its extension.
  private(set) var name: String?
  /// The LoRAs as `{name, weight}`, nearest to the sampler first.
  private(set) var loras: [JSONValue] = []

  private let graph: ComfyGraph
  private static let maximumVisits = 2_000

  static let names = [
    "ckpt_name", "unet_name", "model_name", "gguf", "gguf_name", "diffusion_model", "model_path", "base_ckpt_name",
    "ckpt",
  ]

  init(_ graph: ComfyGraph) { self.graph = graph }

  mutating func find(from root: Int) {
    let guider = graph.target(of: root, ["guider"]) ?? root
    var visited: Set<Int> = []
    var open = upstream(of: guider)
    while let node = open.popLast(), visited.count < ComfyModel.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      takeLoras(of: node)
      if let found = checkpoint(at: node) {
        name = name ?? found
        open += graph.target(of: node, ["lora_stack", "optional_lora_stack"]).map { [$0] } ?? []
      } else {
        open += upstream(of: node)
      }
    }
  }

  private func checkpoint(at node: Int) -> String? {
    if ComfyKinds.isHelperModel(graph.nodes[node].kind) { return nil }
    let names = ComfyModel.names + (graph.nodes[node].kind.holds("Loader") ? ["model"] : [])
    return names.lazy.compactMap { name -> String? in
      let value = graph.nodes[node].inputs[name]
      return value?.stringValue ?? graph.target(of: value).flatMap { _ in graph.scalar([name], of: node)?.stringValue }
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
    let named = links.filter { link in
      link.name.hasPrefix("model") || ["unet", "base_model", "context"].contains(link.name) || link.name.holds("pipe")
        || link.name.holds("lora") || link.name.hasSuffix("_ctx") || link.type == "MODEL"
        || link.name == "sdxl_tuple"
    }
    let followed =
      named.isEmpty ? links.filter { link in !ComfyModel.ignoredInputs.contains { link.name.hasPrefix($0) } } : named
    return followed.map(\.node).reversed()
  }

  private mutating func takeLoras(of node: Int) {
    let inputs = graph.nodes[node].inputs
    if let name = inputs["lora_name"]?.stringValue {
      append(name, inputs["strength_model"] ?? inputs["lora_model_strength"] ?? inputs["strength"])
    }
    let count = inputs["lora_count"]?.intValue ?? .max
    for (key, value) in inputs where key.hasPrefix("lora_") {
      if let slot = value.objectValue {
        // The slots of rgthree's Power Lora Loader are objects.
        if slot["on"] != false, let name = slot["lora"]?.stringValue { append(name, slot["strength"]) }
      } else if key.utf8.count == 7, let name = value.stringValue {
        // rgthree's stack has `lora_01` and `strength_01`.
        let weight = inputs["strength_\(key.suffix(2))"]
        if weight?.doubleValue != 0 { append(name, weight) }
      } else if key.hasPrefix("lora_name_"), let name = value.stringValue {
        let number = key.dropFirst("lora_name_".count)
        guard inputs["switch_\(number)"] != "Off", (Int(number) ?? 0) <= count else { continue }
        append(
          name,
          ["lora_wt_", "model_weight_", "model_str_", "strength_"].lazy.compactMap { inputs["\($0)\(number)"] }.first)
      }
    }
  }

  private mutating func append(_ name: String, _ weight: JSONValue?) {
    guard !name.isEmpty, name != "None", loras.count < 256 else { return }
    loras.append(["name": .string(name), "weight": weight?.numberValue.map(JSONValue.number) ?? 1])
  }
}
