import AliceKit
import AliceTestSupport
import AliceTestWorld
import FalSimulator
import Foundation
import Testing

/// Paid requests from the page, against the simulator.
@Suite struct GalleryJobTests {
  private func withSimulator(
    settings text: String = "", keys: Set<String>? = nil, _ body: (ShownLibrary, String) async throws -> Void
  ) async throws {
    var options = SimulatorOptions()
    options.speed = 0.05
    options.acceptedKeys = keys
    try await FalSimulator.withRunning(options) { simulator in
      let environment = [
        "FAL_KEY": "test:key", "FAL_QUEUE_URL": simulator.baseURL, "FAL_REST_URL": simulator.baseURL,
        "FAL_OPENAPI_URL": simulator.baseURL,
      ]
      let prepare: (World) async throws -> Void = { world in
        try Data(text.utf8).write(to: URL(filePath: world.folder.appending(".alice.yaml").description))
      }
      try await ShownLibrary.with(environment: environment, isEmpty: true, prepare: prepare) { shown in
        try await body(shown, simulator.baseURL)
      }
    }
  }

  private static let request: JSONValue = [
    "prompt": "a lake at dawn", "model": "flux-schnell", "count": 2, "seed": "7", "size": nil, "negative": nil,
    "parameters": [:], "images": [], "from": nil,
  ]

  /// Waits until the library has that many assets.
  private func wait(for count: Int, _ shown: ShownLibrary) async throws -> [String] {
    let end = ContinuousClock.now + .seconds(30)
    while ContinuousClock.now < end {
      let ids = try await shown.ids()
      if ids.count >= count { return ids }
      try await Task.sleep(for: .milliseconds(100))
    }
    return try await shown.ids()
  }

  @Test func `a job is priced, approved, run and billed once`() async throws {
    try await withSimulator { shown, _ in
      let estimate = try #require(try await shown.post("estimate", ["request": Self.request]).json)
      let amount = try #require(estimate["amount"]?.stringValue)
      #expect(estimate["unknown"] == false && estimate["model"] == "flux-schnell")
      #expect(estimate["sentence"]?.stringValue?.contains("USD") == true)
      let body: JSONValue = ["request": Self.request, "approved": .string(amount)]
      let first = try await shown.post("generate", body, ["Idempotency-Key": "g"])
      #expect(first.status == 202)
      let jobs = try #require(first.json?["jobs"]?.arrayValue)
      #expect(!jobs.isEmpty)
      let again = try await shown.post("generate", body, ["Idempotency-Key": "g"])
      #expect(again.body == first.body)
      let ids = try await wait(for: 2, shown)
      #expect(ids.count == 2)
      let journal = try GenerationRunner.jobs(in: shown.world.workspace, open: false)
      #expect(journal.map(\.id).sorted() == jobs.compactMap(\.stringValue).sorted())
      // The same request without its key is answered by what the library has.
      let known = try await shown.post("generate", body)
      #expect(known.status == 202 && known.json?["jobs"]?.arrayValue == [])
      #expect(Set(known.json?["assets"]?.arrayValue ?? []) == Set(ids.map(JSONValue.string)))
      #expect(try GenerationRunner.jobs(in: shown.world.workspace, open: false).count == journal.count)
    }
  }

