import AliceModel
import AliceWorkspace
import Testing

@Suite struct EventJSONTests {
  private static let time = Timestamp(milliseconds: 1_795_549_666_123, offsetMinutes: 60)
  private static let hex = String(repeating: "3f", count: 32)

  private static var asset: Asset {
    get throws {
      var record = AssetRecord(provenance: Provenance(), added: time)
      record.tags = ["lake", "dawn"]
      record.rating = Rating(5)
      record.pick = .picked
      return Asset(
        id: try #require(AssetID(hex: hex)), path: BytePath("2026-11-24/flux/a.png"),
        facts: FileFacts(format: .png, bytes: 1), record: record)
    }
  }

  private static func generation(_ name: Event.Name, _ change: (inout GenerationPayload) -> Void = { _ in }) -> Event {
    var payload = GenerationPayload(
      Job(
        id: "k7w2", provider: "fal", model: "flux", endpoint: "fal-ai/flux", input: [:], project: "film",
        requestID: "r-1", created: time, estimate: Money("0.003")))
    change(&payload)
    return .generation(name, payload, at: time)
  }

  private static let job =
    #""job":"k7w2","model":"flux","endpoint":"fal-ai/flux","provider":"fal","request_id":"r-1","project":"film","estimate":"0.003""#

  /// Every event with its `data`, as scripts read it.
  private static func events() throws -> [(Event, String)] {
    let id = try #require(AssetID(hex: hex))
    var organized = OrganizePayload()
    (organized.placed, organized.already, organized.moved, organized.refused, organized.kept) = (1, 2, 3, 4, 5)
    let limit = BudgetPayload(
      scope: "day", limit: Money(nanos: 5_000_000_000), spent: Money(nanos: 4_500_000_000), estimate: Money("0.7"))
    let cost = Cost(amount: Money(nanos: 3_000_000), basis: .billed)
    return [
      (generation(.generationStarted), "{\(job)}"), (generation(.generationQueued), "{\(job)}"),
      (generation(.generationProgress), #"{\#(job),"position":null}"#),
      (
        generation(.generationProgress) {
          $0.position = 3
          $0.elapsed = 1.5
        }, #"{\#(job),"position":3,"elapsed":1.5}"#
      ),
      (
        generation(.generationProgress) {
          $0.isRunning = true
          $0.elapsed = 2
          $0.logs = ["a", "b"]
        }, #"{\#(job),"running":true,"elapsed":2,"logs":["a","b"],"log":"b"}"#
      ),
      (
        generation(.generationCompleted) {
          $0.assets = [id]
          $0.paths = ["a.png"]
          $0.cost = cost
        },
        #"{\#(job),"assets":["\#(hex)"],"paths":["a.png"],"cost":{"amount":"0.003","currency":"USD","basis":"billed"}}"#
      ),
      (generation(.generationCompleted), #"{\#(job),"assets":[],"paths":[],"cost":null}"#),
      (generation(.generationFailed) { $0.reason = "no" }, #"{\#(job),"error":"no"}"#),
      (generation(.generationDetached) { $0.reason = "interrupted" }, #"{\#(job),"reason":"interrupted"}"#),
      (
        generation(.generationUnverified) {
          $0.units = "70"
          $0.unit = "image"
          $0.billed = Money("2.1")
          $0.cost = Cost(amount: Money(nanos: 3_000_000), basis: .unverified)
        },
        #"{\#(job),"units":"70","unit":"image","billed":"2.1","cost":{"amount":"0.003","currency":"USD","basis":"unverified"}}"#
      ),
      (generation(.jobResumed), "{\(job)}"),
      (.assetPlaced(try asset, at: time), #"{"id":"\#(hex)","path":"2026-11-24/flux/a.png"}"#),
      (
        .assetRated(try asset, at: time),
        #"{"id":"\#(hex)","path":"2026-11-24/flux/a.png","rating":5,"picked":true,"tags":["lake","dawn"]}"#
      ),
      (.assetDeleted(try asset, at: time), #"{"id":"\#(hex)","path":"2026-11-24/flux/a.png"}"#),
      (.assetRestored(try asset, at: time), #"{"id":"\#(hex)","path":"2026-11-24/flux/a.png"}"#),
      (
        .organizeCompleted(organized, at: time),
        #"{"operation":null,"placed":1,"already":2,"moved":3,"refused":4,"kept":5,"stopped":null}"#
      ),
      (
        .budgetWarning(limit, at: time),
        #"{"limit":"5","spent":"4.5","scope":"day","estimate":"0.7","fraction":0.9}"#
      ),
      (
        .budgetRefused(BudgetPayload(scope: "run", limit: Money(nanos: 1_000_000_000), unpriced: "odd"), at: time),
        #"{"scope":"run","limit":"1","model":"odd"}"#
      ),
      (
        .assistantCalled(AssistantPayload(client: "claude", tool: "rate"), at: time),
        #"{"client":"claude","tool":"rate","refused":null}"#
      ),
    ]
  }

  @Test func `each event has the JSON that is documented, and reads back as it was`() throws {
    let events = try EventJSONTests.events()
    #expect(Set(events.map(\.0.name)) == Set(Event.Name.allCases))
    for (event, data) in events {
      #expect(JSONValue.object(event.data).text == data)
      let line = RecordedEvent(id: 7, event: event, library: "/l").line(limit: 1 << 16)
      #expect(
        String(decoding: line, as: UTF8.self)
          == #"{"schema":1,"id":"0000000000000007","time":"\#(event.time)","name":"\#(event.name.rawValue)","data":\#(data)}"#
      )
      #expect(try #require(RecordedEvent(line: line[...], library: "/l")).event == event)
      #expect(event.payload != nil)
    }
  }

  @Test func `what a later alice says besides stays where it stood`() throws {
    let text =
      #"{"schema":1,"id":"0000000000000007","time":"2026-11-24T20:27:46+01:00","name":"asset.rated","data":{"new":[1],"id":"\#(EventJSONTests.hex)","rating":9,"tags":["a"],"other":{"b":null}}}"#
    let recorded = try #require(RecordedEvent(line: Array(text.utf8)[...], library: "/l"))
    #expect(recorded.json.text == text)
    guard case .asset(let payload) = recorded.event.payload else {
      Issue.record("\(recorded.event)")
      return
    }
    #expect(payload.id.hex == EventJSONTests.hex && payload.rating == nil && payload.tags == ["a"])
  }

  @Test(arguments: [
    (Event.Name.generationFailed, #"{"error":"no"}"#), (.assetPlaced, #"{"path":"a.png"}"#),
    (.budgetRefused, #"{"limit":"5"}"#), (.budgetWarning, #"{"limit":"much","spent":"1"}"#),
  ])
  func `an event without what its name promises has JSON and no payload`(name: Event.Name, data: String) throws {
    let data = try #require(try JSONValue(parsing: data).objectValue)
    let event = Event(name, at: EventJSONTests.time, data: data)
    #expect(event.payload == nil && event.data == data)
  }
}
