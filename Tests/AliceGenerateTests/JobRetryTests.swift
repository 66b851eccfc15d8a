import AliceGenerate
import AliceModel
import AliceTestWorld
import AliceWorkspace
import Testing

@Suite struct JobRetryTests {
  @Test func `an adopted request of unknown input is sent again once`() async throws {
    try await World.withSimulator { world, simulated in
      try await simulated.fault(["fault": "content-policy", "times": 1])
      let runner = GenerationRunner(PaidSession(world.workspace, provider: simulated.provider))
      let first = try await runner.run(try await runner.prepare(GenerationRequest(prompt: "x", model: "me/raw/thing")))
      let id = try #require(first.jobs.first?.requestID)
      try await World.with { other in
        // The key may not read the list of requests.
        try await simulated.fault([
          "fault": "answer", "on": "platform", "status": 403, "body": ["detail": "no"], "times": 50,
        ])
        let session = PaidSession(other.workspace, provider: simulated.provider)
        let fetched = try await JobAdoption(session).fetch("me/raw/thing", id, registry: .builtIn)
        let adopted = try #require(fetched.jobs.first)
        #expect(adopted.state == .failed && adopted.fingerprint == nil)
        let retry = try JobRetry(of: adopted, registry: .builtIn, in: other.workspace)
        let again = try await GenerationRunner(session).run([retry], wait: true)
        #expect(again.jobs.map(\.state) == [.done], "\(again.failures)")
        #expect {
          try JobRetry(of: adopted, registry: .builtIn, in: other.workspace)
        } throws: {
          "\($0)".contains("was sent again as job \(again.jobs.first?.id ?? "?")")
        }
      }
    }
  }
}
