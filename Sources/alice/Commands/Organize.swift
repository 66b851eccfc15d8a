import AliceKit
import ArgumentParser

struct Organize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Take files into the library, or bring the library in order.",
    discussion: """
      Sources are read and copied, never changed. What is in the library already is not taken twice; what was known of
      it is joined. Without a source the configured inboxes are taken, and files of the library move to where its
      layout wants them.
      """)

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "source"))
  var sources: [String] = []

  @Flag(name: .long, help: "Score pictures and file them by quality, from now on.")
  var quality = false

  @Flag(name: .long, help: "Remove each source once its copy is durable and verified.")
  var move = false

  @Option(name: .long, help: ArgumentHelp("How files are named, from now on.", valueName: "pattern"))
  var layout: String?

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @OptionGroup var common: CommonOptions

  func run() async throws {
    let session = try await Session(common)
    let request = OrganizeRequest(
      sources: try existing(sources.isEmpty ? session.settings.inboxes : sources.map { BytePath($0) }),
      quality: quality, move: move, layout: layout, refiles: sources.isEmpty)
    let root = session.root
    let isDryRun = dryRun
    let console = session.console
    let report = try await withInterrupt {
      let now = Clock.system.now()
      let progress: @Sendable (Int) -> Void = { console.progress("\($0) files") }
      guard !isDryRun else {
        return try await OrganizeJob(try Workspace.openIfPresent(root), root: root, request: request, now: now)
          .plan(progress: progress)
      }
      return try await OrganizeJob(try Workspace.create(root), root: root, request: request, now: now)
        .run(progress: progress)
    }
    console.endProgress()
    print(report, session)
    if !report.refused.isEmpty { throw Failure(.partly) }
  }

  private func existing(_ sources: [BytePath]) throws -> [BytePath] {
    for source in sources where !source.exists {
      throw Failure(.usage, "there is no file or folder '\(TerminalText(source.description))'")
    }
    return sources.map(\.absolute)
  }

  private func print(_ report: OrganizeReport, _ session: Session) {
    let console = session.console
    switch session.format {
    case .json: console.write(document: report.json(in: session.root))
    case .jsonLines: console.write(lines: lines(report, session))
    case .paths, .nulPaths:
      let nul = if case .nulPaths = session.format { true } else { false }
      console.write(paths: report.placed.map { session.root.appending($0.asset.path) }, nul: nul)
    case .people:
      for item in report.placed {
        console.writeLine(
          "\(TerminalText(item.source.lastComponent.description)) → \(TerminalText(item.asset.path.description))")
      }
      for item in report.moved {
        console.writeLine("\(TerminalText(item.from.description)) → \(TerminalText(item.asset.path.description))")
      }
    }
    if !common.json, !common.jsonl {
      for item in report.refused {
        console.warn("refused: \(TerminalText(item.file.description)): \(item.reason.rawValue)")
      }
    }
    console.note(summary(report))
  }

  /// Each item of the document as a line that says what became of it.
  private func lines(_ report: OrganizeReport, _ session: Session) -> [JSONValue] {
    report.json(in: session.root).flatMap { kind, items in
      (items.arrayValue ?? []).map { item in
        var line: JSONObject = ["result": .string(kind)]
        for (key, value) in item.objectValue ?? [:] { line[key] = value }
        return .object(line)
      }
    }
  }

  private func summary(_ report: OrganizeReport) -> String {
    let parts = [
      (report.placed.count, dryRun ? "would be placed" : "placed"), (report.already.count, "there already"),
      (report.moved.count, dryRun ? "would be moved" : "moved"), (report.refused.count, "refused"),
    ]
    return parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ").nonEmpty ?? "nothing to do"
  }
}

extension String {
  var nonEmpty: String? { isEmpty ? nil : self }
}
