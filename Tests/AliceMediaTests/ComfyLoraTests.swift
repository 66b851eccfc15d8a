import AliceMedia
import AliceModel
import Testing

/// The nodes that apply LoRAs, each with the names that its program gives to its inputs.
@Suite struct `LoRAs of ComfyUI graphs` {
  /// Reads a graph whose sampler takes its model from node 20 and its text encoder too.
  private func loras(_ nodes: JSONObject, clip: JSONValue = ["20", 1]) throws -> JSONValue? {
    var all: JSONObject = [
      "3": Comfy.fullSampler(model: ["20", 0]),
      "6": Comfy.node("CLIPTextEncode", ["text": "a cat", "clip": clip]),
    ]
    for (id, node) in nodes { all[id] = node }
    return try Comfy.read(Comfy.fullGraph(all)).provenance.recipe.parameters["loras"]
  }

  private static let links: JSONObject = ["model": ["4", 0], "clip": ["4", 1]]

  private static func inputs(_ own: JSONObject) -> JSONObject {
    var inputs = links
    for (name, value) in own { inputs[name] = value }
    return inputs
  }

  static let loaders: [(String, JSONObject, [String: Double])] = [
    ("LoraLoader", ["lora_name": "a.safetensors", "strength_model": 0.5, "strength_clip": 1], ["a.safetensors": 0.5]),
    ("LoraLoader", ["lora_name": "a", "strength_model": 0, "strength_clip": 0], [:]),
    ("LoraLoader", ["lora_name": "a", "strength_model": 0, "strength_clip": 0.25], ["a": 0.25]),
    ("LoraLoader", ["lora_name": "None", "strength_model": 1, "strength_clip": 1], [:]),
    (
      "LoraLoader|pysssss",
      ["lora_name": ["content": "x\\a.safetensors", "image": "x/a.png"], "strength_model": 0.5, "strength_clip": 1],
      ["x\\a.safetensors": 0.5]
    ),
    ("CR Load LoRA", ["switch": "On", "lora_name": "a", "strength_model": 1, "strength_clip": 1], ["a": 1]),
    ("CR Load LoRA", ["switch": "Off", "lora_name": "a", "strength_model": 1, "strength_clip": 1], [:]),
    (
      "Lora Loader (LoraManager)",
      [
        "text": "<lora:a:0.7> <lora:b:0.4>",
        "loras": [
          "__value__": [
            ["name": "a", "strength": 0.7, "active": true, "clipStrength": 0.7],
            ["name": "b", "strength": 0.4, "active": false, "clipStrength": 0.4],
          ]
        ],
      ], ["a": 0.7]
    ),
    ("Lora Loader (LoraManager)", ["text": "<lora:a:0.7>", "loras": []], [:]),
    ("LoRA Text Loader (LoraManager)", ["lora_syntax": "<lora:a:0.7:0.3>"], ["a": 0.7]),
    (
      "Power Lora Loader (rgthree)",
      [
        "LORA_1": ["on": true, "lora": "a", "strength": 0.5, "strengthTwo": nil],
        "lora_2": ["on": false, "lora": "b", "strength": 1], "lora_3": ["on": true, "lora": "None", "strength": 1],
        "lora_4": ["on": true, "lora": "d", "strength": 0, "strengthTwo": 0.5],
        "PowerLoraLoaderHeaderWidget": ["type": "PowerLoraLoaderHeaderWidget"],
      ], ["a": 0.5, "d": 0.5]
    ),
    (
      "Lora Loader Stack (rgthree)",
      ["lora_01": "a", "strength_01": 0.5, "lora_02": "None", "strength_02": 1, "lora_03": "c", "strength_03": 0],
      ["a": 0.5]
    ),
    (
      "LoraLoaderBlockWeight //Inspire",
      ["category_filter": "All", "lora_name": "a", "strength_model": 0.5, "strength_clip": 1, "bypass": false],
      ["a": 0.5]
    ),
    ("LoraLoaderBlockWeight //Inspire", ["lora_name": "a", "strength_model": 0.5, "bypass": true], [:]),
    ("NunchakuFluxLoraLoader", ["lora_name": "a", "lora_strength": 0.5], ["a": 0.5]),
    (
      "NunchakuFluxLoraStack",
      ["lora_name_1": "a", "lora_strength_1": 0.5, "lora_name_2": "b", "lora_strength_2": 2, "lora_name_3": "None"],
      ["a": 0.5, "b": 2]
    ),
    (
      "NdSuperLoraLoader",
      ["lora_bundle": #"[null, {"lora": "a", "enabled": true, "strength": "0.75"}, {"lora": "b", "enabled": false}]"#],
      ["a": 0.75]
    ),
    (
      "WeiLinPromptUI",
      [
        "positive": "a cat", "temp_lora_str": #"[{"lora": "z", "weight": 1}]"#,
        "lora_str":
          #"[{"name": "a", "lora": "a.safetensors", "weight": 0.5, "text_encoder_weight": 1},{"lora":"b","hidden":true}]"#,
      ], ["a": 0.5]
    ),
    ("LoraTagLoader", ["text": "a cat <lora:a:.5> <lora:b:0>"], ["a": 0.5]),
    ("PCLazyLoraLoader", ["text": "a <lora:a> cat"], ["a": 1]),
    ("LoraSyntaxProcessor", ["text": ["30", 0], "seed": 3], ["a": 0.5]),
    ("LoraLoaderModelOnly", ["lora_name": ["31", 0], "strength_model": ["32", 0]], ["l.safetensors": 0.25]),
    (
      "easy a1111Loader",
      ["ckpt_name": "m", "positive": "cat <lora:a:0.5>", "lora_name": "b", "lora_model_strength": 2],
      ["a": 0.5, "b": 2]
    ),
    ("ADE_AnimateDiffLoRALoader", ["name": "m.safetensors", "strength": 0.5], ["m.safetensors": 0.5]),
    ("Some loader", ["lora_a": "a", "lora_strength_a": 0.5, "lora_b": "b", "lora_strength_b": 0], ["a": 0.5]),
    ("Some loader", ["enable_lora": false, "lora_name": "a", "strength_model": 1], [:]),
    (
      "Some loader", ["lora_1_on": false, "lora_1": "a", "lora_2_on": true, "lora_2": "b", "lora_2_weight": 0.5],
      ["b": 0.5]
    ),
  ]

  @Test(arguments: loaders)
  func `loaders tell what they apply`(_ kind: String, _ own: JSONObject, _ expected: [String: Double]) throws {
    let found = try loras([
      "20": Comfy.node(kind, Self.inputs(own)), "30": Comfy.node("PrimitiveString", ["value": "x <lora:a:0.5>"]),
      "31": Comfy.node("Lora Selector", ["lora_name": "l.safetensors"]),
      "32": Comfy.node("PrimitiveFloat", ["value": 0.25]),
    ])
    #expect(weights(found) == expected)
  }

  private func weights(_ loras: JSONValue?) -> [String: Double] {
    let pairs = (loras?.arrayValue ?? []).map { ($0["name"]?.stringValue ?? "", $0["weight"]?.doubleValue ?? -99) }
    return Dictionary(pairs) { _, _ in .nan }
  }

  static let stacks: [(String, JSONObject, [String: Double])] = [
    (
      "Lora Stacker (LoraManager)",
      ["text": "<lora:b:1>", "loras": ["__value__": [["name": "a", "strength": 0.5, "active": true]]]], ["a": 0.5]
    ),
    (
      "LoRA Stacker",
      [
        "input_mode": "simple", "lora_count": 2, "lora_name_1": "a", "lora_wt_1": 0.5, "model_str_1": 9,
        "lora_name_2": "None", "lora_name_3": "c", "lora_wt_3": 1,
      ], ["a": 0.5]
    ),
    (
      "LoRA Stacker",
      [
        "input_mode": "advanced", "lora_count": 1, "lora_name_1": "a", "lora_wt_1": 9, "model_str_1": 0.5,
        "clip_str_1": 1,
      ],
      ["a": 0.5]
    ),
    (
      "CR LoRA Stack",
      [
        "switch_1": "On", "lora_name_1": "a", "model_weight_1": 0.5, "clip_weight_1": 1, "switch_2": "Off",
        "lora_name_2": "b", "model_weight_2": 1, "clip_weight_2": 1,
      ], ["a": 0.5]
    ),
    (
      "easy loraStack",
      [
        "toggle": true, "mode": "simple", "num_loras": 1, "lora_1_name": "a", "lora_1_strength": 0.5,
        "lora_1_model_strength": 9, "lora_2_name": "b", "lora_2_strength": 1, "optional_lora_stack": ["22", 0],
      ], ["a": 0.5, "deep": 0.75]
    ),
    (
      "easy loraStack",
      ["toggle": false, "num_loras": 1, "lora_1_name": "a", "lora_1_strength": 1, "optional_lora_stack": ["22", 0]], [:]
    ),
    (
      "CR Random LoRA Stack",
      ["exclusive_mode": "Off", "lora_name_1": "a", "switch_1": "On", "chance_1": 0, "model_weight_1": 1], [:]
    ),
  ]

  @Test(arguments: stacks)
  func `a stack counts where a loader applies it`(_ kind: String, _ own: JSONObject, _ expected: [String: Double])
    throws
  {
    let stack: JSONObject = [
      "21": Comfy.node(kind, own),
      "22": Comfy.node("CR LoRA Stack", ["switch_1": "On", "lora_name_1": "deep", "model_weight_1": 0.75]),
    ]
    var applied = stack
    applied["20"] = Comfy.node("CR Apply LoRA Stack", Self.inputs(["lora_stack": ["21", 0]]))
    #expect(weights(try loras(applied)) == expected)
    var loose = stack
    loose["20"] = Comfy.node("CR Apply LoRA Stack", Self.links)
    #expect(try loras(loose) == nil)
  }

  @Test func `a film's selections follow one another`() throws {
    let read = try Comfy.read([
      "1": Comfy.node("WanVideoModelLoader", ["model": "wan.safetensors", "lora": ["2", 0]]),
      "2": Comfy.node("WanVideoLoraSelect", ["lora": "a.safetensors", "strength": 0.5, "prev_lora": ["3", 0]]),
      "3": Comfy.node(
        "WanVideoLoraSelectMulti",
        ["lora_0": "b.safetensors", "strength_0": 1, "lora_1": "none", "strength_1": 1, "lora_2": "c", "strength_2": 0]),
      "4": Comfy.node("WanVideoTextEncode", ["positive_prompt": "a fox", "negative_prompt": "n"]),
      "5": Comfy.node("WanVideoSampler", ["seed": 1, "steps": 4, "model": ["6", 0], "text_embeds": ["4", 0]]),
      "6": Comfy.node("WanVideoSetLoRAs", ["model": ["1", 0], "lora": ["7", 0]]),
      "7": Comfy.node(
        "WanVideo Lora Select (LoraManager)", ["text": "", "loras": [["name": "d", "strength": 0.75, "active": true]]]),
      "8": Comfy.node("WanVideoLoraSelect", ["lora": "unused.safetensors", "strength": 1]),
    ])
    #expect(
      weights(read.provenance.recipe.parameters["loras"]) == ["a.safetensors": 0.5, "b.safetensors": 1, "d": 0.75])
    #expect(read.provenance.recipe.model == "wan.safetensors")
  }

