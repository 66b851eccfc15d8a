import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

/// Random graphs of which the answer is known: chains of nodes that pass on, choose, join and bundle around a sampler.
@Suite struct `Random ComfyUI graphs` {
  /// Draws one graph, and keeps what it asks for.
  private struct Artist {
    private(set) var sketch = ComfySketch()
    private(set) var prompt = ""
    private(set) var negative = ""
    private(set) var seed = ""
    /// Whether nodes of the editor alone may be used.
    let isEdited: Bool
    private var numbers: SplitMix64
    private var variables = 0

    init(_ seed: UInt64, isEdited: Bool) {
      numbers = SplitMix64(seed: seed)
      self.isEdited = isEdited
    }

    private mutating func pick(_ count: Int) -> Int { Int.random(in: 0..<count, using: &numbers) }

    private mutating func words() -> String {
      let words = ["red", "fox", "snow", "at night", "a quiet river", "two lamps", "portrait", "old town"]
      return (0...pick(3)).map { _ in words[pick(words.count)] }.joined(separator: ", ") + " \(pick(100_000))"
    }

    mutating func draw() {
      let (model, clip) = sketch.checkpoint("m\(pick(9)).safetensors")
      if pick(2) == 0 { _ = sketch.encoder("never linked", clip) }
      var (positive, negative) = (ComfySketch.Output?.none, ComfySketch.Output?.none)
      (prompt, positive) = encoded(clip)
      (self.negative, negative) = encoded(clip)
      guard var positive, var negative else { return }
      for _ in 0..<pick(4) { positive = passedOn(positive, clip) }
      for _ in 0..<pick(3) { negative = passedOn(negative, clip) }
      for _ in 0..<pick(3) { (positive, negative) = passedOn(positive, negative) }
      var latent = sketch.latent()
      var source = model
      for _ in 0..<pick(3) { source = patched(source) }
      if pick(3) == 0 { (source, positive, negative, latent) = bundled(source, positive, negative, latent) }
      let seed = pick(1 << 40)
      self.seed = String(seed)
      var result = sketch.sampler(
        ["KSampler", "KSampler //Inspire", "Mystery Sampler"][pick(3)], model: source, positive: positive,
        negative: negative, latent: latent, seed: seed)
      if pick(3) == 0 {
        let larger = sketch.add("LatentUpscaleBy", [("samples", result)], outputs: [("LATENT", "LATENT")])[0]
        result = sketch.sampler(model: source, positive: positive, negative: negative, latent: larger, seed: 1)
      }
      sketch.save(result)
      if pick(2) == 0 { sketch.order = Array(0..<sketch.count).shuffled(using: &numbers) }
    }

    /// An encoder with a text of its own or one from other nodes.
    private mutating func encoded(_ clip: ComfySketch.Output) -> (String, ComfySketch.Output?) {
      let kind = ["CLIPTextEncode", "Mystery TextEncode"][pick(2)]
      guard pick(2) == 0 else {
        let text = words()
        return (text, sketch.encoder(text, clip, kind: kind))
      }
      var (text, source) = string()
      for _ in 0..<pick(4) { (text, source) = longer(text, source) }
      let outputs = [("CONDITIONING", "CONDITIONING")]
      return (text, sketch.add(kind, [("clip", clip), ("text", source)], outputs: outputs)[0])
    }

    private mutating func string() -> (String, ComfySketch.Output) {
      let text = words()
      let kind = ["PrimitiveStringMultiline", "Text Multiline", "String Literal"][pick(3)]
      let name = ["PrimitiveStringMultiline": "value", "Text Multiline": "text"][kind] ?? "string"
      return (text, sketch.add(kind, widgets: [(name, .string(text))], outputs: [("STRING", "STRING")])[0])
    }

    private mutating func longer(_ text: String, _ source: ComfySketch.Output) -> (String, ComfySketch.Output) {
      let outputs = [("STRING", "STRING")]
      let (other, second) = string()
      switch pick(4) {
      case 0:
        return (
          text + " / " + other,
          sketch.add(
            "StringConcatenate", [("string_a", source), ("string_b", second)],
            widgets: isEdited ? [("", ""), ("", ""), ("", " / ")] : [("delimiter", " / ")], outputs: outputs)[0]
        )
      case 1:
        return (
          text + ", " + other,
          sketch.add(
            "Text Concatenate", [("text_a", source), ("text_b", second)],
            widgets: [("delimiter", ", "), ("clean_whitespace", "true")], outputs: outputs)[0]
        )
      case 2:
        let isFirst = pick(2) == 0
        let links = isFirst ? [("text1", source), ("text2", second)] : [("text1", second), ("text2", source)]
        return (
          text, sketch.add("CR Text Input Switch", links, widgets: [("Input", isFirst ? 1 : 2)], outputs: outputs)[0]
        )
      default: return (text, sketch.add("Mystery Text", [("text", source)], outputs: outputs)[0])
      }
    }

    /// Conditioning after a node that has only one.
    private mutating func passedOn(_ source: ComfySketch.Output, _ clip: ComfySketch.Output) -> ComfySketch.Output {
      let outputs = [("CONDITIONING", "CONDITIONING")]
      switch pick(isEdited ? 6 : 3) {
      case 0: return sketch.add("ConditioningSetTimestepRange", [("conditioning", source)], outputs: outputs)[0]
      case 1: return sketch.add("Mystery Patch", [("conditioning", source)], outputs: outputs)[0]
      case 2:
        let other = sketch.encoder("not chosen", clip)
        let links = [("conditioning1", other), ("conditioning2", source)]
        return sketch.add("CR Conditioning Input Switch", links, widgets: [("Input", 2)], outputs: outputs)[0]
      case 3: return sketch.add("Reroute", [("", source)], outputs: [("", "CONDITIONING")])[0]
      case 4:
        return sketch.add(
          "ConditioningSetMask", [("conditioning", source)], outputs: outputs, mode: 4)[0]
      default:
        variables += 1
        sketch.add("SetNode", [("CONDITIONING", source)], widgets: [("", .string("v\(variables)"))])
        return sketch.add("GetNode", widgets: [("", .string("v\(variables)"))], outputs: outputs)[0]
      }
    }

