import AliceKit
import AliceTestSupport
import FalSimulator
import Foundation
import Synchronization
import Testing

/// What a front end gets for a paid session: approval, the session itself, and what stopping it means.
@Suite struct PaidWorkTests {
  /// A person who answers as told, and asks to stop so many times once a request is accepted.
  private final class Person: FrontEnd {
    let says: Bool
    let stops: Int
    let url: String
    private let told = Mutex<[String]>([])
    private let asked = Mutex<[String]>([])

    var notes: [String] { told.withLock { $0 } }
    var questions: [String] { asked.withLock { $0 } }

    init(says: Bool = true, stops: Int = 0, simulator url: String) {
      self.says = says
      self.stops = stops
      self.url = url
    }

    func note(_ text: String) { told.withLock { $0.append(text) } }
    func warn(_ text: String) { told.withLock { $0.append(text) } }

    func confirm(_ question: String) -> Bool {
      asked.withLock { $0.append(question) }
      return says
    }

    func show(_ transfer: TransferProgress) {}
    func stoppedWaiting() { note("stopped waiting") }

    private let accepted = AsyncStream.makeStream(of: Void.self)

    func following<Result>(_ events: EventBus, _ body: () async throws -> Result) async throws -> Result {
      let task = events.subscribe("generation.queued") { [accepted] _ in accepted.continuation.yield() }
      defer { task.cancel() }
      return try await body()
    }

    func stoppable<Result: Sendable>(
      requests: Int, _ body: @escaping @Sendable (Interrupts) async throws -> Result
    ) async throws -> Result {
      let interrupts = Interrupts()
      let work = Task { try await body(interrupts) }
      let stopping = Task {
        guard stops > 0 else { return }
        for await _ in accepted.stream { break }
        for _ in 0..<stops { _ = interrupts.add(isHurried: false, last: requests + 1) }
        work.cancel()
      }
      defer { stopping.cancel() }
      return try await work.value
    }

    func simulating<Result: Sendable>(_ body: (String) async throws -> Result) async throws -> Result {
      try await body(url)
    }
  }

  private let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "3")

  private func withWork(
    _ person: (String) -> Person, settings text: String = "", speed: Double = 0.05, isSimulated: Bool = false,
    _ body: (inout PaidWork, Person, LibraryAccess) async throws -> Void
  ) async throws {
    var options = SimulatorOptions()
    options.speed = speed
    try await FalSimulator.withRunning(options) { simulator in
      try await withTemporaryFolder { folder in
        let environment = [
          "HOME": folder.description, "FAL_KEY": "test:key", "FAL_QUEUE_URL": simulator.baseURL,
          "FAL_REST_URL": simulator.baseURL, "FAL_OPENAPI_URL": simulator.baseURL,
        ]
        try Data(text.utf8).write(to: URL(filePath: folder.appending(".alice.yaml").description))
        let settings = try Settings.load(environment: environment, folder: folder.description)
        let library = LibraryAccess(folder.appending("Library"), environment: environment) { _ in }
        let person = person(simulator.baseURL)
        var work = PaidWork(
          for: person, settings, library: library, policy: try settings.spendingPolicy(), waitPolicy: WaitPolicy(),
          isSimulated: isSimulated)
        try await body(&work, person, library)
      }
    }
  }

  @Test func `what costs little is made without a question, and is not paid for twice`() async throws {
    try await withWork({ Person(simulator: $0) }) { work, person, library in
      let plan = try await GenerationRunner.plan(request, registry: try await work.registry(for: [request]))
      #expect(try work.approve(plan) == nil && library.openIfPresent() == nil)
      let made = try await work.generate { try await GenerationRunner($0).run(plan) }
      #expect(made.assets.count == 1 && made.failures.isEmpty && person.questions.isEmpty)
      #expect(try work.approve(plan)?.reused.map(\.id) == made.jobs.map(\.id))
    }
  }

  @Test func `an Alice of the same open library finds what paid work makes, and shares its events`() async throws {
    try await withWork({ Person(simulator: $0) }) { work, person, library in
      let workspace = try library.make()
      let alice = Alice(workspace)
      let plan = try await GenerationRunner.plan(request, registry: try await work.registry(for: [request]))
      let made = try await work.generate(in: workspace) { try await GenerationRunner($0).run(plan) }
      #expect(try alice.search("*").map(\.id) == made.assets.map(\.id) && made.assets.count == 1)
      #expect(alice.events === workspace.events)
    }
  }

  @Test func `a no to what costs more than is asked about ends it before a library is made`() async throws {
    try await withWork({ Person(says: false, simulator: $0) }, settings: "confirm_above: 0.001") {
      work, person, library in
      let plan = try await GenerationRunner.plan(request)
      let failure = #expect(throws: Failure.self) { try work.approve(plan) }
      #expect(failure?.status == .overBudget)
      let rows = [BatchRow(number: 1, request: request)]
      let batch = try await BatchPlan(rows)
      #expect(throws: Failure.self) { try work.approve(batch, BatchRequest(rows: rows)) }
      #expect(person.questions == Array(repeating: "this costs about 0.003 USD; go on?", count: 2))
      #expect(try library.openIfPresent() == nil)
    }
  }

  @Test func `a limit of the configuration refuses without a question`() async throws {
    try await withWork({ Person(simulator: $0) }, settings: "budget: {run: 0.001}") { work, person, _ in
      let plan = try await GenerationRunner.plan(request)
      let error = #expect(throws: AliceError.self) { try work.approve(plan) }
      #expect(error?.status == .overBudget && person.questions.isEmpty)
    }
  }

  @Test func `a rehearsal asks nobody and is marked as one`() async throws {
    try await withWork(
      { Person(says: false, simulator: $0) }, settings: "confirm_above: 0.001\nbudget: {run: 0.001}", isSimulated: true
    ) { work, person, _ in
      let plan = try await GenerationRunner.plan(request)
      #expect(try work.approve(plan) == nil)
      let made = try await work.generate { try await GenerationRunner($0).run(plan) }
      #expect(made.jobs.map(\.provider) == [Job.simulator] && made.assets.count == 1)
      #expect(person.questions.isEmpty)
    }
  }

  @Test func `who asks to stop once leaves the work to the provider`() async throws {
    try await withWork({ Person(stops: 1, simulator: $0) }, speed: 20) { work, person, library in
      let plan = try await GenerationRunner.plan(request)
      let left = try await work.generate { try await GenerationRunner($0).run(plan) }
      #expect(left.failures == [.detached(jobs: left.jobs.map(\.id))])
      #expect(person.notes == ["stopped waiting"])
      let jobs = try GenerationRunner.jobs(in: library.open(), open: true)
      #expect(jobs.map(\.state) == [.submitted])
    }
  }

  @Test func `who asks to stop twice cancels it at the provider`() async throws {
    try await withWork({ Person(stops: 2, simulator: $0) }, speed: 20) { work, _, library in
      let plan = try await GenerationRunner.plan(request)
      let left = try await work.generate { try await GenerationRunner($0).run(plan) }
      guard case .cancelled(let job, _)? = left.failures.first else {
        Issue.record("\(left.failures)")
        return
      }
      #expect(left.jobs.map(\.id) == [job] && left.failures.count == 1)
      #expect(left.jobs.map(\.state) != [.done])
      _ = try library.open()
    }
  }
}
