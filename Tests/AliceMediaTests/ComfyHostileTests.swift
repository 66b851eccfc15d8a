import AliceMedia
import AliceModel
import Testing

/// Graphs of ComfyUI that were made so that walks through them multiply. Each must be done with in moments; what is not
/// linear takes hours.
@Suite struct `Hostile graphs of ComfyUI` {
  @Test(.timeLimit(.minutes(10))) func `texts that were shown, joined from texts that were shown`() throws {
    var nodes: JSONObject = ["6": Comfy.node("CLIPTextEncode", ["text": ["s0", 0]])]
    for level in 0..<16 {
      nodes["s\(level)"] = Comfy.node("ShowText|pysssss", ["text_0": "shown", "text": [.string("c\(level)"), 0]])
      var parts: JSONObject = ["text_9": ["w", 0]]
      for part in 1...8 { parts["text_\(part)"] = [.string("s\(level + 1)"), 0] }
      nodes["c\(level)"] = Comfy.node("Text Concatenate", parts)
    }
    nodes["s16"] = Comfy.node("PrimitiveString", ["value": "end"])
    nodes["w"] = Comfy.node("Random Words", ["text": "a word"])
    #expect(try Comfy.read(Comfy.graph(nodes)).provenance.recipe.prompt == "shown")
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [("Context (rgthree)", "x"), ("Context Merge (rgthree)", "ctx_"), ("Context Merge (rgthree)", "x")])
  func `a hundred thousand links from a context to itself`(kind: String, name: String) throws {
    var inputs: JSONObject = ["base_ctx": ["c", 0]]
    for number in 0..<100_000 { inputs["\(name)\(number)"] = ["c", 1] }
    let graph = Comfy.graph([
      "c": Comfy.node(kind, inputs), "3": Comfy.sampler(["model": ["c", 1], "basic_pipe": ["c", 0]]),
    ])
    #expect(try Comfy.read(graph).provenance.recipe.prompt == "a cat")
  }

  @Test(.timeLimit(.minutes(5)), arguments: ["text", "delimiter"])
  func `joins of joins of megabytes`(_ large: String) throws {
    let megabyte = String(repeating: "a", count: 1_000_000)
    var nodes: JSONObject = ["6": Comfy.node("CLIPTextEncode", ["text": ["c0", 0]])]
    for level in 0..<30 {
      var parts: JSONObject = ["delimiter": .string(large == "delimiter" ? megabyte : "")]
      for part in 1...100 { parts["text_\(part)"] = [.string("c\(level + 1)"), 0] }
      nodes["c\(level)"] = Comfy.node("Text Concatenate", parts)
    }
    nodes["c30"] = Comfy.node("PrimitiveString", ["value": .string(large == "text" ? megabyte : "end")])
    let prompt = try Comfy.read(Comfy.graph(nodes)).provenance.recipe.prompt
    #expect((prompt?.utf8.count ?? 0) <= 1 << 20)
  }

  @Test(.timeLimit(.minutes(5))) func `a replacement that makes terabytes`() throws {
    let megabyte = JSONValue.string(String(repeating: "a", count: 1_000_000))
    let node = Comfy.node("StringReplace", ["string": megabyte, "find": "a", "replace": megabyte])
    let nodes: JSONObject = ["6": Comfy.node("CLIPTextEncode", ["text": ["r", 0]]), "r": node]
    let prompt = try Comfy.read(Comfy.graph(nodes)).provenance.recipe.prompt
    #expect((prompt?.utf8.count ?? 0) <= 1 << 20)
  }

  @Test(.timeLimit(.minutes(10))) func `nodes without a seed that share a bundle with thousands of links`() throws {
    var inputs: JSONObject = [:]
    for number in 0..<20_000 { inputs["pipe_\(number)"] = [.string("n\(number)"), 0] }
    var nodes: JSONObject = ["c": Comfy.node("Mystery", inputs)]
    for number in 0..<20_000 { nodes["n\(number)"] = Comfy.node("Mystery", ["pipe": ["c", 0]]) }
    nodes["t"] = Comfy.text("a cat")
    #expect(try Comfy.read(.object(nodes)).provenance.recipe.seed == nil)
  }
}
