import AliceModel

/// A graph that a test draws once and gets in both forms: as it ran, and as the editor saves it.
struct ComfySketch {
  struct Output {
    let node: Int
    let slot: Int
    let type: String
  }

  private struct Node {
    var kind: String
    var title: String?
    var links: [(name: String, source: Output)]
    /// Inputs without a line.
    var open: [(name: String, type: String)]
    var widgets: [(name: String, value: JSONValue)]
    var outputs: [(name: String, type: String)]
    var mode = 0
  }

  private var nodes: [Node] = []
  /// Definitions of group nodes.
  var groups: JSONObject = [:]
  /// The order in which the nodes are written; the order in which they were drawn if empty.
  var order: [Int] = []

  /// Adds a node and returns its outputs. A widget without a name is a value that only the editor stores.
  @discardableResult
  mutating func add(
    _ kind: String, _ links: [(String, Output)] = [], widgets: [(String, JSONValue)] = [],
    outputs: [(String, String)] = [], open: [(String, String)] = [], title: String? = nil, mode: Int = 0
  ) -> [Output] {
    nodes.append(
      Node(
        kind: kind, title: title, links: links.map { ($0.0, $0.1) }, open: open.map { ($0.0, $0.1) },
        widgets: widgets.map { ($0.0, $0.1) }, outputs: outputs.map { ($0.0, $0.1) }, mode: mode))
    return outputs.indices.map { Output(node: nodes.count, slot: $0, type: outputs[$0].1) }
  }

  var count: Int { nodes.count }

  /// What ComfyUI ran. Only for sketches without nodes that exist in the editor alone.
  var executed: JSONValue {
    .object(
      JSONObject(
        (order.isEmpty ? Array(nodes.indices) : order).map { index in
          var inputs: JSONObject = [:]
          for (name, value) in nodes[index].widgets where !name.isEmpty { inputs[name] = value }
          for (name, source) in nodes[index].links {
            inputs[name] = [.string(String(source.node)), JSONValue(source.slot)]
          }
          return (String(index + 1), Comfy.node(nodes[index].kind, inputs, title: nodes[index].title))
        }))
  }

  /// What the editor saves.
  var edited: JSONValue {
    var links: [JSONValue] = []
    let saved = (order.isEmpty ? Array(nodes.indices) : order).map { index -> JSONValue in
      let node = nodes[index]
      let inputs = node.links.enumerated().map { slot, input -> JSONValue in
        let id = JSONValue(links.count + 1)
        let (from, to) = (input.source, JSONValue(index + 1))
        links.append([id, JSONValue(from.node), JSONValue(from.slot), to, JSONValue(slot), .string(from.type)])
        return ["name": .string(input.name), "type": .string(input.source.type), "link": id]
      }
      let open = node.open.map { name, type -> JSONValue in
        ["name": .string(name), "type": .string(type), "link": .null]
      }
      let outputs = node.outputs.map { name, type -> JSONValue in ["name": .string(name), "type": .string(type)] }
      var object: JSONObject = [
        "id": JSONValue(index + 1), "type": .string(node.kind), "mode": JSONValue(node.mode),
        "inputs": .array(inputs + open), "outputs": .array(outputs),
        "widgets_values": .array(node.widgets.map(\.value)),
      ]
      object["title"] = node.title.map(JSONValue.string)
      return .object(object)
    }
    return [
      "nodes": .array(saved), "links": .array(links), "extra": ["groupNodes": .object(groups)], "version": 0.4,
    ]
  }
}

extension ComfySketch {
  /// A checkpoint's model and CLIP.
  mutating func checkpoint(_ name: String) -> (model: Output, clip: Output) {
    let outputs = add(
      "CheckpointLoaderSimple", widgets: [("ckpt_name", .string(name))],
      outputs: [("MODEL", "MODEL"), ("CLIP", "CLIP"), ("VAE", "VAE")])
    return (outputs[0], outputs[1])
  }

  mutating func encoder(_ text: String, _ clip: Output, kind: String = "CLIPTextEncode") -> Output {
    add(
      kind, [("clip", clip)], widgets: [("text", .string(text))], outputs: [("CONDITIONING", "CONDITIONING")])[0]
  }

  mutating func latent() -> Output {
    add(
      "EmptyLatentImage", widgets: [("width", 640), ("height", 448), ("batch_size", 1)], outputs: [("LATENT", "LATENT")]
    )[
      0]
  }

  /// A sampler with the widgets of KSampler; `more` are values that follow them.
  mutating func sampler(
    _ kind: String = "KSampler", model: Output, positive: Output?, negative: Output?, latent: Output, seed: Int = 42,
    more: [JSONValue] = []
  ) -> Output {
    var links = [("model", model)]
    var open: [(String, String)] = []
    for (name, source) in [("positive", positive), ("negative", negative)] {
      if let source { links.append((name, source)) } else { open.append((name, "CONDITIONING")) }
    }
    links.append(("latent_image", latent))
    return add(
      kind, links,
      widgets: [
        ("seed", JSONValue(seed)), ("", "randomize"), ("steps", 20), ("cfg", 7.5), ("sampler_name", "euler"),
        ("scheduler", "karras"), ("denoise", 1),
      ] + more.map { ("", $0) }, outputs: [("LATENT", "LATENT")], open: open)[0]
  }

  /// A graph whose conditioning and sampler the test draws.
  static func drawn(
    _ draw: (inout ComfySketch, _ model: Output, _ clip: Output, _ latent: Output) -> Output
  ) -> ComfySketch {
    var sketch = ComfySketch()
    let (model, clip) = sketch.checkpoint("m.safetensors")
    let latent = sketch.latent()
    let result = draw(&sketch, model, clip, latent)
    sketch.save(result)
    return sketch
  }

  mutating func save(_ latent: Output) {
    let image = add("VAEDecode", [("samples", latent)], outputs: [("IMAGE", "IMAGE")])[0]
    add("SaveImage", [("images", image)], widgets: [("filename_prefix", "x")])
  }
}
