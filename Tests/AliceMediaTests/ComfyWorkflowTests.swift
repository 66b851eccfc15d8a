import AliceMedia
import AliceModel
import Testing

/// What only the editor's graph tells.
@Suite struct `ComfyUI workflows` {
  private func node(
    _ id: JSONValue, _ kind: String, _ values: JSONValue = [], _ inputs: [(String, JSONValue)] = [],
    outputs: JSONValue = []
  ) -> JSONValue {
    let inputs = inputs.map { name, link -> JSONValue in ["name": .string(name), "link": link] }
    return ["id": id, "type": .string(kind), "widgets_values": values, "inputs": .array(inputs), "outputs": outputs]
  }

  private func workflow(_ nodes: [JSONValue], _ links: JSONValue, _ more: JSONObject = [:]) -> JSONValue {
    var workflow: JSONObject = ["nodes": .array(nodes), "links": links]
    for (name, value) in more { workflow[name] = value }
    return .object(workflow)
  }

  private func read(_ workflow: JSONValue) throws -> ReadMetadata { try Comfy.read(workflow, key: "workflow") }

  private let sampler: JSONValue = [77, "randomize", 12, 6.5, "euler", "karras", 1]

  /// A sampler and two encoders inside; the text comes from outside through slot 0.
  private func subgraph(values: JSONValue, link: JSONValue = .null) -> JSONValue {
    let inside: JSONValue = [
      "id": "1b2c", "inputs": [["name": "text", "type": "STRING"], ["name": "unet", "type": "COMBO"]],
      "nodes": .array([
        node(1, "KSampler", sampler, [("model", 4), ("positive", 1), ("negative", 2)]),
        node(2, "CLIPTextEncode", ["inner"], [("text", 3)]), node(3, "CLIPTextEncode", ["unwanted"]),
        node(4, "UNETLoader", ["inner.safetensors", "default"], [("unet_name", 5)]),
      ]),
      "links": [
        ["id": 1, "origin_id": 2, "origin_slot": 0, "target_id": 1],
        ["id": 2, "origin_id": 3, "origin_slot": 0, "target_id": 1],
        ["id": 3, "origin_id": -10, "origin_slot": 0, "target_id": 2],
        ["id": 4, "origin_id": 4, "origin_slot": 0, "target_id": 1],
        ["id": 5, "origin_id": -10, "origin_slot": 1, "target_id": 4],
        ["id": 6, "origin_id": 1, "origin_slot": 0, "target_id": -20, "target_slot": 0],
      ],
    ]
    let nodes = [
      node(30, "1b2c", values, [("text", link)]), node(9, "SaveImage", ["x"], [("images", 20)]),
      node(40, "PrimitiveStringMultiline", ["from outside"]),
    ]
    return workflow(
      nodes, [[20, 30, 0, 9, 0, "IMAGE"], [21, 40, 0, 30, 0, "STRING"]], ["definitions": ["subgraphs": [inside]]])
  }

  @Test func `a subgraph takes the values that its node gives it`() throws {
    let read = try read(subgraph(values: ["given", "given.safetensors"]))
    #expect(read.provenance.recipe.prompt == "given")
    #expect(read.provenance.recipe.negativePrompt == "unwanted")
    #expect(read.provenance.recipe.seed == "77")
    #expect(read.provenance.recipe.model == "given.safetensors")
    #expect(!read.ambiguous)
  }

  @Test func `a link into a subgraph wins over its values`() throws {
    #expect(try read(subgraph(values: ["given", "m"], link: 21)).provenance.recipe.prompt == "from outside")
  }

  @Test func `where the node does not tell its values those inside are told as doubtful`() throws {
    let read = try read(subgraph(values: []))
    #expect(read.provenance.recipe.prompt == "inner")
    #expect(read.provenance.recipe.model == "inner.safetensors")
    #expect(read.ambiguous)
  }

