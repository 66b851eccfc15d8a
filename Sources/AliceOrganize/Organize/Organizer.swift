import AliceCatalog
import AliceLibrary
import AliceMedia
package import AliceWorkspace

/// Ingests files: examines them in parallel, decides, places them in batches, records them.
package struct Organizer: Sendable {
  let workspace: Workspace?
  let root: BytePath
  let request: OrganizeRequest
  let now: Timestamp

  /// Creates an organizer; `workspace` is nil for a dry run on a library that does not exist yet.
  package init(_ workspace: Workspace?, root: BytePath, request: OrganizeRequest, now: Timestamp) {
    self.workspace = workspace
    self.root = root
    self.request = request
    self.now = now
  }

  /// The origin of the files.
  private enum Intake {
    case sources
    case files([OfferedFile])
    case plan(OrganizePlan)
  }

  /// Returns what would be done. Nothing is written.
  package func plan(progress: FileProgress? = nil) async throws -> OrganizePlan {
    try await plan(.sources, try settings, progress)
  }

  /// Returns the actions that applying a plan would take for the present files. Writes nothing.
  package func plan(_ plan: OrganizePlan, progress: FileProgress? = nil) async throws -> OrganizePlan {
    try await applying(plan).plan(.plan(plan), plan.settings, progress)
  }

  private func plan(
    _ intake: Intake, _ settings: LibrarySettings, _ progress: FileProgress?
  ) async throws -> OrganizePlan {
    var plan = OrganizePlan(
      settings: settings, move: request.move, link: request.link, again: request.again)
    plan.from = request.from?.summary
    let tally = NotScoredTally()
    if let refiler = try refiler(intake, settings, progress, tally) {
      if case .plan(let given) = intake {
        plan.items += try refiler.plan(given.moves).map { .move($0) } as [OrganizePlan.Item]
      } else {
        let due = try await refiler.plan()
        plan.items += due.moves.map { .move($0) } as [OrganizePlan.Item]
        plan.items += due.refused.map { .refuse($0.file, $0.reason) } as [OrganizePlan.Item]
        plan.pinned = LongList(due.pinned)
      }
    }
    let planner = try planner(settings)
    let planned = try ScratchTable()
    try await walk(feed(settings, progress, tally, isDryRun: true), intake) { told in
      switch told {
      case .refused(let file, let reason): plan.items.append(.refuse(file, reason))
      case .skipped(let file, let reason): plan.items.append(.skip(file, reason))
      case .already(let file, let id, let path): plan.items.append(.already(.init(file, id), as: path))
      case .candidates(let candidates):
        for step in try planner.steps(for: candidates) {
          plan.items.append(try Organizer.item(for: step, planned))
          plan.note(step)
        }
      }
    }
    plan.notScored = tally.files
    return plan
  }

  /// Passes the files on, to a dry run and a real run alike.
  private func walk(
    _ feed: SourceFeed, _ intake: Intake, tell: (SourceFeed.FeedItem) async throws -> Void
  ) async throws {
    switch intake {
    case .sources:
      guard let foreign = request.from else { return try await feed.walk(request.sources, tell: tell) }
      try await foreign.walk(feed, tell: tell)
    case .files(let files): try await feed.take(files, tell: tell)
    case .plan(let plan): try await feed.take(plan.offered, tell: tell)
    }
  }

  /// Returns nil if the library's own files keep their paths.
  private func refiler(
    _ intake: Intake, _ settings: LibrarySettings, _ progress: FileProgress?, _ tally: NotScoredTally
  ) throws -> Refiler? {
    guard let workspace else { return nil }
    let isWanted =
      switch intake {
      case .plan: true
      case .sources, .files: try request.refiles || settings != knownSettings
      }
    guard isWanted else { return nil }
    return Refiler(
      workspace: workspace, settings: settings, formerlyKept: workspace.keptFiles, now: now, progress: progress,
      tally: tally, unpinned: request.unpinned)
  }

  /// `planned` holds the paths of the assets that are to be placed.
  private static func item(for step: IngestStep, _ planned: ScratchTable) throws -> OrganizePlan.Item {
    let candidate = step.candidate
    let file = OrganizePlan.PlannedFile(candidate)
    switch step {
    case .place(_, let destination):
      if let earlier = try planned.path(of: candidate.id) { return .join(file, with: earlier) }
      try planned.set(candidate.id, to: destination)
      return .place(file, to: destination)
    case .join: return .join(file, with: try planned.path(of: candidate.id) ?? candidate.source)
    case .enrich(_, let existing, _): return .join(file, with: existing.path)
    case .already(_, let existing): return .already(file, as: existing.path)
    case .skip: return .skip(candidate.source, .deleted)
    case .refuse(_, let reason): return .refuse(candidate.source, reason)
    case .found(_, let entry): return .already(file, as: entry.asset.path)
    }
  }

  /// Ingests the sources, as one operation of the journal.
  package func run(progress: FileProgress? = nil) async throws -> OrganizeReport {
    try await run(.sources, try settings, progress)
  }

  /// Applies a plan: ingests its files, unless they changed since, to the paths that it names.
  package func apply(_ plan: OrganizePlan, progress: FileProgress? = nil) async throws -> OrganizeReport {
    try await applying(plan).run(.plan(plan), plan.settings, progress)
  }

  private func applying(_ plan: OrganizePlan) -> Organizer {
    Organizer(
      workspace, root: root,
      request: OrganizeRequest(
        sources: [], move: plan.move, link: plan.link, refiles: false, again: plan.again),
      now: now)
  }

  /// Ingests files that were found by a watcher.
  func run(_ files: [OfferedFile]) async throws -> OrganizeReport { try await run(.files(files), try settings, nil) }

  private func run(
    _ intake: Intake, _ settings: LibrarySettings, _ progress: FileProgress?
  ) async throws -> OrganizeReport {
    guard let workspace else { throw AliceError.libraryMissing(root) }
    let planner = try planner(settings)
    let log = OperationLog("organize", arguments: arguments, in: workspace)
    var report = OrganizeReport()
    let tally = NotScoredTally()
    report.from = request.from?.summary
    do {
      try await refile(intake, settings, log, progress, tally, &report)
      let run = CandidateIntake(
        workspace: workspace, planner: planner, ingester: Ingester(workspace: workspace, link: request.link),
        disposal: SourceDisposal(workspace: workspace, removes: request.move, log: log), again: request.again, now: now)
      let feed = feed(settings, progress, tally, makesThumbnails: workspace.thumbnails != nil)
      try await walk(feed, intake) { try await run.take($0, &report) }
      if case .plan = intake {} else { try await settleNames(settings, workspace, log, &report) }
      report.alike = workspace.alike(to: report.placed.map(\.id))
    } catch {
      report.stopped = error
    }
    report.notScored = tally.files
    report.operation = log.id.map { String($0) }
    try log.finish(isWhole: report.refused.isEmpty && report.stopped == nil)
    workspace.events.publish(.organizeCompleted(report.payload, at: workspace.clock.now()))
    workspace.settleEvents()
    return report
  }

  /// Moves what this run placed and learned more of later, from a copy with more metadata: the order in which copies of
  /// a picture are found does not decide on its name.
  private func settleNames(
    _ settings: LibrarySettings, _ workspace: Workspace, _ log: OperationLog, _ report: inout OrganizeReport
  ) async throws {
    guard !report.enriched.isEmpty else { return }
    let ids = report.placed.lazy.map(\.id).filter(report.enriched.contains)
    let refiler = Refiler(
      workspace: workspace, settings: settings, formerlyKept: workspace.keptFiles, now: now, progress: nil,
      tally: NotScoredTally())
    report.follow(try await refiler.follow(Array(workspace.catalog.assets(Array(ids)).values), log))
  }

  private func refile(
    _ intake: Intake, _ settings: LibrarySettings, _ log: OperationLog, _ progress: FileProgress?,
    _ tally: NotScoredTally, _ report: inout OrganizeReport
  ) async throws {
    // This depends on the present settings, so it comes before they change.
    let refiler = try refiler(intake, settings, progress, tally)
    // If the settings are lost and given again, there are no former ones to restore.
    let before = try knownSettings
    if settings != before {
      try log.append([.settings(before: before ?? settings, after: settings)])
      try workspace?.change(settings: settings)
    }
    if case .plan(let plan) = intake {
      try await refiler?.run(plan.moves, log, &report)
    } else {
      try await refiler?.run(log, &report)
    }
  }

  private var arguments: JSONValue {
    var object: JSONObject = [
      "sources": .array(request.sources.map(\.json)), "quality": .bool(request.quality), "move": .bool(request.move),
      "layout": JSONValue(request.layout),
    ]
    object["link"] = request.link.map { .string($0.rawValue) }
    if request.again { object["again"] = true }
    object["from"] = request.from.map { .string($0.summary.tool.rawValue) }
    if !request.unpinned.isEmpty { object["unpinned"] = .array(request.unpinned.map(\.json)) }
    object["only"] = request.only.map { .string($0.rawValue) }
    return .object(object)
  }

  /// The settings of the library from now on.
  private var settings: LibrarySettings {
    get throws {
      if let known = try knownSettings { return try changed(known) }
      // If the settings are lost, the copy at the top of the library still says which files stay.
      let plain = try workspace.flatMap { try LibraryMaking(library: $0.library).plainSettings }
      return try changed(plain ?? LibrarySettings())
    }
  }

  /// The present settings; nil if they are lost and the request contains new ones. Throws if they are lost otherwise.
  private var knownSettings: LibrarySettings? {
    get throws {
      do {
        return try workspace?.settings
      } catch AliceError.settingsLost where request.layout != nil {
        return nil
      }
    }
  }

  private func changed(_ settings: LibrarySettings) throws -> LibrarySettings {
    var changed = settings
    changed.quality = settings.quality || request.quality
    changed.layout = request.layout ?? settings.layout
    if changed.keepsLayout, changed.layout != settings.layout { try check(changed, since: settings) }
    return changed
  }

  /// Throws unless the layout of a library that keeps its files has a folder for all others.
  private func check(_ settings: LibrarySettings, since former: LibrarySettings) throws {
    guard let folder = try settings.parsedLayout().folder else {
      throw AliceError.badLayout(
        "this library keeps its files where they are, so its layout begins with a folder for new ones, as in "
          + "'Alice/\(settings.layout)'")
    }
    let isFormer = try former.parsedLayout().folder == folder
    guard isFormer || workspace?.library.areGone([folder]) != [false] else {
      throw AliceError.badLayout("the folder '\(folder.description)' is there already; new files need one of their own")
    }
  }

  private func planner(_ settings: LibrarySettings) throws -> IngestPlanner {
    try IngestPlanner(
      layout: settings.parsedLayout(), withQuality: settings.quality, workspace: workspace,
      skipsDeleted: !request.again)
  }

  private func feed(
    _ settings: LibrarySettings, _ progress: FileProgress?, _ tally: NotScoredTally, makesThumbnails: Bool = false,
    isDryRun: Bool = false
  ) -> SourceFeed {
    var examiner = Examiner(
      scorer: settings.quality ? Examiner.sharedScorer : nil, now: now, makesThumbnails: makesThumbnails)
    (examiner.programs, examiner.tally) = (workspace?.scoringPrograms ?? ScoringPrograms(), tally)
    return SourceFeed(
      workspace: workspace, root: root, examiner: examiner,
      // A source that is to be moved is always read: it is removed once it is proved to be in the library. So is one
      // that another program has a verdict on, which may be new.
      verifies: request.verify || request.move || request.from != nil, skipsDeleted: !request.again, progress: progress,
      excluded: request.exclude.compactMap(PathGlob.init), only: request.only,
      scratch: isDryRun ? nil : workspace?.library,
      staging: request.takesStaged ? workspace?.library.temporaryPath : nil)
  }
}

extension OrganizePlan {
  /// Notes what is told of a file that would be placed.
  fileprivate mutating func note(_ step: IngestStep) {
    guard case .place(let candidate, _) = step else { return }
    tally.count(candidate.record)
    if let damage = candidate.damage { damaged.append(.init(file: candidate.source, reason: damage)) }
  }
}

extension OrganizePlan.PlannedFile {
  init(_ file: OfferedFile, _ id: AssetID) {
    self.init(source: file.path, stamp: file.stamp, id: id, project: file.project)
  }

  init(_ candidate: Candidate) {
    self.init(
      source: candidate.source, stamp: candidate.origin.stamp, id: candidate.id,
      project: candidate.record.project)
  }
}
