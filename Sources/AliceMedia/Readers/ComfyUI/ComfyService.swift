import AliceModel
import AliceNumbers

/// A graph without a sampler: a node calls a service, or several share the settings of a pipeline of their own.
struct ComfyService {
  private let graph: ComfyGraph

  init(_ graph: ComfyGraph) { self.graph = graph }

  /// Reads the request to the service that is nearest to the saved output; returns nil if there is none.
  func read() -> ReadMetadata? {
    let reached = ComfyOutputs(graph).byDistance()
    guard let node = reached.first(where: isService) else { return nil }
    var (positive, negative) = (ComfyStrings(graph), ComfyStrings(graph))
    let texts = positive.texts(of: node, .positive, isOwn: true) ?? []
    let negatives = negative.texts(of: node, .negative, isOwn: false) ?? []
    var read = ReadMetadata()
    read.provenance.recipe.prompt = texts.first
    read.provenance.recipe.negativePrompt = negatives.isEmpty ? nil : negatives.joined(separator: "\n")
    read.provenance.recipe.seed = ParameterValue.seed(graph.scalar(["seed", "noise_seed"], of: node))
    read.ambiguous = texts.count > 1 || positive.isUncertain || texts.isEmpty && !positive.hasResolved
    read.keep(texts, as: "prompts")
    let width = graph.scalar(["width"], of: node)?.intValue
    let height = graph.scalar(["height"], of: node)?.intValue
    read.setSize(width: width, height: height)
    let vendor = ComfyVendors.model(of: graph.nodes[node].kind)
    let names = ["model", "model_name", "model_version", "model_id"]
    read.provenance.recipe.model = graph.scalar(names, of: node)?.stringValue.flatMap(ComfyService.modelName) ?? vendor
    if vendor == nil { fill(&read, from: reached) }
    return read
  }

  private static func modelName(_ text: String) -> String? {
    text.isEmpty || ["auto", "default", "None"].contains(text) ? nil : text
  }

  /// Fills what the settings of the nodes that the result depends on tell, the nearest ones first.
  private func fill(_ read: inout ReadMetadata, from nodes: [Int]) {
    func first(_ names: String...) -> JSONValue? {
      nodes.lazy.compactMap { node in
        names.lazy.compactMap { graph.nodes[node].inputs[$0] }.first { $0.scalarText != nil }
      }.first
    }
    read.provenance.recipe.seed = read.provenance.recipe.seed ?? ParameterValue.seed(first("seed", "noise_seed"))
    read.provenance.recipe.model =
      read.provenance.recipe.model ?? first("base_checkpoint", "ckpt_name", "unet_name", "base_ckpt_name")?.stringValue
    guard first("steps") != nil, first("sampler_name") != nil else { return }
    let values = [
      ("steps", first("steps")), ("cfg_scale", first("cfg")), ("sampler", first("sampler_name")),
      ("scheduler", first("scheduler")),
    ]
    for (name, value) in values where value != nil { read.provenance.recipe.parameters[name] = value }
    read.setSize(
      width: first("width", "image_width")?.intValue, height: first("height", "image_height")?.intValue)
  }

  private static let outputs: [StaticString] = ["save", "preview", "videocombine"]
  private static let prompts = ["prompt", "positive_prompt", "text_prompt", "prompt_text", "main_prompt"]

  private func isService(_ node: Int) -> Bool {
    let (kind, inputs) = (graph.nodes[node].kind, graph.nodes[node].inputs)
    guard !kind.holds("Encode"), !ComfyService.outputs.contains(where: { kind.holds(folded: $0) }) else { return false }
    let names = ComfyService.prompts + (ComfyVendors.model(of: kind) == nil ? [] : ["text"])
    return names.contains { name in
      inputs[name]?.stringValue?.isEmpty == false || graph.target(of: inputs[name]) != nil
    }
  }
}