  @Test(.timeLimit(.minutes(1))) func `a subgraph in itself ends`() throws {
    let inside: JSONValue = [
      "id": "s", "nodes": .array((1...20).map { node(JSONValue($0), "s") } + [node(50, "CLIPTextEncode", ["deep"])]),
      "links": [],
    ]
    let outside = workflow([node(1, "s")], [], ["definitions": ["subgraphs": [inside]]])
    #expect(try read(outside).provenance.recipe.prompt == "deep")
  }

  @Test func `values travel through Set and Get, primitives and everywhere`() throws {
    let read = try read(
      workflow(
        [
          node(1, "KSampler", sampler, [("model", 1), ("positive", 2), ("negative", .null), ("seed", 6)]),
          node(2, "GetNode", ["prompt"]), node(3, "SetNode", ["prompt"], [("X", 3)]),
          node(4, "CLIPTextEncode", ["wanted"]), node(5, "CLIPTextEncode", ["unwanted"]),
          node(6, "Reroute", [], [("", 5)]),
          node(7, "CheckpointLoaderSimple", ["m.ckpt"]), node(8, "PrimitiveNode", [99, "fixed"]),
        ],
        [
          [1, 6, 0, 1, 0, "MODEL"], [2, 2, 0, 1, 1, "X"], [3, 4, 0, 3, 0, "X"], [5, 7, 0, 6, 0, "MODEL"],
          [6, 8, 0, 1, 3, "INT"],
        ],
        ["extra": ["ue_links": [["downstream": 1, "downstream_slot": 2, "upstream": "5", "upstream_slot": 0]]]]))
    #expect(read.provenance.recipe.prompt == "wanted")
    #expect(read.provenance.recipe.negativePrompt == "unwanted")
    #expect(read.provenance.recipe.model == "m.ckpt")
    #expect(read.provenance.recipe.seed == "99")
  }

  @Test func `the nodes of a group are read, in doubt`() throws {
    let group: JSONValue = [
      "nodes": .array([
        node(.null, "CLIPTextEncode", ["wanted"]), node(.null, "KSampler", sampler, [("positive", .null)]),
      ]),
      "links": [[0, 0, 1, 0, "CONDITIONING"]],
    ]
    let read = try read(workflow([node(1, "workflow/Both")], [], ["extra": ["groupNodes": ["Both": group]]]))
    #expect(read.provenance.recipe.prompt == "wanted")
    #expect(read.provenance.recipe.seed == "77")
    #expect(read.ambiguous)
  }

  @Test func `what was asked of a service is guessed from the order, in doubt`() throws {
    let values: JSONValue = [
      "A felt Eiffel Tower", "gpt-image-1.5", "auto", 1, 4711, "randomize", "You are an engine that must always draw.",
    ]
    let read = try read(workflow([node(1, "OpenAIGPTImageNodeV2", values, outputs: [["type": "IMAGE"]])], []))
    #expect(read.provenance.recipe.prompt == "A felt Eiffel Tower")
    #expect(read.provenance.recipe.seed == "4711")
    #expect(read.ambiguous)
  }

  @Test(
    arguments: [
      ["scale by multiplier", 2], ["Nano Banana 2 (Gemini 3.1 Flash Image)", 5, "fixed"], ["default", 5, "randomize"],
      ["You are an engine that must always draw.", 5, "randomize"],
    ] as [JSONValue])
  func `the name of a choice is no prompt`(_ values: JSONValue) throws {
    let read = try read(workflow([node(1, "ResizeNode", values, outputs: [["type": "IMAGE"]])], []))
    #expect(read.provenance.recipe.prompt == nil)
  }

  @Test func `notes are no prompts`() throws {
    let read = try read(
      workflow([node(1, "MarkdownNote", ["## Read me first"]), node(2, "Note", ["text of a note"])], []))
    #expect(read.provenance.recipe.prompt == nil)
  }
}
