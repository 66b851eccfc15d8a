import AliceGenerate
import AliceKit
import AliceLibrary
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Foundation
import Synchronization
import Testing

@Suite struct BatchTests {
  private static let defaults = GenerationRequest(prompt: nil, model: "flux-schnell", tags: ["all"])

  private func plan(_ lines: [String], _ variations: [String] = []) async throws -> BatchPlan {
    let file = try BatchFile(
      parsing: Array(lines.joined(separator: "\n").utf8), defaults: Self.defaults,
      variations: try variations.map { try Variation(parsing: $0) })
    #expect(file.problems.isEmpty, "\(file.problems)")
    return try await BatchPlan(file.rows)
  }

  private func run(
    _ world: World, _ simulated: Simulated, _ plan: BatchPlan, _ request: BatchRequest = BatchRequest(rows: [])
  ) async throws -> BatchResult {
    try await BatchRunner(PaidSession(world.workspace, provider: simulated.provider)).run(plan, request)
  }

  @Test func `rows take what they leave out from the command, and are told in their order`() async throws {
    try await World.withSimulator { world, simulated in
      // The first row takes longest.
      try await simulated.fault(["fault": "slow", "times": 1, "seconds": 1])
      let told = Mutex<[Int]>([])
      let plan = try await plan([
        #"{"prompt": "a lake", "n": 3, "seed": 7, "tags": ["one"]}"#, "",
        #"{"prompt": "a sea", "model": "flux-dev", "params": {"image_size": "square"}}"#, #"{"prompt": "a hill"}"#,
      ])
      let result = try await BatchRunner(PaidSession(world.workspace, provider: simulated.provider)).run(
        plan, BatchRequest(rows: [], concurrency: 3), each: { row in told.withLock { $0.append(row.row.number) } })
      #expect(told.withLock { $0 } == [1, 3, 4])
      #expect(result.rows.map(\.result.assets.count) == [3, 1, 1])
      #expect(result.rows[0].result.assets[0].record.tags == ["all", "one"])
      #expect(result.rows[1].result.assets[0].record.recipe.model == "flux-dev")
    }
  }

