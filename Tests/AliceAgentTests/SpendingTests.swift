import AliceAgent
import AliceKit
import AliceTestSupport
import AliceTestWorld
import FalSimulator
import Foundation
import Testing

/// Money goes out only for what the user approved.
@Suite struct SpendingTests {
  /// A server that may spend, and the simulator that takes the money.
  private func with(
    speed: Double = 0.05, change: (inout AgentOptions) -> Void = { _ in },
    _ body: (Assistant, RunningSimulator) async throws -> Void
  ) async throws {
    var options = SimulatorOptions()
    options.speed = speed
    try await FalSimulator.withRunning(options) { simulator in
      let environment = [
        "FAL_KEY": "test:key", "FAL_QUEUE_URL": simulator.baseURL, "FAL_REST_URL": simulator.baseURL,
        "FAL_OPENAPI_URL": simulator.baseURL, "FAL_PLATFORM_URL": simulator.baseURL,
      ]
      try await Assistant.with(
        [.read, .spend], environment: environment, isEmpty: true, change: change
      ) { try await body($0, simulator) }
    }
  }

  private let lake: JSONObject = ["model": "flux-schnell", "prompt": "a lake", "seed": "7"]

  /// The number of requests that the simulator billed.
  private func billed(_ simulator: RunningSimulator) async throws -> Int {
    let provider = try FalProvider(simulator: simulator.baseURL)
    let ledger = try await Simulated(provider: provider, baseURL: simulator.baseURL).ledger()
    await provider.shutdown()
    return ledger.count
  }

  /// Returns the call that repeats another one with an answer of the user.
  private func reply(_ question: JSONValue, _ action: String = "accept", approve: JSONValue = true) -> JSONObject {
    [
      "requestState": question["requestState"] ?? .null,
      "inputResponses": ["approval": ["action": .string(action), "content": ["approve": approve]]],
    ]
  }

  @Test func `a picture is made once the user approves its price, and is served for nothing again`() async throws {
    try await with { assistant, simulator in
      let question = try await assistant.call("generate", lake)
      #expect(question["resultType"] == "input_required")
      let form = question["inputRequests"]?["approval"]
      #expect(form?["method"] == "elicitation/create" && form?["params"]?["mode"] == "form")
      #expect(form?["params"]?["message"]?.stringValue?.contains("flux-schnell") == true)
      #expect(try await billed(simulator) == 0)
      let made = try await assistant.call("generate", lake, more: reply(question))
      #expect(made["isError"] == false && made["structuredContent"]?["state"] == "done")
      #expect(made["structuredContent"]?["assets"]?.arrayValue?.count == 1)
      #expect(made["content"]?.arrayValue?.contains { $0["type"] == "image" } == true)
      #expect(try await billed(simulator) == 1)
      let again = try await assistant.done("generate", lake)
      #expect(again["reused"] == true && again["cost"] == "0")
      #expect(try await billed(simulator) == 1)
      let jobs = try await assistant.done("jobs")
      #expect(jobs["jobs"]?[0]?["state"] == "done" && jobs["jobs"]?[0]?["prompt"] == "a lake")
    }
  }

  @Test(
    arguments: [("decline", true), ("cancel", true), ("accept", false), ("accept", "true"), ("other", true)]
      as [(String, JSONValue)])
  func `a price that is not approved costs nothing`(_ action: String, _ approve: JSONValue) async throws {
    try await with { assistant, simulator in
      let question = try await assistant.call("generate", lake)
      let result = try await assistant.call("generate", lake, more: reply(question, action, approve: approve))
      #expect(try Assistant.sentence(of: result).contains("nothing was spent"))
      #expect(try await billed(simulator) == 0)
    }
  }

  @Test func `an approval counts once, for the same arguments, and cannot be forged`() async throws {
    try await with { assistant, simulator in
      let question = try await assistant.call("generate", lake)
      var other = lake
      other["count"] = 4
      let changed = try await assistant.call("generate", other, more: reply(question))
      #expect(try Assistant.sentence(of: changed).contains("other arguments"))
      let used = try await assistant.call("generate", lake, more: reply(question))
      #expect(try Assistant.sentence(of: used).contains("used already"))
      for forged in ["", "0", String(repeating: "a", count: 64), question["requestState"]?.stringValue ?? ""] {
        var reply = reply(question)
        reply["requestState"] = .string(forged)
        _ = try Assistant.sentence(of: try await assistant.call("generate", lake, more: reply))
      }
      var noState = reply(question)
      noState["requestState"] = nil
      #expect(try await assistant.call("generate", lake, more: noState)["resultType"] == "input_required")
      #expect(try await billed(simulator) == 0)
      let fresh = try await assistant.call("generate", lake)
      #expect(try await assistant.call("generate", lake, more: reply(fresh))["isError"] == false)
      let repeated = try await assistant.call("generate", other, more: reply(fresh))
      #expect(repeated["isError"] == true)
      #expect(try await billed(simulator) == 1)
    }
  }

