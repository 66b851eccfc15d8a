import AliceGenerate
import AliceKit
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct `Styles and wildcards` {
  /// The prompts that a request becomes, with files of these contents.
  private func prompts(
    _ prompt: String, _ files: [String: String], seed: String? = "7", count: Int = 1, styles: [String] = [],
    negative: String? = nil, model: String = "clarity-upscaler"
  ) async throws -> [JSONValue] {
    try await withTemporaryFolder { folder in
      for (name, text) in files { try PromptWorld.write(text, as: name, in: folder) }
      var request = GenerationRequest(
        prompt: prompt, model: model, negativePrompt: negative, seed: seed,
        inputs: InputFiles(images: model == "clarity-upscaler" ? ["https://example.com/a.png"] : []), count: count)
      request.styles = styles
      return try await GenerationRunner.plan(request, prompts: PromptFiles(folder)).requests.map(\.input)
    }
  }

  private func prompt(_ prompt: String, _ files: [String: String], seed: String? = "7") async throws -> String {
    try #require(try await prompts(prompt, files, seed: seed).first?["prompt"]?.stringValue)
  }

  @Test func `a wildcard becomes a line of its file, the same for the same seed`() async throws {
    let files = ["wildcards/animal.txt": "# beasts\nfox\n\n  owl  \nhare\n"]
    var seen: Set<String> = []
    for seed in 0..<40 { seen.insert(try await prompt("a __animal__", files, seed: "\(seed)")) }
    #expect(seen == ["a fox", "a owl", "a hare"])
    #expect(try await prompt("a __animal__", files, seed: "3") == prompt("a __animal__", files, seed: "3"))
  }

  @Test func `nested folders, patterns, wildcards in values and alternatives are followed`() async throws {
    let files = [
      "wildcards/beasts/wild.txt": "__beasts/big__ beast\n", "wildcards/beasts/big.txt": "{huge|2::vast}",
      "wildcards/cold-1.txt": "blue", "wildcards/cold-2.txt": "blue", "wildcards/two.txt": "{2$$ and $$x|x|x}",
    ]
    #expect(["a huge beast", "a vast beast"].contains(try await prompt("a __beasts/wild__", files)))
    #expect(try await prompt("__cold-*__ __two__", files) == "blue x and x")
  }

  @Test func `weights are shares, and nothing else of a line is lost`() async throws {
    let files = ["wildcards/a.txt": "0::never\n1000::often\nhttp://x\n", "wildcards/b.txt": "{a}{b|b}"]
    var often = 0
    for seed in 0..<30 { often += try await prompt("__a__", files, seed: "\(seed)") == "often" ? 1 : 0 }
    #expect(often >= 28)
    #expect(try await prompt("__b__", files) == "{a}b")
  }

  @Test func `each result of a request draws its own value, and its seed repeats it`() async throws {
    let lines = (0..<1000).map(String.init).joined(separator: "\n")
    let all = try await prompts(
      "__n__", ["wildcards/n.txt": lines], seed: "20", count: 3, model: "flux-schnell")
    #expect(all.map { $0["seed"]?.scalarText } == ["20", "21", "22"] && Set(all.map { $0["prompt"] }).count == 3)
    let second = try await prompts("__n__", ["wildcards/n.txt": lines], seed: "21", model: "flux-schnell")
    #expect(second.first?["prompt"] == all[1]["prompt"])
  }

  @Test func `a style puts the prompt into its place, or is appended, with its negative prompt`() async throws {
    let files = [
      "styles/oil.txt": "# paint\noil painting of {prompt},\nthick paint\nNegative prompt: photo\nblur\n",
      "styles/film/noir.txt": "film noir",
    ]
    let made = try #require(
      try await prompts("a fox", files, styles: ["oil", "film/noir"], negative: "text").first)
    #expect(made["prompt"] == "oil painting of a fox, thick paint, film noir")
    #expect(made["negative_prompt"] == "text, photo blur")
    let without = try #require(try await prompts("a fox", files, styles: ["oil"], model: "flux-schnell").first)
    #expect(without["negative_prompt"] == nil)
  }

  @Test func `a backslash keeps a text that looks like a wildcard`() async throws {
    #expect(try await prompt("def \\__init__", [:]) == "def __init__")
  }

  static let mistakes: [(prompt: String, files: [String: String], says: String)] = [
    ("__anmal__", ["wildcards/animal.txt": "fox"], "did you mean __animal__?"),
    ("__animal__", [:], "holds no file"), ("__a/../b__", ["wildcards/b.txt": "x"], "there is no wildcard"),
    ("__a__", ["wildcards/a.txt": "__b__", "wildcards/b.txt": "__a__"], "contains itself"),
    ("__a__", ["wildcards/a.txt": String(repeating: "__b__ ", count: 5000), "wildcards/b.txt": "x"], "more than 2000"),
    ("__a__", ["wildcards/a.txt": String(repeating: "x", count: 5 << 20)], "larger than"),
    (
      "__a__",
      [
        "wildcards/a.txt": String(repeating: "__b__", count: 1500),
        "wildcards/b.txt": String(repeating: "y", count: 100),
      ], "more than 100000 bytes"
    ),
  ]

  @Test(arguments: mistakes)
  func `what cannot be drawn is one line`(_ mistake: (prompt: String, files: [String: String], says: String))
    async throws
  {
    let error = try await #require(throws: AliceError.self) { try await prompts(mistake.prompt, mistake.files) }
    #expect(error.status == .usage && error.sentence.contains(mistake.says), "\(error)")
    #expect(!error.sentence.contains("\n"))
  }

  @Test(arguments: ["../config", "/etc/passwd", "a/../../b", ".hidden", "a//b", ""])
  func `no name leads out of the folder`(name: String) async throws {
    let files = ["config.txt": "secret", "b.txt": "secret", "styles/.hidden.txt": "secret"]
    await #expect(throws: AliceError.self) { try await prompts("x", files, styles: [name]) }
  }

  @Test func `recipes keep what a prompt was made of, and a batch resumes whatever it drew`() async throws {
    try await World.withSimulator { world, simulated in
      let lines = (0..<1000).map(String.init).joined(separator: "\n")
      try PromptWorld.write(lines, as: "wildcards/n.txt", in: world.folder)
      let files = PromptFiles(world.folder)
      let request = GenerationRequest(prompt: "number __n__", model: "flux-schnell")
      let rows = (1...2).map { BatchRow(number: $0, request: request) }
      let session = PaidSession(world.workspace, provider: simulated.provider, prompts: files)
      let first = try await BatchRunner(session).run(BatchPlan(rows, prompts: files), BatchRequest(rows: rows))
      let again = try await BatchRunner(session).run(BatchPlan(rows, prompts: files), BatchRequest(rows: rows))
      #expect(first.whole.assets.count == 2 && again.whole.assets.map(\.id) == first.whole.assets.map(\.id))
      #expect(try await simulated.ledger().count == 2)
      let recipe = try #require(first.whole.assets.first?.record.recipe)
      #expect(recipe.prompt?.hasPrefix("number ") == true && recipe.prompt?.contains("_") == false)
      #expect(recipe.parameters["prompt_template"] == "number __n__")
    }
  }

  @Test func `a pipeline refines what was drawn, and draws nothing anew`() async throws {
    try await World.withSimulator { world, simulated in
      let lines = (0..<1000).map(String.init).joined(separator: "\n")
      try PromptWorld.write(lines, as: "wildcards/n.txt", in: world.folder)
      try PromptWorld.write("ink drawing", as: "styles/ink.txt", in: world.folder)
      let pipeline = try Pipeline(
        parsing: """
          name: test
          limit: null
          stages:
            - generate: {model: flux-schnell, count: 2}
            - refine: {model: flux-dev}
          """)
      var request = PipelineRequest(pipeline, prompt: "number __n__")
      request.styles = ["ink"]
      let session = PaidSession(
        world.workspace, provider: simulated.provider, prompts: PromptFiles(world.folder))
      let result = try await PipelineRunner(session).run(request)
      #expect(result.state == .done, "\(result.failures)")
      let prompts = Dictionary(grouping: result.jobs, by: \.model).mapValues { jobs in
        Set(jobs.compactMap { $0.input["prompt"]?.stringValue })
      }
      #expect(prompts["flux-dev"] == prompts["flux-schnell"] && prompts["flux-dev"]?.count == 2)
      #expect(prompts["flux-dev"]?.allSatisfy { $0.hasSuffix(", ink drawing") } == true)
    }
  }
}

private enum PromptWorld {
  static func write(_ text: String, as name: String, in folder: BytePath) throws {
    let file = URL(filePath: folder.appending(name).description)
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
