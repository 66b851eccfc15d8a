import AliceGenerate
import AliceKit
import AliceModel
import AliceWorkspace
import Testing

@Suite struct PipelineParsingTests {
  private static let head = "name: test\nstages:\n  - generate: {model: flux-schnell, count: 2}\n"

  @Test func `the ready pipelines are pipelines, and their models take what they say`() async throws {
    #expect(Pipeline.ready.map(\.name) == ["draft-to-final", "best-of", "image-to-video"])
    for pipeline in Pipeline.ready {
      let estimate = try await PipelineEstimate(PipelineRequest(pipeline, prompt: "a lake"))
      #expect(estimate.least <= pipeline.limit ?? .zero, "\(pipeline.name)")
    }
  }

  @Test func `eight, three, one`() async throws {
    let pipeline = try #require(Pipeline.ready.first)
    let estimate = try await PipelineEstimate(PipelineRequest(pipeline, prompt: "a lake"))
    #expect(estimate.lines.map(\.requests) == [8...8, 3...3, 1...1])
    #expect(estimate.lines.map(\.model) == ["flux-schnell", "flux-dev", "flux-pro"])
  }

  static let mistakes: [(text: String, says: String)] = [
    ("", "empty"), ("name: test", "needs a list of 'stages'"), ("[1, 2", "it is not YAML"),
    ("name: [a]\nstages: [score]", "text"),
    ("nmae: test\nstages: [score]", "line 1: a pipeline has no 'nmae'; did you mean name?"),
    ("name: test\nstages:\n  - score", "line 3: 'score' has no pictures"),
    (head + "  - kep: {top: 1}", "line 4: a stage has no 'kep'; did you mean keep?"),
    (head + "  - keep: {}", "needs 'top' or 'quality'"), (head + "  - keep: {top: 0}", "from 1 to 100"),
    (head + "  - keep: {quality: \">=6\"}", "stars"), (head + "  - keep: {top: \"3\"}", "whole number"),
    (head + "  - refine: {modell: x}", "did you mean model"), (head + "  - refine: {}", "needs 'model'"),
    (head + "  - name: more\n    generate: {model: flux-dev}", "throw away"),
    (head + "  - name: generate\n    score:", "two stages are called"),
    (head + "  - animate: {model: svd}\n  - refine: {model: flux-dev}", "became videos"),
    ("name: Test!\nstages: [score]", "small letters"), ("name: t\nlimit: much\nstages: [score]", "amount in USD"),
    ("name: t\ninputs: [prompt, picture]\nstages: [score]", "prompt and image"),
    ("name: t\nname: u\nstages: [score]", "duplicate"), ("a: &x [1]\nb: *x", "anchors"),
    ("a: !!seq &x [1]", "anchors"), ("? &x [a]\n: 1", "anchors"),
    (String(repeating: "[", count: 5000), "nested too deeply"),
    ((0..<200).map { String(repeating: " ", count: $0) + "a:" }.joined(separator: "\n"), "nested too deeply"),
    ("name: " + String(repeating: "x", count: 70_000), "64 KB"), ("name: t\n---\nname: u", "YAML"),
  ]

  @Test(arguments: mistakes) func `what is wrong is told with its line`(_ mistake: (text: String, says: String)) throws
  {
    let error = try #require(throws: PipelineError.self) { try Pipeline(parsing: mistake.text) }
    #expect("\(error)".contains(mistake.says), "\(error)")
  }

  static let refused: [(stage: String, says: String)] = [
    ("refine: {model: flux-dve}", "did you mean flux-dev"), ("refine: {model: flux-dev, strength: 0.5}", "strength"),
    ("animate: {model: kling-v2-text}", "takes no picture"), ("animate: {model: clarity-upscaler}", "makes images"),
    ("refine: {model: kling-v1-image}", "makes videos"),
    ("upscale: {model: clarity-upscaler, parameters: {scale: x}}", "scale"),
  ]

  @Test(arguments: refused)
  func `a stage that its model cannot do is refused before anything is sent`(_ case: (stage: String, says: String))
    async throws
  {
    let pipeline = try Pipeline(parsing: Self.head + "  - " + `case`.stage)
    let error = await #expect(throws: AliceError.self) {
      try await PipelineEstimate(PipelineRequest(pipeline, prompt: "a lake"))
    }
    let message = error?.sentence ?? ""
    #expect(message.hasPrefix("line 4") && message.contains(`case`.says), "\(message)")
  }

  @Test func `parameters beside the file win, and name a stage that calls a model`() async throws {
    let pipeline = try Pipeline(parsing: Self.head + "  - score")
    var request = PipelineRequest(pipeline, prompt: "a lake", parameters: ["generate.image_size": "square"])
    _ = try await PipelineEstimate(request)
    for wrong: JSONObject in [["generat.image_size": "square"], ["score.x": 1], ["x": 1], ["generate.stepz": 1]] {
      request.parameters = wrong
      let wrong = request
      await #expect(throws: AliceError.self) { try await PipelineEstimate(wrong) }
    }
  }
}
