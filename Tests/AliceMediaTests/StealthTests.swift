import AliceMedia
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `Texts hidden in pixels` {
  private static let infotext =
    "a lake, 灯台\nNegative prompt: dog\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 5, Size: 64x32, Model: m"

  private static func entry(_ file: [UInt8]) throws -> MetadataEntry? {
    try StealthPayload.entry(in: file, inspection: inspected(file))
  }

  private static func message(_ name: String, _ text: String = infotext) -> [UInt8] {
    let bytes = Array(text.utf8)
    return StealthParts.message(name, name.hasSuffix("comp") ? StealthParts.gzip(bytes) : bytes)
  }

  @Test(
    arguments: [
      ("stealth_pnginfo", [3], 4), ("stealth_pngcomp", [3], 4), ("stealth_rgbinfo", [0, 1, 2], 4),
      ("stealth_rgbcomp", [0, 1, 2], 4), ("stealth_rgbinfo", [0, 1, 2], 3), ("stealth_rgbcomp", [0, 1, 2], 3),
    ], [(40, 60), (20, 130), (150, 11), (2_000, 1)])
  func `are found, whatever the size of the picture`(
    _ way: (name: String, samples: [Int], channels: Int), _ size: (width: Int, height: Int)
  ) throws {
    let parts = StealthParts(width: size.width, height: size.height, channels: way.channels)
    let pixels = parts.pixels(Self.message(way.name), in: way.samples)
    let expected = MetadataEntry(container: "png:stealth", key: way.name, text: Self.infotext)
    #expect(try Self.entry(parts.png(pixels)) == expected)
    #expect(try Self.entry(parts.png(pixels, piece: 7)) == expected)
    if way.channels == 4 {
      #expect(StealthPayload.entry(rgba: pixels, width: size.width, height: size.height) == expected)
    }
  }

  @Test func `are read as the texts that they are`() throws {
    let parts = StealthParts(width: 200)
    func read(_ text: String) throws -> Provenance? {
      let file = parts.png(parts.pixels(Self.message("stealth_pnginfo", text), in: [3]))
      return try Self.entry(file).flatMap { GeneratorReaders.read([$0])?.provenance }
    }
    let infotext = try read(Self.infotext)
    #expect(infotext?.generator == .automatic1111)
    #expect(infotext?.recipe.prompt == "a lake, 灯台")
    #expect(infotext?.recipe.seed == "5")
    let novelai = try read(
      #"{"Software":"NovelAI","Source":"NovelAI Diffusion V4","Comment":"{\"prompt\":\"a fox\",\"seed\":7}"}"#)
    #expect(novelai?.generator == .novelai)
    #expect(novelai?.recipe.prompt == "a fox")
    #expect(novelai?.recipe.model == "NovelAI Diffusion V4")
    let swarm = try read(#"{"sui_image_params":{"prompt":"a hut","seed":9,"model":"m"}}"#)
    #expect(swarm?.generator == .swarmui)
    #expect(swarm?.recipe.prompt == "a hut")
    let graph = try read(
      #"{"prompt":{"3":{"class_type":"KSampler","inputs":{"seed":4,"positive":["6",0]}},"6":{"class_type":"CLIPTextEncode","inputs":{"text":"a cat"}}}}"#
    )
    #expect(graph?.generator == .comfyui)
    #expect(graph?.recipe.prompt == "a cat")
  }

  @Test(arguments: [0x7FFF_FFFF, 0xFFFF_FFFF, 40 * 30 * 8, 40 * 30 + 1, 0, 7])
  func `are not believed where their length cannot be true`(_ length: Int) throws {
    let parts = StealthParts()
    let message = StealthParts.message("stealth_pnginfo", Array("a lake".utf8), claiming: length)
    #expect(try Self.entry(parts.png(parts.pixels(message, in: [3]))) == nil)
  }

  @Test func `are not believed where they unpack beyond all measure, or not at all`() throws {
    let parts = StealthParts(width: 400, height: 400)
    let bomb = ZlibStream.bomb(17 << 20).dropFirst(2)
    let packed = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3] + bomb
    let large = StealthParts(width: 1_500, height: 1_000)
    #expect(packed.count > 15_000)
    #expect(try Self.entry(large.png(large.pixels(StealthParts.message("stealth_pngcomp", packed), in: [3]))) == nil)
    let broken = StealthParts.message("stealth_pngcomp", Array("no gzip".utf8))
    #expect(try Self.entry(parts.png(parts.pixels(broken, in: [3]))) == nil)
    let noText = StealthParts.message("stealth_pnginfo", [0xFF, 0xFE, 0xFD])
    #expect(try Self.entry(parts.png(parts.pixels(noText, in: [3]))) == nil)
  }

  @Test func `are not looked for where they cannot be`() throws {
    let parts = StealthParts()
    let message = Self.message("stealth_pnginfo", "a lake")
    #expect(try Self.entry(parts.png(parts.pixels(message, in: [3]))) != nil)
    #expect(try Self.entry(parts.png(parts.pixels(message, in: [0]))) == nil)
    #expect(try Self.entry(parts.png(parts.pixels(message, in: [3]), interlaced: true)) == nil)
    #expect(StealthPayload.entry(rgba: [1, 2, 3], width: 4, height: 4) == nil)
    #expect(StealthPayload.entry(rgba: [], width: .max, height: .max) == nil)
    for name in ContainerFixture.all { #expect(try Self.entry(ContainerFixture.bytes(name)) == nil) }
  }

  @Test func `no damage traps`() throws {
    let parts = StealthParts(width: 16, height: 20)
    let whole = parts.png(parts.pixels(Self.message("stealth_pnginfo", "a lake"), in: [3]))
    for count in stride(from: 33, to: whole.count - 20, by: 3) {
      #expect(try Self.entry(Array(whole.prefix(count))) == nil)
    }
    for index in whole.indices.dropFirst(8) {
      var bytes = whole
      bytes[index] ^= 0x81
      _ = try? Self.entry(bytes)
    }
  }

  @Test(.timeLimit(.minutes(10))) func `a picture that is large and empty costs one row`() throws {
    // 65,535 rows of 1,500 pixels, all in one bomb: to decode it all would take minutes in a debug build.
    let header = bigEndian(1_500) + bigEndian(65_535) + [8, 6, 0, 0, 0]
    let file =
      [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A] + HandmadePNG.chunk("IHDR", header)
      + HandmadePNG.chunk("IDAT", ZlibStream.bomb(393_300_000 / 40)) + HandmadePNG.chunk("IEND", [])
    let start = ContinuousClock.now
    #expect(try Self.entry(file) == nil)
    #expect(ContinuousClock.now - start < .seconds(10))
  }
}