    /// Both conditionings after a node that has both.
    private mutating func passedOn(
      _ positive: ComfySketch.Output, _ negative: ComfySketch.Output
    ) -> (ComfySketch.Output, ComfySketch.Output) {
      let kind = ["ControlNetApplyAdvanced", "Mystery Pair", "InpaintModelConditioning"][pick(3)]
      let links = [("positive", positive), ("negative", negative)]
      let outputs = sketch.add(
        kind, links, outputs: [("positive", "CONDITIONING"), ("negative", "CONDITIONING")],
        mode: isEdited && pick(4) == 0 ? 4 : 0)
      return (outputs[0], outputs[1])
    }

    private mutating func patched(_ model: ComfySketch.Output) -> ComfySketch.Output {
      let kind = ["ModelSamplingFlux", "Mystery Model Patch", "FreeU"][pick(3)]
      return sketch.add(kind, [("model", model)], outputs: [("MODEL", "MODEL")])[0]
    }

    private typealias Bundle = (
      ComfySketch.Output, ComfySketch.Output, ComfySketch.Output, ComfySketch.Output
    )

    /// All four after a context or a pipe.
    private mutating func bundled(
      _ model: ComfySketch.Output, _ positive: ComfySketch.Output, _ negative: ComfySketch.Output,
      _ latent: ComfySketch.Output
    ) -> Bundle {
      let all = [("model", model), ("positive", positive), ("negative", negative), ("latent", latent)]
      guard pick(2) == 0 else {
        let pipe = sketch.add("ToBasicPipe", Array(all.prefix(3)), outputs: [("basic_pipe", "BASIC_PIPE")])[0]
        let parts = sketch.add(
          "FromBasicPipe", [("basic_pipe", pipe)],
          outputs: [
            ("model", "MODEL"), ("clip", "CLIP"), ("vae", "VAE"), ("positive", "CONDITIONING"),
            ("negative", "CONDITIONING"),
          ])
        return (parts[0], parts[3], parts[4], latent)
      }
      var context = sketch.add("Context (rgthree)", all, outputs: Self.context)
      if pick(2) == 0 {
        context = sketch.add("Context (rgthree)", [("base_ctx", context[0])], outputs: Self.context)
      }
      if pick(2) == 0 {
        context = sketch.add("Context Switch (rgthree)", [("ctx_01", context[0])], outputs: Self.context)
      }
      return (context[1], context[4], context[5], context[6])
    }

    private static let context = [
      ("CONTEXT", "RGTHREE_CONTEXT"), ("MODEL", "MODEL"), ("CLIP", "CLIP"), ("VAE", "VAE"),
      ("POSITIVE", "CONDITIONING"), ("NEGATIVE", "CONDITIONING"), ("LATENT", "LATENT"), ("IMAGE", "IMAGE"),
      ("SEED", "INT"),
    ]
  }

  /// Nil where the recipe is what the graph asks for.
  private static func miss(_ seed: UInt64, isEdited: Bool) throws -> String? {
    var artist = Artist(seed, isEdited: isEdited)
    artist.draw()
    let graph = isEdited ? artist.sketch.edited : artist.sketch.executed
    let read = try Comfy.read(graph, key: isEdited ? "workflow" : "prompt")
    let recipe = read.provenance.recipe
    if recipe.prompt != artist.prompt { return "\(seed): prompt \(recipe.prompt ?? "none"), not \(artist.prompt)" }
    if recipe.negativePrompt != artist.negative {
      return "\(seed): negative \(recipe.negativePrompt ?? "none"), not \(artist.negative)"
    }
    if recipe.seed != artist.seed { return "\(seed): seed \(recipe.seed ?? "none"), not \(artist.seed)" }
    if recipe.model?.hasPrefix("m") != true { return "\(seed): model \(recipe.model ?? "none")" }
    return read.ambiguous ? "\(seed): ambiguous" : nil
  }

  @Test(.timeLimit(.minutes(5)), arguments: [false, true])
  func `the recipe of a random graph is the one it was drawn with`(_ isEdited: Bool) throws {
    let misses = try (0..<400).compactMap { try Self.miss(UInt64($0), isEdited: isEdited) }
    #expect(misses.isEmpty, "\(misses.count) of 400, \(misses.prefix(20).joined(separator: "\n"))")
  }

  @Test(.timeLimit(.minutes(5)), arguments: [false, true])
  func `fifty thousand nodes in a row are read in moments`(_ isEdited: Bool) throws {
    var sketch = ComfySketch()
    let (model, clip) = sketch.checkpoint("m.safetensors")
    let latent = sketch.latent()
    let (positive, negative) = (sketch.encoder("a cat", clip), sketch.encoder("a dog", clip))
    var result = sketch.sampler(model: model, positive: positive, negative: negative, latent: latent)
    for _ in 0..<50_000 {
      result = sketch.add("LatentUpscaleBy", [("samples", result)], outputs: [("LATENT", "LATENT")])[0]
    }
    sketch.save(result)
    let read = try Comfy.read(isEdited ? sketch.edited : sketch.executed, key: isEdited ? "workflow" : "prompt")
    #expect(read.provenance.recipe.prompt == "a cat")
    #expect(read.provenance.recipe.negativePrompt == "a dog")
  }
}
