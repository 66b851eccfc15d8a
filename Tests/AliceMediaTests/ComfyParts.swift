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

  static func text(_ text: String) -> JSONValue { node("CLIPTextEncode", ["text": .string(text)]) }

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

  static func read(_ graph: JSONValue, key: String = "prompt") throws -> ReadMetadata {
    let read = try #require(GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: key, text: graph.text)]))
    #expect(read.provenance.generator == .comfyui)
    return read
  }
}