  @Test func `a row whose simulator is gone is made again, but not while another process works on it`() async throws {
    try await World.withSimulator { world, gone in
      let rows = try await plan([#"{"prompt": "a"}"#])
      try await gone.fault(["fault": "stuck", "times": 1])
      let session = PaidSession(world.workspace, provider: gone.provider, waitPolicy: WaitPolicy(wait: .seconds(3)))
      let stuck = try #require(try await BatchRunner(session).run(rows, BatchRequest(rows: [])).whole.jobs.first)
      #expect(stuck.state == .submitted)
      try await World.withSimulator { _, next in
        do {
          let claim = try #require(try world.workspace.library.claim(.job(stuck.id)))
          defer { withExtendedLifetime(claim) {} }
          #expect(try await run(world, next, rows).whole.failures == [.jobTaken(stuck.id)])
          #expect(try GenerationRunner.job(stuck.id, in: world.workspace).state == .submitted)
        }
        #expect(try await run(world, next, rows).whole.assets.count == 1)
        #expect(try GenerationRunner.job(stuck.id, in: world.workspace).state == .cancelled)
      }
    }
  }

  @Test func `the same rows again are not paid again, whatever their tags`() async throws {
    try await World.withSimulator { world, simulated in
      let first = try await run(world, simulated, try await plan([#"{"prompt": "a"}"#, #"{"prompt": "a"}"#]))
      #expect(try await simulated.ledger().count == 2)
      let again = try await run(
        world, simulated, try await plan([#"{"prompt": "a", "tags": ["new"]}"#, #"{"prompt": "a"}"#]))
      #expect(try await simulated.ledger().count == 2)
      #expect(again.run == first.run && again.alreadyDone == 2)
      #expect(again.whole.assets.map(\.id) == first.whole.assets.map(\.id))
      let anew = try await run(
        world, simulated, try await plan([#"{"prompt": "a"}"#, #"{"prompt": "a"}"#]),
        BatchRequest(rows: [], again: true))
      #expect(try await simulated.ledger().count == 4)
      #expect(anew.run == first.run + "-2")
    }
  }

  @Test func `a run with a name pays for rows that are new to it`() async throws {
    try await World.withSimulator { world, simulated in
      let named = BatchRequest(rows: [], run: "week")
      _ = try await run(world, simulated, try await plan([#"{"prompt": "a"}"#, #"{"prompt": "b"}"#]), named)
      let more = try await plan([#"{"prompt": "c"}"#, #"{"prompt": "b"}"#, #"{"prompt": "a"}"#])
      #expect(try await run(world, simulated, more, named).rows.map(\.row.request.prompt) == ["c", "b", "a"])
      #expect(try await simulated.ledger().count == 3)
    }
  }

  @Test func `what failed is sent again only where that is asked for`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "content-policy", "times": 1])
      let rows = [#"{"prompt": "a"}"#]
      let failed = try await run(world, simulated, try await plan(rows))
      #expect(failed.whole.failures.count == 1)
      let billed = try await simulated.ledger().count
      #expect(try await run(world, simulated, try await plan(rows)).whole.failures.count == 1)
      #expect(try await simulated.ledger().count == billed)
      let retried = try await run(world, simulated, try await plan(rows), BatchRequest(rows: [], retriesFailed: true))
      #expect(retried.whole.failures.isEmpty && retried.whole.assets.count == 1)
      #expect(try await run(world, simulated, try await plan(rows)).alreadyDone == 1)
    }
  }

  @Test func `a batch beyond its limit sends nothing at all`() async throws {
    try await World.withSimulator { world, simulated in
      let rows = (0..<4).map { #"{"prompt": "p\#($0)", "model": "flux-dev"}"# }
      let plan = try await plan(rows)
      await #expect(throws: AliceError.self) {
        try await run(
          world, simulated, plan, BatchRequest(rows: [], maxCost: Money("0.07")))
      }
      #expect(try await simulated.ledger().isEmpty)
      #expect(try GenerationRunner.jobs(in: world.workspace, open: true).isEmpty)
    }
  }

  @Test func `a wait that ended goes on with the same batch`() async throws {
    try await World.withSimulator { world, simulated in
      let rows = (0..<6).map { #"{"prompt": "a dancer \#($0)", "model": "kling-v2-text"}"# }
      let plan = try await plan(rows)
      let waiting = Task { try await run(world, simulated, plan) }
      while try await simulated.ledger().isEmpty { try await Task.sleep(for: .milliseconds(5)) }
      waiting.cancel()
      let stopped = try await waiting.value
      #expect(stopped.rows.count == 6)
      #expect(
        stopped.whole.failures.allSatisfy {
          if case .detached = $0 { true } else if case .notSent = $0 { true } else { false }
        })
      let finished = try await run(world, simulated, plan)
      #expect(finished.whole.failures.isEmpty && finished.rows.allSatisfy { $0.result.assets.count == 1 })
      #expect(try await simulated.ledger().count == 6)
    }
  }

  static let mistakes: [(line: String, says: String)] = [
    (#"{"promt": "x"}"#, "did you mean prompt"), ("[1]", "JSON object"), ("{", "not JSON"),
    (#"{"prompt": 7}"#, "prompt must be text"), (#"{"prompt": "x", "n": 0}"#, "from 1 to 1000"),
    (#"{"prompt": "x", "n": 1, "count": 2}"#, "cannot both be given"), (#"{"prompt": "x", "seed": -1}"#, "seed"),
    (#"{"prompt": "x", "parameters": []}"#, "a JSON object"), (#"{"prompt": "x", "images": [1]}"#, "a list of texts"),
    (#"{"prompt": "\#(String(repeating: "x", count: 1 << 20))"}"#, "longer than"),
  ]

  @Test(arguments: mistakes) func `a wrong row is named by its line`(_ mistake: (line: String, says: String)) throws {
    let text = #"{"prompt": "good"}"# + "\n\n" + mistake.line + "\n"
    let file = try BatchFile(parsing: Array(text.utf8), defaults: Self.defaults)
    #expect(file.rows.map(\.number) == [1])
    #expect(file.problems.map(\.row) == [3])
    #expect(file.problems[0].error.sentence.contains(mistake.says), "\(file.problems)")
  }

  @Test func `rows that the model refuses are named, too`() async throws {
    let plan = try await BatchPlan([
      BatchRow(number: 1, request: GenerationRequest(prompt: "x", model: "flux-dve")),
      BatchRow(number: 2, request: GenerationRequest(prompt: "x", model: "flux-dev", parameters: ["stepz": 1])),
      BatchRow(number: 3, request: GenerationRequest(prompt: "x", model: "flux-dev")),
    ])
    #expect(plan.problems.map(\.row) == [1, 2] && plan.rows.count == 1)
  }
}