  @Test func `an encoder with a model applies the tags of its expanded text`() throws {
    let inputs: JSONObject = [
      "wildcard_text": "a {cat|dog} <lora:{a|b}:1>", "populated_text": "a cat <lora:a:0.6>", "mode": "populate",
      "Select to add LoRA": "z.safetensors",
    ]
    let encoder = Comfy.node("ImpactWildcardEncode", Self.inputs(inputs))
    let both: JSONObject = ["3": Comfy.fullSampler(positive: ["6", 2], model: ["6", 0]), "6": encoder]
    #expect(weights(try Comfy.read(Comfy.fullGraph(both)).provenance.recipe.parameters["loras"]) == ["a": 0.6])
    let textOnly: JSONObject = ["3": Comfy.fullSampler(positive: ["6", 2]), "6": encoder]
    #expect(weights(try Comfy.read(Comfy.fullGraph(textOnly)).provenance.recipe.parameters["loras"]) == ["a": 0.6])
  }

  static let powerPrompts: [(String, JSONValue, [String: Double])] = [
    ("CHOOSE", ["4", 1], ["a": 0.5]), ("DISABLE LORAS", ["4", 1], [:]), ("CHOOSE", .null, [:]),
  ]

  @Test(arguments: powerPrompts)
  func `a power prompt applies its tags if it has a model and a text encoder`(
    _ menu: String, _ clip: JSONValue, _ expected: [String: Double]
  ) throws {
    var inputs: JSONObject = ["prompt": "a cat <lora:a:0.5>", "insert_lora": .string(menu), "opt_model": ["4", 0]]
    if clip != .null { inputs["opt_clip"] = clip }
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(positive: ["6", 0], model: ["6", 1]), "6": Comfy.node("Power Prompt (rgthree)", inputs),
      ]))
    #expect(weights(read.provenance.recipe.parameters["loras"]) == expected)
  }

  @Test func `tags that no node applies are words`() throws {
    let read = try Comfy.read(
      Comfy.fullGraph([
        "6": Comfy.text("a cat <lora:a:1>"), "20": Comfy.node("LoraTagLoader", Self.inputs(["text": "<lora:b>"])),
      ]))
    #expect(read.provenance.recipe.parameters["loras"] == nil)
  }

  @Test func `a LoRA counts on the side that it changes`() throws {
    func loader(_ model: Double, _ clip: Double) -> JSONObject {
      [
        "20": Comfy.node(
          "LoraLoader",
          Self.inputs(["lora_name": "a", "strength_model": JSONValue(model), "strength_clip": JSONValue(clip)]))
      ]
    }
    #expect(weights(try loras(loader(0.5, 1), clip: ["4", 1])) == ["a": 0.5])
    #expect(try loras(loader(0, 1), clip: ["4", 1]) == nil)
    var clipOnly = loader(0, 0.75)
    clipOnly["3"] = Comfy.fullSampler()
    #expect(weights(try loras(clipOnly)) == ["a": 0.75])
    var withoutEffect = loader(1, 0)
    withoutEffect["3"] = Comfy.fullSampler()
    #expect(try loras(withoutEffect) == nil)
  }

  @Test func `LoRAs that chance chooses are ambiguous`() throws {
    let stack: JSONObject = [
      "exclusive_mode": "On", "lora_name_1": "a", "switch_1": "On", "chance_1": 1, "model_weight_1": 1,
      "lora_name_2": "b", "switch_2": "On", "chance_2": 1, "model_weight_2": 1,
    ]
    let read = try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(model: ["20", 0]),
        "20": Comfy.node("CR Apply LoRA Stack", Self.inputs(["lora_stack": ["21", 0]])),
        "21": Comfy.node("CR Random LoRA Stack", stack),
      ]))
    #expect(weights(read.provenance.recipe.parameters["loras"]) == ["a": 1, "b": 1])
    #expect(read.ambiguous)
  }

  @Test func `a random strength is not told`() throws {
    let found = try loras([
      "20": Comfy.node("CR Apply LoRA Stack", Self.inputs(["lora_stack": ["21", 0]])),
      "21": Comfy.node(
        "CR Random Weight LoRA", ["lora_name": "a", "switch": "On", "weight_min": 0, "weight_max": 1, "clip_weight": 1]),
    ])
    #expect(found == [["name": "a"]])
  }

  @Test func `endless and hostile chains end`() throws {
    var nodes: JSONObject = [:]
    for index in 100..<4_000 {
      nodes[String(index)] = Comfy.node(
        "LoraLoader",
        [
          "lora_name": .string("l\(index)"), "strength_model": 1, "model": [.string(String(index + 1)), 0],
          "lora_stack": ["100", 0],
        ])
    }
    nodes["20"] = Comfy.node(
      "LoraLoader",
      ["lora_name": "a", "model": ["100", 0], "lora_stack": ["20", 0], "lora_99999999999999999999": "b"])
    let found = try loras(nodes)
    #expect(found?.arrayValue?.count == 256)
  }
}
