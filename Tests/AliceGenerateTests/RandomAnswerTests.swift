import AliceFal
import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Testing

/// A random answer: nested lists and objects, files as objects, addresses and Base64, and what is no file.
private struct RandomAnswer {
  private var numbers: SplitMix64
  private(set) var files = 0
  private(set) var addresses = 0
  /// An address that the request contained.
  private let echo: String

  private static let endings = [
    "png", "jpg", "webp", "mp4", "wav", "mp3", "glb", "obj", "mtl", "stl", "svg", "zip", "srt", "safetensors", "json",
    "txt", "fbx", "exr",
  ]
  /// Names under which pages stand, too.
  private static let pages = [
    "response", "links", "link", "page", "docs", "website", "logs", "error", "detail", "citations", "annotations",
    "upload", "status",
  ]
  private static let rest: [JSONValue] = [
    nil, 7, true, "a word", "https://docs.example.com/how-to", [], [:], "data: no", ["url": nil],
    ["title": "A page", "url": "https://example.com/page"],
  ]

  init(seed: UInt64, echo: String) {
    numbers = SplitMix64(seed: seed)
    self.echo = echo
  }

  mutating func output() -> JSONValue {
    var object = JSONObject()
    for index in 0...numbers.below(4) { object["part_\(index)"] = value(depth: 0) }
    for name in RandomAnswer.pages where numbers.below(4) == 0 { object[name] = value(depth: 1) }
    object["first"] = file()
    object["docs_url"] = "https://docs.example.com/picture.png"
    object["source"] = ["url": .string(echo)]
    switch numbers.below(6) {
    case 0: return ["requestId": "r-1", "data": .object(object)]
    case 1: return ["status": "ok", "response": .object(object), "error": nil]
    case 2: return ["result": ["output": .object(object)]]
    default: return .object(object)
    }
  }

  private mutating func name(_ index: Int) -> String {
    numbers.below(3) == 0 ? RandomAnswer.pages[numbers.below(RandomAnswer.pages.count)] : "member_\(index)"
  }

  private mutating func value(depth: Int) -> JSONValue {
    switch numbers.below(depth < 4 ? 6 : 3) {
    case 0, 1: return file()
    case 2: return RandomAnswer.rest[numbers.below(RandomAnswer.rest.count)]
    case 3: return .array((0..<numbers.below(3)).map { _ in value(depth: depth + 1) })
    default:
      var object = JSONObject()
      for index in 0..<numbers.below(4) {
        let name = name(index)
        if object[name] == nil { object[name] = value(depth: depth + 1) }
      }
      return .object(object)
    }
  }

  private mutating func file() -> JSONValue {
    let name = "f\(files).\(RandomAnswer.endings[numbers.below(RandomAnswer.endings.count)])"
    files += 1
    switch numbers.below(5) {
    case 0: return ["image_base64": .string("@=" + name)]
    case 1: return ["url": .string("@@" + name)]
    case 2:
      addresses += 1
      return ["file_url": .string("@" + name)]
    case 3:
      addresses += 1
      return ["url": .string("@" + name), "content_type": "application/octet-stream", "file_name": "download"]
    default:
      addresses += 1
      return ["url": .string("@" + name), "content_type": nil, "file_size": nil]
    }
  }
}

@Suite struct `Any answer` {
  @Test func `brings each of its files home once, and nothing else`() async throws {
    try await World.withSimulator { world, simulated in
      for seed in 0..<24 as Range<UInt64> {
        let echo = simulated.baseURL + "/files/b/sim/echo\(seed).png"
        var random = RandomAnswer(seed: seed &* 977 &+ 5, echo: echo)
        try await simulated.answer("fal-ai/random/\(seed)", random.output())
        let before = try await simulated.paths(containing: "/files/").count
        let request = GenerationRequest(
          prompt: "answer \(seed)", model: "fal-ai/random/\(seed)", parameters: ["image_url": .string(echo)])
        let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
        let result = try await runner.run(try await runner.prepare(request))
        #expect(result.jobs.map(\.state) == [.done] && result.failures.isEmpty, "\(seed): \(result.failures)")
        #expect(result.jobs[0].json["lost"] == [], "\(seed): \(result.warnings)")
        let kept = result.assets.reduce(0) { $0 + 1 + $1.record.companions.count }
        #expect(kept == random.files, "\(seed)")
        let fetched = try await simulated.paths(containing: "/files/").dropFirst(before)
        #expect(fetched.count == random.addresses && Set(fetched).count == fetched.count, "\(seed)")
      }
    }
  }
}
