import AliceModel

/// Turns the graph that ComfyUI's editor saves (`workflow`) into the API form.
///
/// The editor keeps the values of a node by position, so the names are known for the usual nodes only, or where the file
/// lists a node's widgets. Muted nodes are left out; bypassed ones pass their inputs on.
enum ComfyWorkflow {
  static func graph(_ workflow: JSONObject) -> ComfyGraph? {
    guard let nodes = workflow["nodes"]?.arrayValue else { return nil }
    let links = links(workflow["links"]?.arrayValue ?? [])
    return ComfyGraph(nodes.lazy.compactMap { node in entry(node, links: links) })
  }

  private static func entry(_ node: JSONValue, links: [String: JSONValue]) -> (String, ComfyGraph.Node)? {
    guard let id = node["id"]?.scalarText, let kind = node["type"]?.stringValue, node["mode"]?.intValue != 2 else {
      return nil
    }
    let inputs = node["inputs"]?.arrayValue ?? []
    var values = node["mode"]?.intValue == 4 ? [:] : widgets(of: kind, node, inputs)
    for input in inputs {
      guard let name = input["name"]?.stringValue, let link = input["link"]?.scalarText else { continue }
      values[name] = links[link]
    }
    return (id, ComfyGraph.Node(kind: kind, inputs: values, title: node["title"]?.stringValue))
  }

  /// Link id to `[source, slot]`, from `[id, source, slot, …]` or from objects.
  private static func links(_ links: [JSONValue]) -> [String: JSONValue] {
    var sources: [String: JSONValue] = [:]
    for link in links {
      let id = link[0]?.scalarText ?? link["id"]?.scalarText
      guard let id, let source = link[1] ?? link["origin_id"], let slot = link[2] ?? link["origin_slot"] else {
        continue
      }
      sources[id] = [source, slot]
    }
    return sources
  }

  private static func widgets(of kind: String, _ node: JSONValue, _ inputs: [JSONValue]) -> JSONObject {
    if let named = node["widgets_values"]?.objectValue { return named }
    let values = node["widgets_values"]?.arrayValue ?? []
    if let names = usual[kind] { return JSONObject(Array(zip(names, values)).filter { !$0.0.isEmpty }) }
    let names = inputs.compactMap { $0["widget"]?["name"]?.stringValue }
    let plain = values.filter { !isSeedControl($0) }
    if !names.isEmpty, names.count == plain.count { return JSONObject(Array(zip(names, plain))) }
    guard kind.holds("Text") || kind.holds("Prompt") || kind.holds("String") else { return [:] }
    let longest = values.compactMap(\.stringValue).max { $0.utf8.count < $1.utf8.count }
    return longest.map { ["text": .string($0)] } ?? [:]
  }

  /// The choice that the editor shows under every seed is no input of the node.
  private static func isSeedControl(_ value: JSONValue) -> Bool {
    ["fixed", "randomize", "increment", "decrement"].contains(value.stringValue)
  }

  private static let usual: [String: [String]] = [
    "CLIPTextEncode": ["text"], "CLIPTextEncodeFlux": ["clip_l", "t5xxl", "guidance"], "FluxGuidance": ["guidance"],
    "KSampler": ["seed", "", "steps", "cfg", "sampler_name", "scheduler", "denoise"],
    "KSamplerAdvanced": ["add_noise", "noise_seed", "", "steps", "cfg", "sampler_name", "scheduler"],
    "SamplerCustom": ["add_noise", "noise_seed", "", "cfg"], "RandomNoise": ["noise_seed"], "CFGGuider": ["cfg"],
    "KSamplerSelect": ["sampler_name"], "BasicScheduler": ["scheduler", "steps", "denoise"],
    "CheckpointLoaderSimple": ["ckpt_name"], "CheckpointLoader": ["config_name", "ckpt_name"],
    "UNETLoader": ["unet_name"], "UnetLoaderGGUF": ["unet_name"], "VAELoader": ["vae_name"],
    "LoraLoader": ["lora_name", "strength_model", "strength_clip"],
    "LoraLoaderModelOnly": ["lora_name", "strength_model"],
    "CLIPSetLastLayer": ["stop_at_clip_layer"], "EmptyLatentImage": ["width", "height"],
    "EmptySD3LatentImage": ["width", "height"], "EmptyHunyuanLatentVideo": ["width", "height", "length"],
    "StringConcatenate": ["string_a", "string_b", "delimiter"], "PrimitiveString": ["value"],
    "PrimitiveStringMultiline": ["value"], "PrimitiveInt": ["value"], "PrimitiveNode": ["value"],
  ]
}