  @Test func `a client that cannot ask spends only what the start allows and the user said`() async throws {
    try await with { assistant, simulator in
      var arguments = lake
      arguments["approved_usd"] = 1
      let sentence = try await assistant.refusal("generate", arguments, asks: false)
      #expect(sentence.contains("--max-cost"))
      #expect(try await billed(simulator) == 0)
    }
    try await with(change: { $0.maxCost = Money("0.004") }) { assistant, simulator in
      #expect(try await assistant.refusal("generate", lake, asks: false).contains("approved_usd"))
      var arguments = lake
      arguments["approved_usd"] = 0.001
      _ = try await assistant.refusal("generate", arguments, asks: false)
      arguments["approved_usd"] = 1
      #expect(try await assistant.call("generate", arguments, asks: false)["isError"] == false)
      #expect(try await billed(simulator) == 1)
      arguments["count"] = 8
      #expect(try await assistant.refusal("generate", arguments).contains("one call may cost"))
      #expect(try await billed(simulator) == 1)
    }
  }

  @Test func `the budgets of the session and of the library hold`() async throws {
    try await with(change: { $0.sessionBudget = Money("0.004") }) { assistant, simulator in
      let question = try await assistant.call("generate", lake)
      #expect(try await assistant.call("generate", lake, more: reply(question))["isError"] == false)
      var other = lake
      other["seed"] = "8"
      #expect(try await assistant.refusal("generate", other).contains("this session"))
      #expect(try await billed(simulator) == 1)
    }
    try await with { assistant, simulator in
      try BudgetLimits(assistant.world.workspace).set(.day, to: Money("0.001"))
      let result = try await assistant.call("generate", lake)
      let text = try #require(result["content"]?[0]?["text"]?.stringValue)
      let error = try JSONValue(parsing: text)["error"]
      #expect(error?["exit"] == 6 && error?["period"] == "day" && error?["left"] == "0.001")
      #expect(try await billed(simulator) == 0)
    }
  }

  @Test func `a client of an earlier version is asked by a request of the server`() async throws {
    try await with { assistant, simulator in
      _ = try await assistant.plain(
        "initialize", ["protocolVersion": "2025-11-25", "capabilities": ["elicitation": [:]]])
      for (action, isMade) in [("decline", false), ("accept", true)] {
        assistant.answer { request in
          request["method"] == "elicitation/create" ? ["action": .string(action), "content": ["approve": true]] : nil
        }
        let answer = try await assistant.plain("tools/call", ["name": "generate", "arguments": .object(lake)])
        #expect(answer["result"]?["isError"]?.boolValue == !isMade)
      }
      #expect(try await billed(simulator) == 1)
    }
  }

  @Test func `an estimate and parameters that name files send nothing of this machine`() async throws {
    try await with { assistant, simulator in
      let estimate = try await assistant.done("estimate", lake)
      #expect(estimate["model"] == "flux-schnell" && estimate["amount"]?.isNull == false)
      var arguments = lake
      arguments["parents"] = ["/etc/passwd"]
      #expect(try await assistant.refusal("generate", arguments).contains("hexadecimal digits"))
      #expect(try await billed(simulator) == 0)
    }
  }

  @Test func `progress is told with its token until the answer`() async throws {
    try await with(speed: 0.3) { assistant, _ in
      let question = try await assistant.call("generate", lake)
      var meta = try #require(Assistant.meta().objectValue)
      meta["progressToken"] = "p"
      var more = reply(question)
      more["_meta"] = .object(meta)
      #expect(try await assistant.call("generate", lake, more: more)["isError"] == false)
      let lines = try assistant.lines.map { try JSONValue(parsing: $0) }
      let told = lines.filter { $0["method"] == "notifications/progress" }.compactMap { $0["params"] }
      #expect(!told.isEmpty && told.allSatisfy { $0["progressToken"] == "p" })
      let numbers = told.compactMap { $0["progress"]?.doubleValue }
      #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
      #expect(lines.last?["method"] == nil)
    }
  }

  @Test func `a generation that is cancelled is cancelled at the provider, and not answered`() async throws {
    try await with(speed: 20) { assistant, _ in
      let question = try await assistant.call("generate", lake)
      var parameters = reply(question)
      parameters["name"] = "generate"
      parameters["arguments"] = .object(lake)
      parameters["_meta"] = Assistant.meta()
      let id = assistant.newID()
      assistant.send(["jsonrpc": "2.0", "id": id, "method": "tools/call", "params": .object(parameters)])
      var open: JSONValue?
      for _ in 0..<200 where open == nil {
        open = try await assistant.done("jobs")["jobs"]?[0].flatMap { $0["state"] == "submitted" ? $0 : nil }
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(open != nil)
      assistant.send(["jsonrpc": "2.0", "method": "notifications/cancelled", "params": ["requestId": id]])
      var state: JSONValue?
      for _ in 0..<200 where state != "cancelled" {
        state = try await assistant.done("jobs")["jobs"]?[0]?["state"]
        try await Task.sleep(for: .milliseconds(50))
      }
      #expect(state == "cancelled")
      let answered = try assistant.lines.compactMap { try JSONValue(parsing: $0)["id"] }
      #expect(!answered.contains(id))
    }
  }
}
