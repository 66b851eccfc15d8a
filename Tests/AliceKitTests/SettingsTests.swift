import AliceKit
import AliceTestSupport
import Foundation
import Testing

/// What flags, environment and configuration files say, and which of them speaks first.
@Suite struct SettingsTests {
  /// A home with the user's own file, and a project's folder with its file.
  private func withFiles(
    own: String, project: String, environment: [String: String] = [:], _ body: (Settings, BytePath) throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      for (path, text) in [("home/.config/alice/config.yaml", own), ("project/.alice.yaml", project)] {
        let file = URL(filePath: folder.appending(path).description)
        try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: file)
      }
      let home = ["HOME": folder.appending("home").description].merging(environment) { $1 }
      try body(
        try Settings.load(environment: home, folder: folder.appending("project").description), folder)
    }
  }

  @Test func `a flag goes before the environment, that before the project, and the user's own file is last`()
    async throws
  {
    try await withFiles(
      own: "library: /own\nmodel: kolors", project: "model: flux-dev", environment: ["ALICE_LIBRARY": "/env"]
    ) { settings, _ in
      #expect(settings.model(flag: "svd") == "svd" && settings.model(flag: nil) == "flux-dev")
      #expect(settings.library(flag: "/flag") == "/flag" && settings.library(flag: nil) == "/env")
      #expect(settings.files.count == 2)
    }
    try await withFiles(own: "library: /own\nmodel: kolors", project: "inboxes: [a]") { settings, _ in
      #expect(settings.model(flag: nil) == "kolors" && settings.library(flag: nil) == "/own")
    }
  }

  @Test(arguments: ["", "# model: svd\n", "\u{FEFF}---\n\n  # nothing\r\n"])
  func `a file of comments sets nothing`(_ text: String) async throws {
    try await withFiles(own: "model: kolors", project: text) { settings, _ in
      #expect(settings.model(flag: nil) == "kolors")
    }
  }

  @Test func `without files and flags there is a library in the user's pictures`() async throws {
    try await withTemporaryFolder { folder in
      let settings = try Settings.load(environment: ["HOME": "/h"], folder: folder.description)
      #expect(settings.library(flag: nil) == "/h/Pictures/Alice" && settings.model(flag: nil) == "flux-schnell")
      #expect(try settings.concurrency(flag: nil) == BatchRequest.standardConcurrency && settings.files.isEmpty)
    }
  }

  @Test(arguments: [
    ("4 GiB", 4 << 30 as UInt64?), ("250MB", 250_000_000), ("1.5 kib", 1_536), ("0", 0), ("5000", 5_000), ("-1", nil),
    ("1e400 GB", nil), ("nan", nil), ("4 bits", nil), ("GiB", nil), ("99999999999 TB", nil),
  ])
  func `the limit of the cache is a size with its unit`(text: String, bytes: UInt64?) async throws {
    try await withFiles(own: "gallery:\n  cache: \(text)", project: "") { settings, _ in
      #expect((try? settings.thumbnailCacheLimit()) == bytes)
      #expect(settings.thumbnailCache?.limit == bytes ?? ThumbnailCache.usualLimit)
    }
  }

  @Test func `limits of the files are those of the spending policy`() async throws {
    try await withFiles(
      own: "budget: {day: 5, unknown: 0.25}\nconfirm_above: 0.1", project: "budget: {run: 1.5}"
    ) { settings, _ in
      let policy = try settings.spendingPolicy(maxCost: Money("2"))
      #expect(policy.defaults == [.day: try #require(Money("5")), .run: try #require(Money("1.5"))])
      #expect(policy.unknownPrice == Money("0.25") && policy.maxCost == Money("2") && !policy.allowsUnknownPrice)
      #expect(try settings.confirmAbove() == Money("0.1"))
    }
  }

  @Test(arguments: ["budget: {day: lots}", "budget: {day: -5}", "budget: {day: 5 EUR}"])
  func `a limit that is no amount is a usage failure`(text: String) async throws {
    try await withFiles(own: text, project: "model: svd") { settings, _ in
      let failure = #expect(throws: Failure.self) { try settings.spendingPolicy() }
      #expect(failure?.status == .usage)
    }
  }

  @Test(arguments: ["budget: 5", "budget: [5]", "budget: {day: [5]}", "budget: {day: {a: 5}}"])
  func `a limit in a form that cannot be read is no missing limit`(text: String) async throws {
    try await withFiles(own: "model: svd\n" + text, project: "") { settings, _ in
      let failure = #expect(throws: Failure.self) { try settings.spendingPolicy() }
      #expect(failure?.status == .usage && failure?.message?.contains("config.yaml:2: 'budget") == true)
    }
  }

  @Test(arguments: [
    ("inboxes: ~/x", "'inboxes' is a list, as in 'inboxes: [a, b]'"), ("model: [a]", "'model' is one value"),
    ("concurrency: many", "'concurrency' is a number from 1 to 100, not 'many'"),
    ("gallery: 3", "'gallery' is a map, as in 'gallery: {cache: …}'"),
    ("dates: 3", "'dates' is day-first or month-first, not '3'"),
  ])
  func `a value that its setting cannot have is told with its line`(text: String, complaint: String) async throws {
    try await withFiles(own: "# mine\n" + text, project: "") { settings, folder in
      #expect(settings.complaints == ["\(folder)/home/.config/alice/config.yaml:2: \(complaint)"])
    }
    try await withFiles(own: "inboxes: [a, b]\nbudget: {day: 5}\nlibrary: /x\nhooks:\nbudget2: 1", project: "model:") {
      settings, _ in
      #expect(settings.complaints.count == 1 && settings.complaints[0].contains(":5: there is no setting 'budget2'"))
    }
  }

  @Test func `a key without a value sets nothing`() async throws {
    try await withFiles(own: "library:\nmodel:\nbudget:", project: "") { settings, folder in
      #expect(settings.model(flag: nil) == "flux-schnell")
      #expect(settings.library(flag: nil) == folder.appending("home/Pictures/Alice"))
      let budgets = try settings.budgets()
      #expect(budgets.isEmpty && settings.complaints.isEmpty)
    }
  }

  @Test func `a project's hooks are obeyed only where the user's own file trusts it`() async throws {
    let hook = "hooks: [{on: generation.completed, run: [true]}]"
    try await withFiles(own: "model: svd", project: hook) { settings, _ in
      let delivery = try DeliverySettings(settings)
      #expect(delivery.hooks.isEmpty && delivery.untrusted == settings.files.filter { $0.hasSuffix(".alice.yaml") })
    }
    try await withFiles(own: "trust: [~/../project]", project: hook) { settings, _ in
      let delivery = try DeliverySettings(settings)
      #expect(delivery.hooks.count == 1 && delivery.untrusted.isEmpty)
    }
  }
}
