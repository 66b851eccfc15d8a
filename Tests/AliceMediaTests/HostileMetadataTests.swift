import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// Texts that were made to be slow, deep or large. Each must be done with in moments; what comes out matters less. The
/// limits of time leave room for slow machines: what is not linear takes hours.
@Suite struct `Hostile metadata` {
  private static let megabyte = 1 << 20

  private static func repeated(_ part: String, bytes: Int) -> String {
    String(repeating: part, count: bytes / part.utf8.count)
  }

  @Test(.timeLimit(.minutes(10)), arguments: [",", "ab: \""])
  func `ten megabytes of one thing`(_ part: String) {
    #expect(Infotext.parse(Self.repeated(part, bytes: 10 * Self.megabyte)) == nil)
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      ",", ":", " ", "a", "\n", "ab: ", "ab:\"", "ab: \", ", "ab: \"\\\"", "ab: {, ", "ab: [{\"", "ab:{},", "a: 1, ",
      "Steps: ",
      "\nSteps: ", "\nSteps: 1, ", "\nNegative prompt: ", "\r", "\\", "\"", "é", "<lora:", "<lora:a:1>", "\0",
      "-- Job ID: ", " --",
    ])
  func `a hundred kilobytes of anything in any place`(_ part: String) {
    let text = Self.repeated(part, bytes: 100_000)
    _ = Infotext.parse(text)
    _ = Infotext.parse("a\nSteps: 1, Seed: 2, Size: 3x4, Model: " + text)
    let keys = ["parameters", "UserComment", "prompt", "Dream", "Description", "Comment"]
    for key in keys { _ = GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: key, text: text)]) }
  }

  @Test(.timeLimit(.minutes(10))) func `two hundred thousand pairs`() throws {
    let pairs = (0..<200_000).map { "key \($0): \"value, \($0)\"" }.joined(separator: ", ")
    let text = "a\nSteps: 1, Seed: 2, Model: m, " + pairs
    #expect(Infotext.parse(text)?.pairs.count == 4096)
    let read = GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: "parameters", text: text)])
    #expect(read?.provenance.recipe.model == "m")
    #expect(read?.provenance.recipe.parameters.count == 512)
  }

  @Test(.timeLimit(.minutes(10)), arguments: ["[", "{\"prompt\":", "{\"a\":[", "{\"3\":{\"class_type\":"])
  func `deep nesting`(_ part: String) {
    let text = Self.repeated(part, bytes: Self.megabyte / 4)
    for key in ["parameters", "UserComment", "prompt", "workflow", "generation_data", "invokeai_metadata"] {
      #expect(GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: key, text: text)]) == nil)
    }
    _ = Infotext.parse("a\nSteps: 1, Seed: 2, Hashes: " + text)
  }

  @Test(.timeLimit(.minutes(10))) func `ten thousand entries`() {
    let entries = (0..<10_000).map { MetadataEntry(container: "png:tEXt", key: "k\($0)", text: "{\"a\": \($0)}") }
    #expect(GeneratorReaders.read(entries) == nil)
  }

  private func metadata(_ graph: String) -> ReadMetadata? {
    GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: "prompt", text: graph)])
  }

  /// `node` makes the members of node number n.
  private func graph(_ count: Int, _ node: (Int) -> String) -> String {
    "{" + (0..<count).map { "\"\($0)\":\(node($0))" }.joined(separator: ",") + "}"
  }

  @Test(
    .timeLimit(.minutes(10)),
    arguments: [
      #"{"class_type":"KSampler","inputs":{"seed":1,"positive":@,"latent_image":@,"model":@}}"#,
      #"{"class_type":"ConditioningCombine","inputs":{"seed":1,"steps":2,"cfg":3,"positive":@,"conditioning":@}}"#,
      #"{"class_type":"SaveImage","inputs":{"images":@,"text":@}}"#,
      #"{"class_type":"LatentUpscale","inputs":{"seed":@,"guider":@,"sigmas":@}}"#,
      #"{"class_type":"StringConcatenate","inputs":{"text_a":@,"text_b":@,"prompt":"x"}}"#,
      #"{"class_type":"Any Switch","inputs":{"any_01":@,"noise":@,"seed":1,"pipe":@}}"#,
    ])
  func `thousands of nodes in a chain, and in a ring`(_ node: String) {
    let count = 2_500
    let chain = graph(count) { number in
      node.replacing("@", with: "[\"\(number + 1)\",0]")
    }
    #expect(metadata(chain)?.provenance.generator == .comfyui)
    let ring = graph(count) { number in
      node.replacing("@", with: "[\"\((number + 7) % count)\",0]")
    }
    #expect(metadata(ring)?.provenance.generator == .comfyui)
  }

  @Test(.timeLimit(.minutes(10))) func `a hundred thousand nodes`() {
    let nodes = graph(100_000) { #"{"class_type":"KSampler","inputs":{"seed":1,"positive":["\#($0 + 1)",0]}}"# }
    #expect(metadata(nodes)?.provenance.generator == .comfyui)
  }

  @Test(.timeLimit(.minutes(10))) func `texts that double with every node`() throws {
    let double = graph(60) { number in
      #"{"class_type":"StringConcatenate","inputs":{"string_a":["\#(number + 1)",0],"string_b":["\#(number + 1)",0]}}"#
    }
    let tail = #","60":{"class_type":"PrimitiveString","inputs":{"value":"xy"}},"#
    let root =
      #""a":{"class_type":"CLIPTextEncode","inputs":{"text":["0",0]}},"b":{"class_type":"KSampler","inputs":{"seed":1,"positive":["a",0]}}}"#
    let read = try #require(metadata(double.dropLast() + tail + root))
    #expect(read.provenance.recipe.prompt?.utf8.count ?? 0 <= 2 << 20)
  }

  @Test(.timeLimit(.minutes(10))) func `one node with ten thousand links`() throws {
    let links = (0..<10_000).map { "\"conditioning_\($0)\":[\"\($0)\",0]" }.joined(separator: ",")
    let texts = graph(10_000) { #"{"class_type":"CLIPTextEncode","inputs":{"text":"t\#($0)"}}"# }
    let root =
      #","a":{"class_type":"ConditioningCombine","inputs":{\#(links)}},"b":{"class_type":"KSampler","inputs":{"seed":1,"positive":["a",0]}}}"#
    let read = try #require(metadata(texts.dropLast() + root))
    #expect(read.ambiguous)
    #expect(read.provenance.recipe.prompt == "t0")
  }

  @Test(.timeLimit(.minutes(10))) func `values without measure do not reach the recipe`() throws {
    let long = String(repeating: "x", count: 20_000)
    let text = "a\nSteps: 1, Seed: \(long), Size: 99999999999999999999x1, Model: \(long), Note: \(long), Clip skip: 2"
    let read = try #require(
      GeneratorReaders.read([MetadataEntry(container: "png:tEXt", key: "parameters", text: text)]))
    #expect(read.provenance.recipe == Recipe(prompt: "a", parameters: ["steps": 1, "clip_skip": 2]))
    #expect(read.width == nil)
  }

  @Test(.timeLimit(.minutes(10))) func `noise in every place`() {
    var random = SplitMix64(seed: 99)
    let keys = [
      "parameters", "UserComment", "prompt", "workflow", "Comment", "Description", "Software", "invokeai_metadata",
      "sd-metadata",
      "Dream", "generation_data", "parameters-json", "fooocus_scheme", "MakerNote", "use_stable_diffusion_model",
      "Artist",
      "xmp:CreatorTool", "exif:UserComment", "dc:description", "photoshop:Credit", "Make", "Model", "ImageDescription",
    ]
    let pieces = [
      "{", "}", "[", "]", "\"", ":", ",", "\n", "Steps: ", "Negative prompt: ", "NovelAI", "\"class_type\"",
      "\"inputs\"", "\"a\"",
      "1", "-1", "null", "sui_image_params", "\"c\"", "Draw Things", "ai", "prompt:", "\\", "\0", "é", " Job ID: ",
      "--v", "\"image\"",
      "\"prompt\"", "1e999", "99999999999999999999999",
    ]
    for _ in 0..<2000 {
      let entries = (0..<4).map { _ in
        MetadataEntry(
          container: ["png:tEXt", "exif:ifd0", "xmp", "jpeg:com"].randomElement(using: &random) ?? "",
          key: keys.randomElement(using: &random) ?? "",
          text: (0..<40).map { _ in pieces.randomElement(using: &random) ?? "" }.joined())
      }
      _ = GeneratorReaders.read(entries)
    }
  }
}
