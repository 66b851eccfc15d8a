import AliceMedia
import AliceModel
import Testing

/// Encoders that take several texts.
@Suite struct `Encoders of ComfyUI graphs` {
  private func read(_ kind: String, _ inputs: JSONObject, negative: JSONValue = ["7", 0]) throws -> ReadMetadata {
    try Comfy.read(
      Comfy.fullGraph([
        "3": Comfy.fullSampler(negative: negative), "6": Comfy.node(kind, inputs),
        "10": Comfy.node("ConditioningZeroOut", ["conditioning": ["6", 0]]),
        "30": Comfy.node("PrimitiveString", ["value": "A linked sentence."]),
      ]))
  }

  static let sentences: [(String, JSONObject, String, JSONValue?)] = [
    (
      "CLIPTextEncodeFlux", ["clip_l": "k", "t5xxl": "A sentence.", "guidance": 3.5], "A sentence.",
      ["A sentence.", "k"]
    ),
    ("CLIPTextEncodeFlux", ["clip_l": "k", "t5xxl": ["30", 0]], "A linked sentence.", ["A linked sentence.", "k"]),
    (
      "CLIPTextEncodeSD3", ["clip_l": "k", "clip_g": "g", "t5xxl": "A sentence."], "A sentence.",
      ["A sentence.", "k", "g"]
    ),
    ("CLIPTextEncodeSD3", ["clip_l": "k", "clip_g": "k", "t5xxl": ""], "k", nil),
    (
      "CLIPTextEncodeHiDream", ["clip_l": "k", "clip_g": "k", "t5xxl": "", "llama": "A sentence."], "A sentence.",
      ["A sentence.", "k"]
    ),
    ("CLIPTextEncodeHunyuanDiT", ["bert": "k", "mt5xl": "A sentence."], "A sentence.", ["A sentence.", "k"]),
    ("CLIPTextEncodeHunyuanDiT", ["bert": "k", "mt5xl": ""], "k", nil),
    ("CLIPTextEncodeKandinsky5", ["clip_l": "k", "qwen25_7b": "A sentence."], "A sentence.", ["A sentence.", "k"]),
    ("CLIPTextEncodePixArtAlpha", ["width": 1024, "height": 1024, "text": "p"], "p", nil),
    ("TextEncodeQwenImageEdit", ["prompt": "p"], "p", nil),
    ("CLIPTextEncodeSDXLRefiner", ["ascore": 6, "text": "p"], "p", nil),
    ("TextEncodeHunyuanVideo_ImageToVideo", ["prompt": "p", "image_interleave": 2], "p", nil),
  ]

  @Test(arguments: sentences)
  func `the sentence is the prompt, and the other texts are kept`(
    _ kind: String, _ inputs: JSONObject, _ prompt: String, _ prompts: JSONValue?
  ) throws {
    let read = try read(kind, inputs)
    #expect(read.provenance.recipe.prompt == prompt)
    #expect(read.provenance.recipe.parameters["prompts"] == prompts)
    #expect(!read.ambiguous)
  }

  @Test func `keywords that differ compete if there is no sentence`() throws {
    let read = try read("CLIPTextEncodeSD3", ["clip_l": "a", "clip_g": "b", "t5xxl": ""])
    #expect(read.provenance.recipe.parameters["prompts"] == ["a", "b"])
    #expect(read.ambiguous)
  }

  @Test func `a negative sentence is kept with its keywords`() throws {
    let negative = Comfy.node("CLIPTextEncodeSD3", ["clip_l": "k", "clip_g": "k", "t5xxl": "Nothing blurred."])
    let read = try Comfy.read(Comfy.fullGraph(["7": negative]))
    #expect(read.provenance.recipe.negativePrompt == "Nothing blurred.")
    #expect(read.provenance.recipe.parameters["negative_prompts"] == ["Nothing blurred.", "k"])
  }

  @Test func `zeroed conditioning is no negative prompt`() throws {
    let read = try read(
      "CLIPTextEncodeFlux", ["clip_l": "k", "t5xxl": "A sentence.", "guidance": 3.5], negative: ["10", 0])
    #expect(read.provenance.recipe.negativePrompt == nil)
    #expect(read.provenance.recipe.parameters["guidance"] == 3.5)
  }

  @Test func `the lyrics of a song and a system prompt are parameters`() throws {
    let song = try read("TextEncodeAceStepAudio", ["tags": "folk, harp", "lyrics": "[verse]\nla"])
    #expect(song.provenance.recipe.prompt == "folk, harp")
    #expect(song.provenance.recipe.parameters["lyrics"] == "[verse]\nla")
    let lumina = try read("CLIPTextEncodeLumina2", ["system_prompt": "superior", "user_prompt": "a cat"])
    #expect(lumina.provenance.recipe.prompt == "a cat")
    #expect(lumina.provenance.recipe.parameters["system_prompt"] == "superior")
  }

  @Test func `a workflow's encoders are read alike`() throws {
    let workflow: JSONValue = [
      "nodes": [
        ["id": 6, "type": "CLIPTextEncodeSD3", "inputs": [], "widgets_values": ["k", "k", "A sentence.", "none"]],
        [
          "id": 3, "type": "KSampler", "widgets_values": [7, "fixed", 20, 8, "euler", "normal", 1],
          "inputs": [["name": "positive", "type": "CONDITIONING", "link": 1]],
        ],
      ],
      "links": [[1, 6, 0, 3, 1, "CONDITIONING"]],
    ]
    #expect(try Comfy.read(workflow, key: "workflow").provenance.recipe.prompt == "A sentence.")
  }
}
