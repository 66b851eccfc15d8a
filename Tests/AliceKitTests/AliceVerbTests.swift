import AliceKit
import AliceTestSupport
import AliceTestWorld
import FalSimulator
import Foundation
import Testing

/// The verbs of `Alice`, each against a library on disk and, where it pays, a simulator.
@Suite struct AliceVerbTests {
  private func withAlice(
    speed: Double = 0.05, _ body: (Alice, FalProvider, BytePath) async throws -> Void
  ) async throws {
    var options = SimulatorOptions()
    options.speed = speed
    try await FalSimulator.withRunning(options) { simulator in
      try await withTemporaryFolder { folder in
        try await FalProvider(simulator: simulator.baseURL).use { provider in
          let alice = try Alice(library: folder.appending("Library").description, provider: provider)
          try await body(alice, provider, folder)
        }
      }
    }
  }

  private func withAlice(_ body: (Alice, BytePath) async throws -> Void) async throws {
    try await withAlice { alice, _, folder in try await body(alice, folder) }
  }

  /// With a job that another process has sent and not waited for.
  private func withOpenJob(speed: Double = 0.05, _ body: (Alice, Job) async throws -> Void) async throws {
    try await withAlice(speed: speed) { alice, provider, _ in
      let runner = GenerationRunner(PaidSession(try Workspace.open(alice.library), provider: provider))
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell")
      let sent = try await runner.submit(try await runner.prepare(request))
      try await body(alice, try #require(sent.jobs.first))
    }
  }

  private func picture(_ alice: Alice, prompt: String = "a lake", seed: String = "3") async throws -> Asset {
    let request = GenerationRequest(prompt: prompt, model: "flux-schnell", seed: seed)
    return try #require(try await alice.generate(request).assets.first)
  }

  /// All that lies in the library besides what is alice's own.
  private func files(_ folder: BytePath) throws -> [String: [String]] {
    try snapshot(of: folder).filter { !$0.key.contains(".alice") }
  }

  // MARK: Looking

  @Test func `show tells what is known of an asset, and where it came from`() async throws {
    try await withAlice { alice, _ in
      let asset = try await picture(alice)
      let details = try alice.show(try alice.asset(named: asset.id.short))
      #expect(details.asset.id == asset.id && details.isInLibrary && details.file == alice.file(of: asset))
      #expect(details.metadata.contains { $0.text.contains("a lake") })
      #expect(details.lineage?.isEmpty == true)
      #expect(throws: AliceError.noSuchAsset("ffffffffff")) { try alice.asset(named: "ffffffffff") }
    }
  }

  @Test func `show reads a file that lies in no library`() throws {
    let file = BytePath(Fixtures.url("demo/00017-2718281828.png").path)
    let details = try Alice.show(file: file)
    #expect(!details.isInLibrary && details.lineage == nil && details.file == file)
    #expect(details.asset.record.recipe.seed == "2718281828")
    #expect(throws: AliceError.self) { try Alice.show(file: "/no/such/file.png") }
  }

  @Test func `score keeps the order of the files, and changes none of them`() async throws {
    try await withTemporaryFolder { folder in
      let names = ["media/plain.png", "demo/00017-2718281828.png"]
      let files = try names.map { name in
        let file = folder.appending(BytePath(name).lastComponent)
        try FileManager.default.copyItem(atPath: Fixtures.url(name).path, toPath: file.description)
        return file
      }
      let missing = folder.appending("missing.png")
      let before = try snapshot(of: folder)
      let scored = try await Alice.score(files + [missing])
      #expect(scored.map(\.file) == files + [missing])
      #expect(scored.map(\.problem) == [nil, nil, .unreadable])
      #expect(try snapshot(of: folder) == before)
    }
  }

  // MARK: Keeping

  @Test func `tags go into all files as one operation, which undo takes back`() async throws {
    try await withAlice { alice, _ in
      let assets = [try await picture(alice), try await picture(alice, prompt: "a hill", seed: "4")]
      let tagged = try alice.tag(assets, adding: ["best", "water/lake"])
      #expect(tagged.map(\.id) == assets.map(\.id))
      #expect(tagged.allSatisfy { $0.record.tags == ["best", "water/lake"] })
      #expect(try alice.tag(tagged, removing: ["best"]).allSatisfy { $0.record.tags == ["water/lake"] })
      #expect(try Alice.show(file: alice.file(of: assets[0])).asset.record.tags == ["water/lake"])

      let report = try await alice.undo()
      #expect(report.operation.kind == "tag" && report.undone.count == 2 && report.refused.isEmpty)
      #expect(try alice.search("tag:best").count == 2)
    }
  }

  @Test(arguments: ["", "a\u{7}b", String(repeating: "x", count: 101)])
  func `what is no tag is refused before a file is touched`(tag: String) async throws {
    try await withAlice { alice, folder in
      let asset = try await picture(alice)
      let before = try files(folder)
      #expect(!before.isEmpty)
      #expect(throws: AliceError.badTag(tag)) { try alice.tag([asset], adding: ["good", tag]) }
      #expect(try files(folder) == before)
    }
  }

  @Test func `an export is a copy outside, and the same once more finds it`() async throws {
    try await withAlice { alice, folder in
      let asset = try await picture(alice)
      let out = folder.appending("Out")
      let bare = try alice.export(asset, to: out, as: .stripped)
      #expect(bare.id == asset.id && !bare.wasThere && bare.file.parent == out && bare.sidecar == nil)
      #expect(try Alice.show(file: bare.file).asset.record.recipe.prompt == nil)
      #expect(try alice.export(asset, to: out, as: .stripped).wasThere)
      #expect(try Alice.show(file: alice.export(asset, to: out).file).asset.record.recipe.prompt == "a lake")
      #expect(throws: AliceError.self) { try alice.export(asset, to: alice.library.appending("Out")) }
    }
  }

  @Test func `the history names every operation, and undo takes back the one that is named`() async throws {
    try await withAlice { alice, _ in
      let asset = try await picture(alice)
      _ = try alice.rate(asset, Rating(2))
      let rated = try #require(try alice.history().first)
      #expect(rated.kind == "rate" && rated.steps == 1 && rated.state == "done")
      _ = try alice.tag([asset], adding: ["later"])
      #expect(try alice.history(limit: 1).map(\.kind) == ["tag"])
      let tagging = try #require(try alice.history().first)
      #expect(try await alice.undo(tagging.id).undone == [asset.path])
      #expect(try await alice.undo(rated.id).undone == [asset.path])
      #expect(try alice.search("*").map(\.record.rating) == [nil])
      await #expect(throws: AliceError.notUndoable(rated.id)) { try await alice.undo(rated.id) }
      await #expect(throws: AliceError.noSuchOperation("x")) { try await alice.undo("x") }
    }
  }

  @Test func `check tells of a file that was moved by hand, and repairs the catalog`() async throws {
    try await withAlice { alice, _ in
      let asset = try await picture(alice)
      let other = BytePath("elsewhere.\(asset.path.fileExtension)")
      try FileManager.default.moveItem(
        atPath: alice.file(of: asset).description, toPath: alice.library.appending(other).description)
      let told = try await alice.check()
      #expect(told.findings == [.moved(Move(asset.id, from: asset.path, to: other))] && told.files == 1)
      #expect(try alice.search("*").isEmpty, "no file is where the catalog has it")
      let mended = try await alice.check(repair: true)
      #expect(mended.remaining.isEmpty && mended.failures.isEmpty)
      #expect(try alice.search("*").map(\.path) == [other])
    }
  }

  @Test func `reindex brings back a library whose catalog is gone`() async throws {
    try await withAlice { alice, _ in
      let asset = try alice.rate(try await picture(alice), Rating(4))
      for name in ["catalog.sqlite", "catalog.sqlite-wal", "catalog.sqlite-shm"] {
        try? FileManager.default.removeItem(atPath: alice.library.appending(".alice/\(name)").description)
      }
      let library = alice.library.description
      #expect(throws: AliceError.self) { try Alice(library: library) }
      let report = try await Alice.reindex(library: library)
      #expect(report.assets == 1 && report.unreachable.isEmpty && report.failures.isEmpty)
      let found = try Alice(library: library).search("rating:4")
      #expect(found.map(\.id) == [asset.id])
    }
  }

  // MARK: Jobs

  @Test func `a job that was left open is listed, and resume brings its picture`() async throws {
    try await withOpenJob { alice, job in
      let open = try alice.jobs(open: true)
      #expect(open.map(\.id) == [job.id] && open.map(\.state) == [.submitted])
      let result = try await alice.resume()
      #expect(result.assets.count == 1 && result.failures.isEmpty)
      #expect(try alice.jobs(open: true).isEmpty)
      #expect(try alice.job(String(job.id.prefix(6))).state == .done)
      #expect(try await alice.resume().jobs.isEmpty)
      #expect(throws: AliceError.noSuchJob("zzz")) { try alice.job("zzz") }
    }
  }

  @Test func `cancel says what is certain`() async throws {
    try await withOpenJob(speed: 20) { alice, job in
      let (cancelled, outcome) = try await alice.cancel(job)
      #expect(cancelled.id == job.id && [.beforeStart, .stopped, .asked].contains(outcome))
      #expect(try alice.job(job.id).state == cancelled.state)
      if outcome != .asked { #expect(try await alice.cancel(job).outcome == .ended) }
    }
  }

  @Test func `what pays needs a provider, and what looks does not`() async throws {
    try await withTemporaryFolder { folder in
      let alice = try Alice(library: folder.appending("Library").description)
      await #expect(throws: AliceError.noKey) { try await alice.resume() }
      await #expect(throws: AliceError.noKey) {
        try await alice.batch(BatchRequest(rows: []))
      }
      #expect(try alice.jobs().isEmpty && alice.history().isEmpty && alice.cost().total == nil)
      #expect(try await alice.check().findings.isEmpty)
      #expect(try await alice.model(named: "flux-dev").name == "flux-dev")
    }
  }

  // MARK: Models and money

  @Test func `a model is found by its name, and one that nobody has by its error`() async throws {
    try await withAlice { alice, _ in
      let model = try #require(alice.models.listed("flux-schnell"))
      #expect(try await alice.model(named: model.endpoint) == model)
      await #expect(throws: AliceError.unknownModel("flux-schnel", nearest: "flux-schnell")) {
        try await alice.model(named: "flux-schnel")
      }
      let retired = try #require(alice.models.retired.first)
      await #expect(throws: AliceError.retiredModel(retired.endpoint, retired)) {
        try await alice.model(named: retired.endpoint)
      }
    }
  }

  @Test func `a limit is set, read and taken away`() async throws {
    try await withAlice { alice, _ in
      let amount = try #require(Money("2.50"))
      #expect(try alice.budget().map(\.period) == [.day, .month, .run])
      #expect(try alice.budget().allSatisfy { $0.amount == nil })
      try alice.setBudget(.day, to: amount)
      let day = try #require(try alice.budget().first)
      #expect(day.amount == amount && !day.isDefault && day.spent == .zero && day.left == amount)
      #expect(try Alice(library: alice.library.description).budget().first?.amount == amount)
      try alice.setBudget(.day, to: nil)
      #expect(try alice.budget().first?.amount == nil)
    }
  }

  @Test func `the cost of what was made is added up by model, and simulated work costs nothing`() async throws {
    try await withAlice { alice, _ in
      _ = try await picture(alice)
      #expect(try alice.cost(by: [.model]).total == nil)
      #expect(throws: AliceError.badDate("soon")) { try alice.cost(since: "soon") }
    }
    try await FalSimulator.withRunning(SimulatorOptions()) { simulator in
      try await withTemporaryFolder { folder in
        let environment = [
          "HOME": folder.description, "FAL_KEY": "test:key", "FAL_QUEUE_URL": simulator.baseURL,
          "FAL_REST_URL": simulator.baseURL,
        ]
        try await FalProvider(environment: environment).use { provider in
          let alice = try Alice(library: folder.appending("Library").description, provider: provider)
          let cost = try #require(
            try await alice.generate(
              GenerationRequest(prompt: "a lake", model: "flux-schnell")
            ).cost)
          let summary = try alice.cost(by: [.model, .provider], since: "today", until: "today")
          #expect(summary.groups.map(\.values) == [["flux-schnell", "fal"]])
          #expect(summary.total?.spent == cost.amount && summary.total?.requests == 1)
          #expect(try alice.cost().groups.isEmpty)
        }
      }
    }
  }
}
