import AliceModel
import AliceTestSupport
import Testing

/// Small libraries that have some of everything.
enum SampleLibrary {
  static let today = Timestamp("2026-11-22T12:00:00+01:00") ?? Timestamp(milliseconds: 0)

  static func query(_ text: String) throws -> SearchQuery { try SearchQuery(parsing: text, today: today) }

  /// An asset whose id begins with the number, made that many hours before today.
  static func asset(
    _ number: Int, prompt: String? = nil, name: String? = nil, _ change: (inout Asset) -> Void = { _ in }
  ) throws -> Asset {
    let digits = String(number, radix: 16)
    let id = AssetID(hex: String(repeating: "0", count: 6 - digits.count) + digits + String(repeating: "a", count: 58))
    let created = Timestamp(milliseconds: today.milliseconds - Int64(number) * 3_600_000, offsetMinutes: 60)
    var record = AssetRecord(added: created)
    record.provenance.created = created
    record.provenance.recipe.prompt = prompt
    let path = BytePath("\(created.day)/flux-dev/\(name ?? "asset-\(number)").png")
    var asset = Asset(id: try #require(id), path: path, facts: FileFacts(format: .png, bytes: 1000), record: record)
    change(&asset)
    return asset
  }

  static let words = [
    "castle", "mountain", "river", "Fog", "night", "neon", "cat", "cats", "forest", "ruin", "ruins", "café", "flux-dev",
    "8k",
    "猫", "東京の夜", "แมวดำ", "고양이가", "blue", "Blueprint", "old", "stone", "Ёлка", "Straße",
  ]
  static let models = ["flux-dev", "Flux-Pro", "sdxl", "kling-v2", nil]

  /// Two hundred assets by chance, the same for the same seed.
  static func random(_ count: Int = 200, seed: UInt64 = 1) throws -> [Asset] {
    var random = SplitMix64(seed: seed)
    return try (0..<count).map { number in
      try asset(number * 7, prompt: prompt(&random)) { asset in
        decorate(&asset.record, &random)
        shape(&asset.facts, &random)
        say(&asset.record, number)
        asset.missing = random.below(20) == 0
        let folder = ["2026-11-22", "2026-11-21/Deep", "elsewhere"][random.below(3)]
        asset.path = BytePath("\(folder)/\(word(&random))-\(number).\(asset.facts.format.fileExtension)")
      }
    }
  }

  static func word(_ random: inout SplitMix64) -> String { words[random.below(words.count)] }

  private static func prompt(_ random: inout SplitMix64) -> String? {
    if random.below(8) == 0 { return nil }
    return (0...random.below(12)).map { _ in word(&random) + ["", ",", "."][random.below(3)] }.joined(separator: " ")
  }

  private static func decorate(_ record: inout AssetRecord, _ random: inout SplitMix64) {
    var provenance = record.provenance
    provenance.recipe.model = models[random.below(models.count)]
    if random.below(3) == 0 { provenance.recipe.negativePrompt = "blurry " + word(&random) }
    if random.below(3) > 0 { provenance.recipe.seed = seeds[random.below(seeds.count)] }
    provenance.recipe.parameters = parameters(&random)
    provenance.provider = [nil, "fal", "replicate"][random.below(3)]
    provenance.generator = [nil, .alice, .comfyui][random.below(3)]
    if random.below(2) == 0 {
      provenance.cost = Cost(amount: Money(nanos: Int64(random.below(6)) * 25_000_000), basis: .billed)
    }
    if random.below(6) == 0 { provenance.created = nil }
    if random.below(6) == 0 { provenance.endpoint = "fal-ai/flux/dev" }
    if random.below(2) == 0 { provenance.requestID = "request-\(random.below(20))" }
    provenance.ambiguous = random.below(6) == 0
    record.provenance = provenance
    record.damaged = random.below(10) == 0
    record.tags = (0..<random.below(3)).map {
      ["Hero", "draft", "été", "NSFW/nudity", "nsfwish"][($0 + random.below(4)) % 5]
    }
    record.project = [nil, nil, "Poster"][random.below(3)]
    judge(&record, &random)
  }

  /// What a person says, by chance of its own.
  private static func say(_ record: inout AssetRecord, _ number: Int) {
    var random = SplitMix64(seed: UInt64(number))
    if random.below(4) == 0 { record.note = word(&random) + " for " + word(&random) }
    if random.below(4) == 0 { record.title = word(&random) + "\u{2014}" + word(&random) }
    if random.below(4) == 0 { record.correction.prompt = word(&random) + " " + word(&random) }
    record.disclosure = [nil, .trainedAlgorithmicMedia, DigitalSource("digitalCapture")][random.below(3)]
  }

  private static let seeds = ["0", "7", "42", "-3", "18446744073709551615", "9223372036854775808", "later"]

  private static func judge(_ record: inout AssetRecord, _ random: inout SplitMix64) {
    if random.below(3) > 0 {
      record.assessment.score = Score(value: Double(random.below(40)) / 10, scorer: "test/1")
    }
    if random.below(10) == 0 { record.assessment.defects = [Defect.allCases[random.below(Defect.allCases.count)]] }
    if random.below(4) == 0 { record.rating = Rating(1 + random.below(5)) }
    record.pick = [nil, nil, .picked, .rejected][random.below(4)]
    if random.below(4) == 0 { record.elo = 1400 + Double(random.below(2000)) / 10 }
  }

  private static func parameters(_ random: inout SplitMix64) -> JSONObject {
    var parameters = JSONObject()
    if random.below(2) == 0 { parameters["num_inference_steps"] = JSONValue(10 * (1 + random.below(4))) }
    if random.below(2) == 0 { parameters["CFG scale"] = JSONValue([1.0, 3.5, 7.0][random.below(3)]) }
    if random.below(2) == 0 { parameters["sampler"] = .string(["Euler a", "DDIM"][random.below(2)]) }
    if random.below(4) == 0 { parameters["tiling"] = .bool(random.below(2) == 0) }
    if random.below(4) == 0 { parameters["loras"] = [["path": .string(word(&random)), "scale": 0.5]] }
    return parameters
  }

  private static func shape(_ facts: inout FileFacts, _ random: inout SplitMix64) {
    facts.format = [.png, .jpeg, .webp, .mp4][random.below(4)]
    if random.below(10) > 0 {
      facts.width = [512, 1024, 1344][random.below(3)]
      facts.height = [512, 768, 1024][random.below(3)]
    }
    if facts.format == .mp4 { facts.duration = [5.0, 5.04, 9.6][random.below(3)] }
    facts.signed = random.below(10) == 0
  }
}
