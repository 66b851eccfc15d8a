import AliceKit
import Foundation

/// The tour: each step runs the real operation and prints what the user would see.
struct DemoShow: Sendable {
  let console: Console
  let base: BytePath
  /// The program as the user called it.
  let program: String

  var libraryPath: BytePath { base.appending("Library") }
  private var inbox: BytePath { base.appending("Inbox") }

  private static let pictures: [(prompt: String, model: String, seed: String)] = [
    ("a serene mountain lake at dawn", "flux-schnell", "41"),
    ("snowy mountain range, morning light", "flux-dev", "61"),
    ("abstract flow of copper and teal ink", "fast-sdxl", "7"),
  ]

  func run(_ session: PaidSession) async throws {
    let workspace = session.workspace
    try await generate(session)
    try await organize(workspace)
    tree(workspace)
    try search(workspace)
    try recipe(workspace)
    farewell()
  }

  private func generate(_ session: PaidSession) async throws {
    let runner = GenerationRunner(session)
    for picture in DemoShow.pictures {
      heading("alice generate \"\(picture.prompt)\" --model \(picture.model) -n 4 --seed \(picture.seed)")
      try await make(
        GenerationRequest(prompt: picture.prompt, model: picture.model, seed: picture.seed, count: 4), runner)
    }
    heading("alice generate \"clouds drifting over a mountain pass\" --model kling-v2-text --param duration=5")
    try await make(
      GenerationRequest(
        prompt: "clouds drifting over a mountain pass", model: "kling-v2-text", parameters: ["duration": "5"]), runner)
  }

  private func make(_ request: GenerationRequest, _ runner: GenerationRunner) async throws {
    let result = try await runner.run(try await GenerationRunner.plan(request))
    for file in result.files { console.writeLine("  " + (file.relative(to: base) ?? file).description) }
    if let cost = result.cost { console.writeLine(console.style.dim("  would have cost \(cost.price) USD")) }
    if let failure = result.failures.first { throw failure }
  }

  private func organize(_ workspace: Workspace) async throws {
    try DemoInbox.fill(inbox)
    heading("alice organize Inbox --quality")
    let request = OrganizeRequest(sources: [inbox], quality: true)
    let report = try await Organizer(
      workspace, root: workspace.root, request: request, now: Clock.system.now()
    ).run()
    for item in report.placed {
      console.writeLine("  \(item.source.lastComponent) → \(item.path)")
    }
    console.writeLine(
      "  \(report.placed.count) placed, \(report.moved.count) filed by quality, \(report.refused.count) refused")
  }

  private func tree(_ workspace: Workspace) {
    heading("tree Library")
    let all = (try? Searcher(workspace).run(.all, order: .oldest, limit: nil).assets) ?? []
    var shown: [BytePath] = []
    for path in all.map(\.path).sorted() {
      let folder = path.parent ?? ""
      if folder != shown.last {
        shown.append(folder)
        console.writeLine("  " + console.style.cyan(folder.description) + "/")
      }
      console.writeLine("    " + path.lastComponent.description)
    }
  }

  private func search(_ workspace: Workspace) throws {
    heading("alice search mountain --quality-min 4")
    let query = try SearchQuery(parsing: "mountain quality:>=4", today: Clock.system.now())
    let found = try Searcher(workspace).run(query, limit: nil).assets
    for asset in found { console.writeLine("  \(asset.id.short)  \(asset.quality ?? 0)★  \(asset.path)") }
    if found.isEmpty { console.writeLine("  nothing of four stars this time") }
  }

  private func recipe(_ workspace: Workspace) throws {
    let query = try SearchQuery(parsing: "lake dawn", today: Clock.system.now())
    guard let asset = try Searcher(workspace).run(query, limit: 1).assets.first else { return }
    heading("alice show \(asset.id.short)")
    console.writeLine(AssetCard(try AssetInspector.show(asset, in: workspace), console.style).text)
  }

  private func farewell() {
    heading("try next")
    for line in [
      "export ALICE_LIBRARY=\(libraryPath)",
      "alice search 'mountain model:flux-dev'",
      "alice rate ID 5",
      "alice generate \"your own idea\" --simulate",
      "alice organize ~/Downloads --quality -n",
      "alice keys setup",
    ] { console.writeLine("  " + line) }
    // Printed last, and complete: it works from where the demo was started, without the variable above.
    heading("look at the pictures")
    console.writeLine("  \(program) gallery --library \(libraryPath)")
  }

  private func heading(_ text: String) { console.writeLine("\n" + console.style.bold("$ " + text)) }
}
