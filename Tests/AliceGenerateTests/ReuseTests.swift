import AliceGenerate
import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct ReuseTests {
  private func run(_ world: World, _ simulated: Simulated, _ request: GenerationRequest) async throws
    -> GenerationResult
  {
    try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).run(
      try await GenerationRunner.plan(request))
  }

  private let lake = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "1")

  @Test func `what the library has is not asked for again`() async throws {
    try await World.withSimulator { world, simulated in
      let first = try await run(world, simulated, lake)
      let second = try await run(world, simulated, lake)
      #expect(second.files == first.files && second.jobs.isEmpty && second.reused.map(\.id) == first.jobs.map(\.id))
      #expect(second.cost == Cost(amount: .zero, basis: .billed))
      #expect(try await simulated.ledger().count == 1)
      var again = lake
      again.again = true
      #expect(try await run(world, simulated, again).jobs.count == 1)
      #expect(try await simulated.ledger().count == 2)
      var other = lake
      other.parameters["num_inference_steps"] = 3
      #expect(try await run(world, simulated, other).reused.isEmpty)
    }
  }

  @Test func `what was removed from the library is made anew`() async throws {
    try await World.withSimulator { world, simulated in
      let first = try await run(world, simulated, lake)
      try FileManager.default.removeItem(atPath: try #require(first.filePath).description)
      #expect(try await run(world, simulated, lake).reused.isEmpty)
    }
  }

  @Test func `of equal requests as many are answered as were made before`() async throws {
    try await World.withSimulator { world, simulated in
      var film = GenerationRequest(prompt: "a dancer", model: "kling-v2-text", count: 2)
      #expect(try await run(world, simulated, film).jobs.count == 2)
      film.count = 3
      let more = try await run(world, simulated, film)
      #expect(more.reused.count == 2 && more.jobs.count == 1)
      film.count = 1
      #expect(try await run(world, simulated, film).jobs.isEmpty)
      #expect(try await simulated.ledger().count == 3)
    }
  }

  @Test func `a request that is still open is waited for and not sent twice`() async throws {
    try await World.withSimulator { world, simulated in
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let sent = try await runner.submit(try await GenerationRunner.plan(lake))
      #expect(sent.jobs.map(\.state) == [.submitted])
      let result = try await run(world, simulated, lake)
      #expect(result.assets.count == 1 && result.jobs.map(\.id) == sent.jobs.map(\.id))
      #expect(try await simulated.ledger().count == 1)
    }
  }

  @Test func `two who ask for the same at once pay once where the second sees the first`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      let first = Task { try await run(world, simulated, lake) }
      while try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty {
        try await Task.sleep(for: .milliseconds(5))
      }
      let second = try await run(world, simulated, lake)
      #expect(try await first.value.files == second.files && !second.files.isEmpty)
      #expect(try await simulated.ledger().count == 1)
    }
  }

  @Test func `the same file under another name is the same input`() async throws {
    try await World.withSimulator { world, simulated in
      let picture = try #require(try await run(world, simulated, lake).filePath)
      let copy = world.folder.appending("copy.jpg")
      try FileManager.default.copyItem(atPath: picture.description, toPath: copy.description)
      func larger(_ file: BytePath) -> GenerationRequest {
        GenerationRequest(prompt: nil, model: "clarity-upscaler", inputs: InputFiles(images: [file.description]))
      }
      let plan = try await GenerationRunner.plan(larger(picture))
      // 1024 × 768, doubled: 3.15 megapixels of output.
      #expect(plan.estimate == Money("0.09437184"))
      #expect(plan.requests[0].reserved == Money("0.12"))
      #expect(plan.calculation?.contains("3.15 MP × 0.03 USD per megapixel") == true)
      #expect(try await run(world, simulated, larger(picture)).failures.isEmpty)
      #expect(try await run(world, simulated, larger(copy)).jobs.isEmpty)
    }
  }

  @Test func `a file that changed since is not sent`() async throws {
    try await World.withSimulator { world, simulated in
      let picture = try #require(try await run(world, simulated, lake).filePath)
      let copy = world.folder.appending("copy.jpg")
      try FileManager.default.copyItem(atPath: picture.description, toPath: copy.description)
      let request = GenerationRequest(
        prompt: nil, model: "clarity-upscaler", inputs: InputFiles(images: [copy.description]))
      let plan = try await GenerationRunner.plan(request)
      try Data("else".utf8).write(to: URL(filePath: copy.description))
      let result = try await GenerationRunner(PaidSession(world.workspace, provider: simulated.provider)).run(plan)
      #expect(result.jobs.map(\.state) == [.notSubmitted])
      #expect(try await simulated.ledger().count == 1)
    }
  }
}
