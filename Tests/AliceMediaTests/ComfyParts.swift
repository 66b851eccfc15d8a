import AliceMedia
import AliceModel
import Testing

/// Small graphs for tests.
enum Comfy {
  static func node(_ kind: String, _ inputs: JSONObject, title: String? = nil) -> JSONValue {
    var node: JSONObject = ["class_type": .string(kind), "inputs": .object(inputs)]
    if let title { node["_meta"] = ["title": .string(title)] }
    return .object(node)
  }

  static func text(_ text: String) -> JSONValue { node("CLIPTextEncode", ["text": .string(text), "clip": ["4", 1]]) }

  static func sampler(_ inputs: JSONObject = [:]) -> JSONValue {
    var all: JSONObject = [
      "seed": 42, "steps": 20, "positive": ["6", 0], "negative": ["7", 0], "latent_image": ["5", 0],
    ]
    for (name, value) in inputs { all[name] = value }
    return node("KSampler", all)
  }

  /// A sampler, its latent and its two texts, and what a test adds or replaces; all of it is saved.
  static func graph(_ nodes: JSONObject) -> JSONValue {
    var graph: JSONObject = [
      "3": sampler(), "5": node("EmptyLatentImage", ["width": 640, "height": 448]), "6": text("a cat"),
      "7": text("a dog"), "9": node("SaveImage", ["images": ["3", 0]]),
    ]
    for (id, node) in nodes { graph[id] = node }
    return .object(graph)
  }

  /// A sampler with all its settings, which takes its model from a checkpoint.
  static func fullSampler(
    positive: JSONValue = ["6", 0], negative: JSONValue = ["7", 0], model: JSONValue = ["4", 0],
    latent: JSONValue = ["5", 0], seed: JSONValue = 42
  ) -> JSONValue {
    node(
      "KSampler",
      [
        "seed": seed, "steps": 20, "cfg": 7.5, "sampler_name": "euler", "scheduler": "normal", "denoise": 1.0,
        "model": model, "positive": positive, "negative": negative, "latent_image": latent,
      ])
  }

  /// A full sampler, its checkpoint, its latent and its two texts, and what a test adds or replaces.
  static func fullGraph(_ nodes: JSONObject) -> JSONValue {
    var graph: JSONObject = [
      "3": fullSampler(), "4": node("CheckpointLoaderSimple", ["ckpt_name": "sd15.safetensors"]),
      "5": node("EmptyLatentImage", ["width": 640, "height": 448, "batch_size": 1]), "6": text("a cat"),
      "7": text("a dog"),
      "8": node("VAEDecode", ["samples": ["3", 0], "vae": ["4", 2]]), "9": node("SaveImage", ["images": ["8", 0]]),
    ]
    for (id, node) in nodes { graph[id] = node }
    return .object(graph)
  }

  static func read(_ graph: JSONValue, key: String = "prompt") throws -> ReadMetadata {
    let read = try #require(GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: key, text: graph.text)]))
    #expect(read.provenance.generator == .comfyui)
    return read
  }
}
