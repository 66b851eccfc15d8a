import AliceKit
import AliceTestSupport
import FalSimulator
import Foundation
import Testing

/// The functions are those of the page; see `SwiftAPIPage.swift`.
@Suite struct SwiftAPITests {
  @Test func `the compiled page is the page`() throws {
    let page = try String(contentsOf: Fixtures.root.appending(path: "docs/swift-api.md"), encoding: .utf8)
    var expected = "// The Swift of docs/swift-api.md, written by docs/make-swift-page. Change it there.\n"
    var isInside = false
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      switch line {
      case "```swift":
        isInside = true
        expected += "\n"
      case "```": isInside = false
      default: if isInside { expected += line + "\n" }
      }
    }
    let file = Fixtures.root.appending(path: "Tests/AliceKitTests/SwiftAPIPage.swift")
    #expect(try String(contentsOf: file, encoding: .utf8) == expected, "run 'make docs'")
    #expect(expected.contains("func firstPicture"))
  }

  private func withAlice(_ body: (Alice, String) async throws -> Void) async throws {
    var options = SimulatorOptions()
    options.speed = 0.05
    try await FalSimulator.withRunning(options) { simulator in
      try await withTemporaryFolder { folder in
        let provider = try FalProvider(simulator: simulator.baseURL)
        let alice = try Alice(library: folder.appending("Library").description, provider: provider)
        do {
          try await body(alice, simulator.baseURL)
        } catch {
          await provider.shutdown()
          throw error
        }
        await provider.shutdown()
      }
    }
  }

  @Test func `its first picture is made`() async throws {
    try await withAlice { alice, url in
      let environment = ["FAL_KEY": "test:key", "FAL_QUEUE_URL": url, "FAL_REST_URL": url]
      try await firstPicture(library: alice.library.description, environment: environment)
      let found = try alice.search("serene model:flux-schnell w:1024 h:768")
      #expect(found.count == 1)
    }
  }

  @Test func `its mistakes are told`() async throws {
    try await withAlice { alice, _ in
      let good = try await explain(GenerationRequest(prompt: "x", model: "flux-schnell"), alice)
      #expect(good == "done")
      let unknown = try await explain(GenerationRequest(prompt: "x", model: "flux-schnel"), alice)
      #expect(unknown == "no model flux-schnel, did you mean flux-schnell?")
      let wrong = GenerationRequest(prompt: "x", model: "kling-v2-text", parameters: ["duration": 7])
      let refused = try await explain(wrong, alice)
      #expect(refused.hasPrefix("not sent: duration"))
    }
  }

  @Test func `its batch and its pipeline go on where they were`() async throws {
    try await withAlice { alice, _ in
      #expect(try await manyLakes(alice) == Money("0.009"))
      #expect(try await bestLake(alice).count == 1)
      let files = try alice.search("*").count
      _ = try await manyLakes(alice)
      _ = try await bestLake(alice)
      #expect(try alice.search("*").count == files)
    }
  }

  @Test func `its pictures are tagged, shared and judged`() async throws {
    try await withAlice { alice, _ in
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "3")
      let asset = try #require(try await alice.generate(request).assets.first)
      _ = try alice.rate(asset, Rating(5))
      try await withTemporaryFolder { folder in
        let files = try share(alice, into: folder)
        #expect(files.map(\.parent) == [folder])
        #expect(try await judge(files).count == 1)
        #expect(try Alice.show(file: try #require(files.first)).asset.record.recipe.prompt == nil)
      }
      #expect(try alice.search("tag:lake/best").map(\.id) == [asset.id])
      #expect(try await undoLast(alice) == [asset.path])
      #expect(try alice.search("tag:lake/best").isEmpty)
    }
  }

  @Test func `its jobs are finished and stopped, its money is counted, its library is mended`() async throws {
    try await withAlice { alice, _ in
      #expect(try await finish(alice).isEmpty)
      let request = GenerationRequest(prompt: "a lake", model: "flux-schnell", seed: "3")
      let made = try await alice.generate(request)
      let id = try #require(made.jobs.first).id
      #expect(try await !stop(id, alice))
      #expect(try await cheapest(.textToImage, alice) != nil)
      #expect(try spendNoMore(than: try #require(Money("3")), alice) == Money("3"))
      #expect(try await mend(alice.library.description))
    }
  }

  @Test func `its films, events and searches work`() async throws {
    try await withAlice { alice, _ in
      let counted = watch(alice.events)
      let announced = announce(alice.events)
      let film = try await alice.generate(dancer())
      #expect(film.assets.first?.facts.format == .mp4)
      #expect(parameters(of: "flux-dev").contains("num_inference_steps"))
      let picture = try #require(
        try await alice.generate(GenerationRequest(prompt: "mountain landscape", model: "flux-dev")).assets.first)
      #expect(try await moving(picture, alice).count == 1)
      try await withTemporaryFolder { downloads in
        let file = downloads.appending("a.png").description
        try FileManager.default.copyItem(atPath: Fixtures.url("media/plain.png").path, toPath: file)
        let rated = try #require(try await tidy(downloads, alice))
        #expect(rated.record.rating?.stars == 5)
      }
      alice.events.close()
      await announced.value
      #expect(await counted.value == 3)
    }
  }
}
