import AliceModel
import AliceNumbers

/// Looks through contexts and pipes, which hand on a bundle of model, conditioning, latent and settings.
///
/// An output of such a node is what was put in under its name, here or in the bundle that this one extends.
struct ComfyPipes {
  /// Whether the graph has such nodes.
  let exist: Bool

  private let graph: ComfyGraph
  private let isPipe: [Bool]
  /// For each node the bundles that it extends, the one that counts last; empty for nodes that are no pipes.
  private let bundles: [[Int]]
  /// What was put in, by the output that it comes out of.
  private var sources: [Output: JSONValue?] = [:]

  private struct Output: Hashable {
    let node: Int
    let name: String
  }

  /// The maximum number of bundles that are searched for one value.
  private static let maximumVisits = 64

  init(_ graph: ComfyGraph) {
    self.graph = graph
    isPipe = graph.nodes.map { ComfyPipes.isPipe($0.kind) }
    exist = isPipe.contains(true)
    bundles = zip(graph.nodes, isPipe).map { node, isPipe in isPipe ? ComfyPipes.bundles(of: node) : [] }
  }

  /// Returns whether a node only bundles values, or takes a bundle apart.
  static func isPipe(_ kind: String) -> Bool {
    if !outputs(of: kind).isEmpty { return true }
    guard kind.holds(folded: "pipe") || kind.hasPrefix("Context") else { return false }
    return !workers.contains { kind.holds(folded: $0) }
  }

  private static let workers: [StaticString] = [
    "sampl", "detailer", "load", "apply", "pipeline", "scale", "api", "control", "encode", "hook", "prompt", "segs",
    "inpaint",
  ]

  /// Returns the names of the outputs of well-known kinds.
  static func outputs(of kind: String) -> [String] { knownOutputs[kind] ?? [] }

  private static let context = [
    "context", "model", "clip", "vae", "positive", "negative", "latent", "image", "seed",
  ]
  private static let bigContext = [
    "context", "model", "clip", "vae", "positive", "negative", "latent", "image", "seed",
    "steps", "step_refiner", "cfg", "ckpt_name", "sampler", "scheduler", "clip_width", "clip_height", "text_pos_g",
    "text_pos_l", "text_neg_g", "text_neg_l", "mask", "control_net",
  ]
  private static let line = ["pipe", "model", "pos", "neg", "latent", "vae", "clip", "image", "seed"]
  private static let basic = ["model", "clip", "vae", "positive", "negative"]
  private static let basicAndParts = ["basic_pipe", "model", "clip", "vae", "positive", "negative"]

  private static let knownOutputs: [String: [String]] = [
    "Context (rgthree)": context, "Context Switch (rgthree)": context, "Context Merge (rgthree)": context,
    "Context Big (rgthree)": bigContext, "Context Switch Big (rgthree)": bigContext,
    "Context Merge Big (rgthree)": bigContext, "ToBasicPipe": ["basic_pipe"], "EditBasicPipe": ["basic_pipe"],
    "FromBasicPipe": basic, "FromBasicPipe_v2": basicAndParts, "FromDetailerPipe": basic,
    "FromDetailerPipe_v2": basicAndParts, "FromDetailerPipeSDXL": basicAndParts,
    "ToDetailerPipe": ["detailer_pipe"], "BasicPipeToDetailerPipe": ["detailer_pipe"],
    "DetailerPipeToBasicPipe": ["basic_pipe"], "easy pipeIn": ["pipe"], "easy pipeOut": line, "easy pipeEdit": line,
    "ttN pipeIN": ["pipe"], "ttN pipeOUT": line, "ttN pipeEDIT": line,
  ]

  private static let aliases: [[String]] = [
    ["positive", "pos", "base_positive", "conditioning+", "base_conditioning+"],
    ["negative", "neg", "base_negative", "conditioning-", "base_conditioning-"],
    ["latent", "latent_image", "samples"], ["image", "images"], ["sampler", "sampler_name"],
    ["model", "base_model"],
  ]

  /// Returns the value that `link` stands for; nil if it does not come out of a bundle.
  mutating func source(of link: ComfyGraph.Link) -> JSONValue? {
    var (node, slot) = (link.node, link.slot)
    var found: JSONValue?
    var visited: Set<Output> = []
    for _ in 0..<ComfyPipes.maximumVisits {
      guard isPipe[node], let name = graph.outputName(of: node, slot: slot), !ComfyPipes.isBundle(name, ""),
        visited.insert(Output(node: node, name: name)).inserted, let value = value(of: Output(node: node, name: name))
      else { return found }
      found = value
      guard let next = graph.link(in: value) else { return found }
      (node, slot) = next
    }
    return found
  }

  private mutating func value(of output: Output) -> JSONValue? {
    if let known = sources[output] { return known }
    let value = value(named: output.name, in: output.node)
    sources[output] = .some(value)
    return value
  }

  /// Searches a bundle and those that it extends.
  private func value(named name: String, in start: Int) -> JSONValue? {
    let names = ComfyPipes.aliases.first { $0.contains(name) } ?? [name]
    var open = [start]
    var visited: Set<Int> = []
    while let node = open.popLast(), visited.count < ComfyPipes.maximumVisits {
      guard visited.insert(node).inserted else { continue }
      guard isPipe[node] else { return graph.value(linkingTo: node, slot: 0) }
      let inputs = graph.nodes[node].inputs
      if let own = names.lazy.compactMap({ inputs[$0] }).first(where: isGiven) { return own }
      open += bundles[node]
    }
    return nil
  }

  private func isGiven(_ value: JSONValue) -> Bool { value.scalarText != nil || graph.target(of: value) != nil }

  /// Returns the bundles that a node extends, the one that counts last. Of several, a merge prefers the last one and
  /// every other node the first.
  private static func bundles(of node: ComfyGraph.Node) -> [Int] {
    let bundles = node.links.lazy.filter { isBundle($0.name, $0.type) }.map(\.node)
    return node.kind.holds(folded: "merge") ? Array(bundles).suffix(maximumVisits).map { $0 } : Array(bundles.prefix(1))
  }

  private static func isBundle(_ name: String, _ type: String) -> Bool {
    name.holds(folded: "pipe") || name.hasPrefix("ctx_") || name.hasSuffix("_ctx") || name.holds(folded: "context")
      || name == "sdxl_tuple" || type.holds("PIPE") || type.holds("CONTEXT")
  }
}