  @Test func `a page is told of each state of a job once`() async throws {
    try await withSimulator { shown, _ in
      let listening = Task { try await shown.heard(until: [#""state":"done""#, "event: added"], grace: 2) }
      try await Task.sleep(for: .milliseconds(400))
      let amount = try await shown.post("estimate", ["request": Self.request]).json?["amount"]
      let body: JSONValue = ["request": Self.request, "approved": amount ?? .null]
      let jobs = try #require(try await shown.post("generate", body).json?["jobs"]?.arrayValue)
      let text = try await listening.value
      for state in ["submitted", "done"] {
        #expect(text.components(separatedBy: #""state":"\#(state)""#).count - 1 == jobs.count, "\(state)")
      }
    }
  }

  @Test func `more than was approved is never spent`() async throws {
    try await withSimulator { shown, _ in
      for approved: JSONValue in ["0", "0.0001", nil, "much"] {
        let answer = try await shown.post("generate", ["request": Self.request, "approved": approved])
        #expect(answer.status == 409, "\(approved)")
      }
      #expect(try GenerationRunner.jobs(in: shown.world.workspace, open: false).isEmpty)
    }
  }

  @Test func `the budget refuses as on the command line`() async throws {
    try await withSimulator(settings: "budget: {day: 0.001}\n") { shown, _ in
      #expect(try await shown.get("page").json?["budget"]?["left"] == "0.001")
      let amount = try await shown.post("estimate", ["request": Self.request]).json?["amount"]
      let answer = try await shown.post("generate", ["request": Self.request, "approved": amount ?? .null])
      #expect(answer.status == 402)
      #expect(answer.json?["exit"] == 6)
      #expect(answer.json?["limit"] == "0.001" && answer.json?["estimate"] == amount)
      #expect(answer.json?["detail"]?.stringValue?.contains("nothing was sent") == true)
      #expect(try GenerationRunner.jobs(in: shown.world.workspace, open: false).isEmpty)
    }
  }

  @Test func `a refused key is told, and nothing stays open`() async throws {
    try await withSimulator(keys: ["another:key"]) { shown, _ in
      let amount = try await shown.post("estimate", ["request": Self.request]).json?["amount"]
      let answer = try await shown.post("generate", ["request": Self.request, "approved": amount ?? .null])
      #expect(answer.status == 409)
      #expect(answer.json?["exit"]?.intValue == Int(ExitStatus.noKey.rawValue))
      #expect(answer.json?["jobs"] == nil)
      try await Task.sleep(for: .milliseconds(300))
      #expect(try GenerationRunner.jobs(in: shown.world.workspace, open: true).isEmpty)
    }
  }

  @Test func `a variation begins with the recipe of its asset`() async throws {
    try await withSimulator { shown, _ in
      let amount = try await shown.post("estimate", ["request": Self.request]).json?["amount"]?.stringValue ?? ""
      _ = try await shown.post("generate", ["request": Self.request, "approved": .string(amount)])
      let id = try #require(try await wait(for: 2, shown).first)
      let vary: JSONValue = ["from": .string(id), "seed": "90", "count": 1]
      let price = try await shown.post("estimate", ["request": vary]).json
      #expect(price?["model"] == "flux-schnell" && price?["count"] == 1)
      _ = try await shown.post("generate", ["request": vary, "approved": price?["amount"] ?? .null])
      let ids = try await wait(for: 3, shown)
      let prompts = try shown.world.workspace.catalog(ids).map(\.record.recipe.prompt)
      #expect(prompts == Array(repeating: "a lake at dawn", count: 3))
    }
  }

  @Test func `without a seed each request is a new one, and is priced so`() async throws {
    try await withSimulator { shown, _ in
      let vary: JSONValue = ["prompt": "a lake at dawn", "model": "flux-schnell", "count": 1]
      let price = try await shown.post("estimate", ["request": vary]).json?["amount"]
      let body: JSONValue = ["request": vary, "approved": price ?? .null]
      var jobs: Set<JSONValue> = []
      for number in 1...2 {
        let answer = try await shown.post("generate", body, ["Idempotency-Key": .some("k\(number)")])
        #expect(answer.status == 202 && answer.json?["jobs"]?.arrayValue?.count == 1)
        jobs.formUnion(answer.json?["jobs"]?.arrayValue ?? [])
        _ = try await wait(for: 1, shown)
        #expect(try await shown.post("estimate", ["request": vary]).json?["amount"] == price)
      }
      #expect(jobs.count == 2)
      // With its key the request is the same one.
      let again = try await shown.post("generate", body, ["Idempotency-Key": "k1"])
      #expect(jobs.isSuperset(of: again.json?["jobs"]?.arrayValue ?? []))
      #expect(try GenerationRunner.jobs(in: shown.world.workspace, open: false).count == 2)
      // What the library has costs nothing.
      let seeded: JSONValue = ["prompt": "a lake at dusk", "model": "flux-schnell", "count": 1, "seed": "3"]
      _ = try await shown.post("generate", ["request": seeded, "approved": price ?? .null])
      let end = ContinuousClock.now + .seconds(30)
      var amount: JSONValue?
      while amount != "0", ContinuousClock.now < end {
        try await Task.sleep(for: .milliseconds(100))
        amount = try await shown.post("estimate", ["request": seeded]).json?["amount"]
      }
      #expect(amount == "0")
    }
  }

  @Test func `wrong requests are refused before anything is asked for`() async throws {
    try await withSimulator { shown, _ in
      let rows: [(JSONValue, Int)] = [
        (["prompt": "a", "model": "no-such-model"], 400), (["prompt": 5], 400), (["prompt": "a", "count": 0], 400),
        (["prompt": "a", "count": 1000], 400), (["prompt": "a", "seed": "x"], 400),
        (["prompt": "a", "images": ["/etc/passwd"]], 400),
        (["from": .string(String(repeating: "a", count: 64))], 404),
        (["prompt": "a", "parameters": ["nonsense": 1]], 400),
      ]
      for (request, status) in rows {
        #expect(try await shown.post("estimate", ["request": request]).status == status, "\(request.text)")
      }
      #expect(try await shown.post("estimate", ["request": "a"]).status == 400)
      #expect(try await shown.get("jobs").json?["jobs"]?.arrayValue == [])
      let models = try #require(try await shown.get("models").json?["models"]?.arrayValue)
      #expect(models.contains { $0["name"] == "flux-schnell" && $0["price"]?.stringValue != nil })
    }
  }
}
