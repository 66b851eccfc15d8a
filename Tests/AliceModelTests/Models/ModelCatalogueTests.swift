import AliceModel
import Testing

private let words = [
  "prompt*:string", "image_url*:file", #"duration:"5"|"10""#, "image_size:size|\"auto\"", "seed:number", "images",
  "video",
  #"voice:"Aria"|"Roger"|…"#, "loras:list", "text*:string", "audio", "output_only:any",
]
private let rows = [
  "acme/film/image-to-video\timage-to-video\tAcme Film\t01000204\t06",
  "acme/paint\ttext-to-image\tAcme Paint\t000308\t05", "acme/speak\ttext-to-audio\tAcme TTS\t0907\t0a",
  "acme/new\ttext-to-image\tAcme Next\t\t",
]
private let text = (["alice-catalogue 1\t2026-08-02"] + words + [""] + rows).joined(separator: "\n") + "\n"

private func catalogue() throws -> ModelCatalogue { try #require(ModelCatalogue(text: text)) }

@Suite struct `The catalogue of endpoints` {
  private func model(_ endpoint: String) throws -> ModelSpec {
    try #require(try catalogue().entry(endpoint)).model(date: "2026-08-02")
  }

  @Test func `describes inputs in the provider's own types`() throws {
    let film = try model("acme/film/image-to-video")
    #expect(film.kind == .imageToVideo && film.output == .video && film.isListed && film.isOpen)
    #expect(film.parameters.map(\.name) == ["image_url", "prompt", "duration", "seed"])
    #expect(film.parameters(taking: .image).map(\.isRequired) == [true])
    let input = try film.input(prompt: "a lake", parameters: ["duration": 5, "image_url": "https://x/a.png"])
    #expect(input == ["image_url": "https://x/a.png", "prompt": "a lake", "duration": "5"])
    #expect(try model("acme/paint").input(prompt: "x", parameters: ["image_size": "auto"])["image_size"] == "auto")
    let speak = try model("acme/speak")
    #expect(speak.kind == .textToSpeech && speak.output == .audio)
    #expect(try speak.input(prompt: "Hello", parameters: ["voice": "Nobody"]) == ["text": "Hello", "voice": "Nobody"])
  }

  @Test func `refuses nothing that it may be wrong about, and tells it`() throws {
    let film = try model("acme/film/image-to-video")
    let input = try film.input(prompt: "x", parameters: ["duration": "7", "wide": "true"])
    #expect(input == ["prompt": "x", "duration": 7, "wide": true])
    #expect(film.doubts(about: input) == ["acme/film/image-to-video may need image_url, says the catalogue"])
    #expect(throws: InputError.blankPrompt(model: "acme/paint")) { try model("acme/paint").input(prompt: "  ") }
    let next = try model("acme/new")
    #expect(!next.isListed && next.kind == .textToImage && next.parameters.isEmpty)
  }

  @Test(arguments: [
    "", "alice-catalogue 2\t2026-08-02\n\n", "alice-catalogue 1\t2026-08-02\nprompt*:string",
    "alice-catalogue 1\t2026-08-02\nprompt*:string\n\nacme/x\tk\tT\t99\t\n",
    "alice-catalogue 1\t2026-08-02\nprompt*:string\n\nacme/x\tk\tT\t0\t\n",
    "alice-catalogue 1\t2026-08-02\nprompt*:string\n\nnone\tk\tT\t00\t\n",
    "alice-catalogue 1\t2026-08-02\nprompt*:string\n\nacme/x\tk\n",
  ])
  func `is read whole or not at all`(_ text: String) { #expect(ModelCatalogue(text: text) == nil) }

  @Test func `is renewed by the provider's own list`() throws {
    let entries = [
      ModelListing.Entry(
        endpoint: "acme/paint", category: "text-to-image", title: "Acme Paint 2", about: "Paints\nmountains.",
        isDeprecated: true),
      ModelListing.Entry(
        endpoint: "acme/later", category: "text-to-video", title: "Later", about: "", isDeprecated: false),
      ModelListing.Entry(endpoint: "no endpoint", category: "", title: "", about: "", isDeprecated: false),
    ].compactMap { $0 }
    let listing = try #require(ModelListing(json: ModelListing(date: "2026-11-30", entries: entries).json))
    let renewed = try catalogue().updated(by: listing)
    #expect(renewed.date == "2026-11-30" && renewed.entries.count == 5)
    let paint = try #require(renewed.entry("acme/paint")).model(date: renewed.date)
    #expect(paint.summary == "Paints mountains." && paint.status == .deprecated && paint.parameters.count == 3)
    #expect(renewed.entry("acme/later")?.kind == .textToVideo)
    #expect(renewed.entry("acme/speak")?.isUnlisted == true)
  }
}

@Suite struct `A search for models` {
  private func found(_ text: String) throws -> [String] {
    let search = try #require(ModelSearch(text))
    return search.found(in: .builtIn, try catalogue()).map(\.model.name)
  }

  @Test(
    arguments: [
      ("seedance", "seedance-1.0-pro-text"), ("Seedance 2 fast", "seedance-2.0-fast-text"),
      ("nanobanana", "nano-banana"),
      ("acme film", "acme/film/image-to-video"), ("google lite video", "veo-3.1-lite"), ("openai", "gpt-image-2"),
      ("transcription", "scribe-v2"), ("3d", "hunyuan3d-3-image"), ("music", "elevenlabs-music"),
      ("background remove", "bria-background-remove"), ("upscale clar", "clarity-upscaler"),
      ("acme speech", "acme/speak"), ("lettering", "ideogram-v3"),
    ])
  func `finds them by name, vendor, kind and description`(text: String, name: String) throws {
    let found = try found(text)
    #expect(found.prefix(6).contains(name), "\(found)")
  }

  @Test func `wants every word, and puts names before descriptions`() throws {
    #expect(try found("acme").count == 4)
    #expect(try found("acme paint") == ["acme/paint"])
    #expect(try found("seedance zzz").isEmpty)
    #expect(try found("kling").first?.hasPrefix("kling") == true)
    #expect(ModelSearch(" - / ") == nil)
  }

  @Test func `takes a word that nothing has for a misspelling`() throws {
    let search = try #require(ModelSearch("sedance fast"))
    #expect(search.found(in: .builtIn, try catalogue()).isEmpty)
    #expect(search.corrected(in: .builtIn, try catalogue())?.text == "seedance fast")
    #expect(try #require(ModelSearch("qqqqqqqqqq")).corrected(in: .builtIn, try catalogue()) == nil)
  }

  @Test func `knows the kinds that people have words for`() {
    #expect(ModelSpec.Kind.named("speech") == [.textToSpeech, .speechToSpeech])
    #expect(ModelSpec.Kind.named("TEXT-TO-3D") == [.textTo3D] && ModelSpec.Kind.named("sculpture").isEmpty)
    for kind in ModelSpec.Kind.allCases { #expect(ModelSpec.Kind.named(kind.rawValue) == [kind]) }
    #expect(ModelSpec.Kind(category: "image-to-image", endpoint: "a/esrgan") == .upscale)
    #expect(ModelSpec.Kind(category: "text-to-audio", endpoint: "a/lyria2") == .music)
    #expect(ModelSpec.Kind(category: "llm", endpoint: "a/b") == .text)
    #expect(ModelSpec.Kind(category: "workflow", endpoint: "a/b") == nil)
  }
}
