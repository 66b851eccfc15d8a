import AliceKit
// Public, as is the type that is made an argument below.
public import ArgumentParser

struct Organize: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "organize", abstract: "Copy files into the library, or rearrange the library.",
    discussion: """
      Sources are read and copied, never changed. A file that is in the library already is not copied again; new \
      metadata of it is merged. Without a source, the configured inboxes are organized, and files of the library are \
      moved to where its layout puts them, except those that you moved by hand; no library is created then.
      """)

  @Argument(help: ArgumentHelp("Files and folders.", valueName: "source"))
  var sources: [String] = []

  @Flag(name: .long, help: "Score pictures and films, and file them by quality, from now on.")
  var quality = false

  @Flag(name: .long, help: "Remove each source once its copy is durable and verified.")
  var move = false

  @Option(
    name: .long,
    help: ArgumentHelp("Link files whose bytes need no change; copy the others.", valueName: "hard|reflink"))
  var link: FileLink?

  @Option(name: .long, help: ArgumentHelp("The pattern of paths, from now on.", valueName: "pattern"))
  var layout: String?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Pass over files and folders whose name, or path below the source, matches; repeatable.", valueName: "glob"))
  var exclude: [String] = []

  @Option(
    name: .long,
    help: ArgumentHelp("Take in only files with a recipe or a sign that AI made them.", valueName: "ai"))
  var only: TakenFiles?

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Bring the pictures of another program with its ratings, favourites, tags and boards. The first source is its folder or database.",
      valueName: "program"))
  var from: ForeignTool?

  @Flag(name: .long, help: "Read every source again, even if it is unchanged.")
  var verify = false

  @Flag(name: .long, help: "Take in files again that were deleted from the library.")
  var again = false

  @Option(
    name: .long,
    help: ArgumentHelp(
      "Move what you put elsewhere by hand, too: a file or folder of the library, '.' for all; repeatable.",
      valueName: "path"))
  var unpin: [String] = []

  @Flag(name: [.customShort("n"), .long], help: "Show what would be done; write nothing.")
  var dryRun = false

  @Option(
    name: .long, help: ArgumentHelp("Write the plan to a file ('-': standard output).", valueName: "file"))
  var plan: String?

  @Option(name: .long, help: ArgumentHelp("Apply a plan ('-': standard input).", valueName: "file"))
  var apply: String?

  @Flag(name: .long, help: "Keep watching for new files, until Ctrl-C.")
  var watch = false

  @OptionGroup var common: CommonOptions

  func validate() throws {
    if apply != nil,
      !sources.isEmpty || plan != nil || watch || quality || move || layout != nil || link != nil || again
        || !exclude.isEmpty || only != nil || from != nil
    {
      throw ValidationError("--apply takes everything from the plan; it excludes sources and other options.")
    }
    if !unpin.isEmpty, !sources.isEmpty || apply != nil || watch {
      throw ValidationError("--unpin rearranges the library; it excludes sources, --apply and --watch.")
    }
    for pattern in exclude where !OrganizeRequest.isPattern(pattern) {
      throw ValidationError("'\(TerminalText(pattern))' is no pattern for --exclude.")
    }
    if from != nil {
      if sources.isEmpty { throw ValidationError("--from needs the folder or the database of the other program.") }
      if move || watch || plan != nil || !exclude.isEmpty {
        throw ValidationError(
          "--from leaves the other program as it is; it excludes --move, --watch, --plan and --exclude.")
      }
    }
    if watch, dryRun || plan != nil { throw ValidationError("--watch cannot be used with a plan or a dry run.") }
  }

  func run() async throws {
    let session = try await Session(common)
    // The layout is checked before a library is created.
    if let layout { _ = try LibrarySettings(layout: layout).parsedLayout() }
    var request = OrganizeRequest(
      sources: apply == nil
        ? try existing(sources.isEmpty ? session.settings.inboxes : sources.map { BytePath($0) }) : [],
      quality: quality, move: move, link: link, layout: layout, refiles: sources.isEmpty && apply == nil,
      verify: verify, again: again)
    (request.exclude, request.only) = (exclude, only)
    request.unpinned = unpin.map { BytePath($0).relativeTo(library: session.root) }
    let wanted = request
    try await run(wanted, session)
  }

  private func run(_ request: OrganizeRequest, _ session: Session) async throws {
    if let plan { return try await write(plan, request, session) }
    if let apply { return try finish(try await carryOut(apply, session), session) }
    if watch { return try await keepWatching(request, session) }
    try finish(try await once(request, session), session)
  }

  static let again = "the same command continues"
  private static let nothingWritten = "nothing was written"

  private func once(_ request: OrganizeRequest, _ session: Session) async throws -> OrganizeReport {
    let (isDryRun, isMaking, tool) = (dryRun, !sources.isEmpty, from)
    return try await session.watching(goOn: isDryRun ? Organize.nothingWritten : Organize.again) { progress in
      var request = request
      if let tool, let source = request.sources.first {
        request.from = try ForeignFiles.read(tool, source, in: Array(request.sources.dropFirst()))
      }
      guard !isDryRun else { return try await Organize.plan(request, session, progress).report }
      let workspace = try isMaking ? session.makeLibrary(anew: .afterRemoval) : session.openLibraryForWriting()
      return try await Organizer(workspace, root: session.root, request: request, now: Clock.system.now())
        .run(progress: progress)
    }
  }

  private static func plan(
    _ request: OrganizeRequest, _ session: Session, _ progress: FileProgress?
  ) async throws -> OrganizePlan {
    try await Organizer(
      try session.openLibraryIfPresent(anew: .afterRemoval), root: session.root, request: request,
      now: Clock.system.now()
    ).plan(progress: progress)
  }

  private func write(_ file: String, _ request: OrganizeRequest, _ session: Session) async throws {
    let plan = try await session.watching(goOn: "no plan was written") {
      try await Organize.plan(request, session, $0)
    }
    try PlanFile(file).write(plan.lines, session.console)
    OrganizeSummary(plan.report, isPlan: true).tell(session.console)
    if !plan.report.refused.isEmpty { throw Failure(.partly) }
  }

  private func carryOut(_ file: String, _ session: Session) async throws -> OrganizeReport {
    let plan: OrganizePlan
    do {
      plan = try OrganizePlan(lines: try PlanFile(file).read())
    } catch let error as PlanError {
      throw Failure(.usage, "\(TerminalText("\(error)"))")
    }
    let isDryRun = dryRun
    return try await session.watching(goOn: isDryRun ? Organize.nothingWritten : Organize.again) { progress in
      let organizer = Organizer(
        try isDryRun
          ? session.openLibraryIfPresent(anew: .afterRemoval) : session.makeLibrary(anew: .afterRemoval),
        root: session.root, request: OrganizeRequest(sources: [], refiles: false), now: Clock.system.now())
      return try await isDryRun
        ? organizer.plan(plan, progress: progress).report : organizer.apply(plan, progress: progress)
    }
  }

  private func keepWatching(_ request: OrganizeRequest, _ session: Session) async throws {
    guard !request.sources.isEmpty else {
      throw Failure(.usage, "--watch needs a folder, or 'inboxes' in the configuration")
    }
    let output = self
    do {
      try await withInterrupt {
        let workspace =
          try output.sources.isEmpty ? session.openLibraryForWriting() : session.makeLibrary(anew: .afterRemoval)
        let organizer = try WatchedOrganizer(workspace, request: request)
        try await fetchingUnfinishedJobs(in: workspace, session.settings, each: .seconds(60), for: session) {
          try await organizer.run { report in output.print(report, session) }
        }
      }
    } catch is CancellationError {
      session.console.note("stopped watching")
    }
  }

  private func finish(_ report: OrganizeReport, _ session: Session) throws {
    print(report, session)
    if let error = report.stopped { throw error }
    if !report.refused.isEmpty || report.kept.contains(where: { $0.reason == .notRemoved }) { throw Failure(.partly) }
    if isAllNoMedia(report) { throw Failure(.answerIsNo) }
  }

  /// Whether the user named files only, and none of them is media.
  private func isAllNoMedia(_ report: OrganizeReport) -> Bool {
    let isIdle = report.placed.isEmpty && report.already.isEmpty && report.moved.isEmpty
    let sources = realSources
    let named = report.skipped.filter { isNamed($0, sources) }
    return isIdle && !named.isEmpty && named.count == report.skipped.count && named.count == self.sources.count
  }

  /// Whether the user named the file itself, and it is no media.
  private func isNamed(_ file: OrganizeReport.Refused, _ sources: Set<BytePath>) -> Bool {
    file.reason != .deleted && sources.contains(file.file.real)
  }

  /// The sources, with the symbolic links in their folders resolved.
  private var realSources: Set<BytePath> { Set(sources.map { BytePath($0).absolute.real }) }

  private func existing(_ sources: [BytePath]) throws -> [BytePath] {
    for source in sources where !source.exists {
      throw Failure(.usage, "there is no file or folder '\(TerminalText(source.description))'")
    }
    return sources.map(\.absolute)
  }

  private func print(_ report: OrganizeReport, _ session: Session) {
    let console = session.console
    if !(console.isQuiet && (session.format == .people || session.format == .paths)) {
      printResult(report, session)
    }
    if !session.format.isJSON { printFiles(report, console) }
    if let from = report.from { console.note(from.line) }
    if !report.pinned.isEmpty {
      console.note("pinned: \(report.pinned.count) left where you put them; '--unpin PATH' moves them, too")
    }
    let hasSources = !sources.isEmpty || !session.settings.inboxes.isEmpty
    OrganizeSummary(report, isPlan: dryRun, hasSources: hasSources).tell(console)
  }

  /// The number of warnings of one kind that are printed without `-v`: one screen shows them all.
  private static let mostWarnings = 20

  private func printFiles(_ report: OrganizeReport, _ console: Console) {
    func line(_ verb: String, _ item: OrganizeReport.Refused) -> String {
      "\(verb): \(TerminalText(item.file.description)): \(item.reason.rawValue)"
    }
    for path in report.pinned { console.detail("pinned: \(TerminalText(path.description))") }
    for item in report.kept { console.warn(line("kept", item)) }
    let sources = realSources
    for item in report.skipped {
      // A file that the user named is told; the others of a folder are only counted.
      if item.reason != .companion, isNamed(item, sources) {
        console.note(line("skipped", item))
      } else {
        console.detail(line("skipped", item))
      }
    }
    // With '-q' the refused are told nevertheless, because they are errors.
    for (verb, items, tell) in [("damaged", report.damaged, console.warn), ("refused", report.refused, console.error)] {
      let most = console.isVerbose ? items.count : Organize.mostWarnings
      for item in items.prefix(most) { tell(line(verb, item)) }
      if items.count > most { tell("and \(items.count - most) more \(verb); '-v' names them all") }
    }
  }
}

extension TakenFiles: ExpressibleByArgument {}
extension ForeignTool: ExpressibleByArgument {}
extension FileLink: ExpressibleByArgument {}
