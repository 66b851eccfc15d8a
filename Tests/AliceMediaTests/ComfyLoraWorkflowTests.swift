import AliceMedia
import AliceModel
import Testing

/// Workflows without an executed graph, whose widget values have no names.
@Suite struct `LoRAs of ComfyUI workflows` {
  /// A workflow in which the sampler's model and the text encoder pass through one node.
  private func workflow(_ kind: String, _ values: JSONValue, mode: Int = 0, stack: (String, JSONValue)? = nil)
    -> JSONValue
  {
    func node(_ id: Int, _ kind: String, _ inputs: JSONValue, _ values: JSONValue, mode: Int = 0) -> JSONValue {
      [
        "id": JSONValue(id), "type": .string(kind), "mode": JSONValue(mode), "inputs": inputs, "widgets_values": values,
        "outputs": [["type": "MODEL"], ["type": "CLIP"], ["type": "CONDITIONING"]],
      ]
    }
    func input(_ name: String, _ type: String, _ link: Int) -> JSONValue {
      ["name": .string(name), "type": .string(type), "link": JSONValue(link)]
    }
    var nodes: [JSONValue] = [
      node(1, "CheckpointLoaderSimple", [], ["m.safetensors"]),
      node(
        2, kind, [input("model", "MODEL", 1), input("clip", "CLIP", 2), input("lora_stack", "LORA_STACK", 9)], values,
        mode: mode),
      node(3, "CLIPTextEncode", [input("clip", "CLIP", 3)], ["a cat"]),
      node(4, "CLIPTextEncode", [input("clip", "CLIP", 2)], ["a dog"]),
      node(5, "EmptyLatentImage", [], [640, 448, 1]),
      node(
        6, "KSampler",
        [
          input("model", "MODEL", 4), input("positive", "CONDITIONING", 5), input("negative", "CONDITIONING", 6),
          input("latent_image", "LATENT", 7),
        ],
        [7, "fixed", 20, 8, "euler", "normal", 1]),
      node(7, "SaveImage", [input("images", "IMAGE", 8)], ["x"]),
    ]
    if let stack {
      nodes.append(["id": 8, "type": .string(stack.0), "mode": 0, "inputs": [], "widgets_values": stack.1])
    }
    return [
      "nodes": .array(nodes),
      "links": [
        [1, 1, 0, 2, 0, "MODEL"], [2, 1, 1, 2, 1, "CLIP"], [3, 2, 1, 3, 0, "CLIP"], [4, 2, 0, 6, 0, "MODEL"],
        [5, 3, 0, 6, 1, "CONDITIONING"], [6, 4, 0, 6, 2, "CONDITIONING"], [7, 5, 0, 6, 3, "LATENT"],
        [8, 6, 0, 7, 0, "IMAGE"], [9, 8, 0, 2, 2, "LORA_STACK"],
      ],
    ]
  }

  private func weights(_ workflow: JSONValue) throws -> [String: Double] {
    let read = try Comfy.read(workflow, key: "workflow")
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.model == "m.safetensors")
    let loras = read.provenance.recipe.parameters["loras"]?.arrayValue ?? []
    return Dictionary(loras.map { ($0["name"]?.stringValue ?? "", $0["weight"]?.doubleValue ?? -99) }) { _, _ in .nan }
  }

  static let loaders: [(String, JSONValue, [String: Double])] = [
    ("LoraLoader", ["a.safetensors", 0.5, 1], ["a.safetensors": 0.5]),
    ("LoraLoader|pysssss", [["content": "a.safetensors", "image": nil], 0.5, 1, "[none]"], ["a.safetensors": 0.5]),
    ("CR Load LoRA", ["Off", "a.safetensors", 1, 1], [:]),
    ("CR Load LoRA", ["On", "a.safetensors", 0.5, 1], ["a.safetensors": 0.5]),
    (
      "Lora Loader (LoraManager)",
      [
        "<lora:a:0.5> <lora:b:1>",
        [["name": "a", "strength": 0.5, "active": true], ["name": "b", "strength": "1", "active": false]],
      ],
      ["a": 0.5]
    ),
    (
      "Power Lora Loader (rgthree)",
      [
        [:], ["type": "PowerLoraLoaderHeaderWidget"],
        ["on": true, "lora": "a.safetensors", "strength": 0.5, "strengthTwo": nil],
        ["on": false, "lora": "b.safetensors", "strength": 1], [:], "",
      ], ["a.safetensors": 0.5]
    ),
    ("Lora Loader Stack (rgthree)", ["a", 0.5, "None", 1, "c", 0.25, "None", 1], ["a": 0.5, "c": 0.25]),
    ("NunchakuFluxLoraLoader", ["a.safetensors", 0.5], ["a.safetensors": 0.5]),
    (
      "LoraLoaderBlockWeight //Inspire",
      ["All", "a.safetensors", 0.5, 1, false, 7, "fixed", 4, 1, "Preset", "1,0", false],
      ["a.safetensors": 0.5]
    ),
    ("LoraTagLoader", ["<lora:a:0.5>"], ["a": 0.5]),
    (
      "Somebody's LoRA loader", ["a.safetensors", 0.5, 1, "b.safetensors", 0.25],
      ["a.safetensors": 0.5, "b.safetensors": 0.25]
    ),
    ("Somebody's LoRA loader", ["Off", "a.safetensors", 0.5, "On", "b.safetensors", 0.25], ["b.safetensors": 0.25]),
  ]

  @Test(arguments: loaders)
  func `loaders are read from the order of their widgets`(
    _ kind: String, _ values: JSONValue, _ expected: [String: Double]
  ) throws {
    #expect(try weights(workflow(kind, values)) == expected)
    // A bypassed loader applies nothing.
    #expect(try weights(workflow(kind, values, mode: 4)) == [:])
  }

  static let stacks: [(String, JSONValue, [String: Double])] = [
    (
      "CR LoRA Stack", ["On", "a.safetensors", 0.5, 1, "Off", "b.safetensors", 1, 1, "On", "None", 1, 1],
      ["a.safetensors": 0.5]
    ),
    ("LoRA Stacker", ["simple", 2, "a", 0.5, 1, 1, "b", 0.25, 1, 1, "c", 1, 1, 1], ["a": 0.5, "b": 0.25]),
    ("easy loraStack", [true, "simple", 1, "a", 0.5, 1, 1, "b", 1, 1, 1], ["a": 0.5]),
    ("easy loraStack", [false, "simple", 1, "a", 0.5, 1, 1], [:]),
    ("Lora Stacker (LoraManager)", ["<lora:a:0.5>", [["name": "a", "strength": 0.5, "active": true]]], ["a": 0.5]),
    (
      "CR Random LoRA Stack", ["Off", 1, "Off", "a", "On", 1, 0.5, 1, "b", "Off", 1, 1, 1, "None", "On", 1, 1, 1],
      ["a": 0.5]
    ),
  ]

  @Test(arguments: stacks)
  func `stacks are read from the order of their widgets`(
    _ kind: String, _ values: JSONValue, _ expected: [String: Double]
  ) throws {
    let applied = workflow("CR Apply LoRA Stack", [], stack: (kind, values))
    #expect(try weights(applied) == expected)
    let bypassed = workflow("CR Apply LoRA Stack", [], mode: 4, stack: (kind, values))
    #expect(try weights(bypassed) == [:])
  }
}
