import AliceCatalog
import AliceLibrary
import AliceMedia
import AliceVision

/// Takes files into a library: looks at them in parallel, decides, places in batches, records.
package struct OrganizeJob: Sendable {
  let workspace: Workspace?
  let root: BytePath
  let request: OrganizeRequest
  let now: Timestamp
  /// Files that are held open, looked at and placed together: one sync for all of them.
  private static let batchSize = 48
  private static let width = 2

  /// `workspace` is nil for a dry run on a library that does not exist yet.
  package init(_ workspace: Workspace?, root: BytePath, request: OrganizeRequest, now: Timestamp) {
    self.workspace = workspace
    self.root = root
    self.request = request
    self.now = now
  }

  /// What would be done. Writes nothing, anywhere.
  package func plan(progress: @Sendable (Int) -> Void = { _ in }) async throws -> OrganizeReport {
    var report = OrganizeReport()
    let planner = try makePlanner()
    var planned: [AssetID: Asset] = [:]
    try await forEachBatch(report: &report, progress: progress) { report, candidates in
      for step in try planner.steps(for: candidates) {
        let candidate = step.candidate
        switch step {
        case .place(_, let destination) where planned[candidate.id] == nil:
          let asset = candidate.asset(at: destination)
          planned[asset.id] = asset
          report.placed.append(.init(source: candidate.source, asset: asset))
        case .place, .join:
          let asset = planned[candidate.id] ?? candidate.asset(at: candidate.source)
          report.already.append(.init(source: candidate.source, asset: asset))
        case .enrich(_, let existing, _), .already(_, let existing):
          report.already.append(.init(source: candidate.source, asset: existing))
        }
      }
    }
    if let workspace, request.refiles || settings(of: workspace) != workspace.settings {
      report.moved = try RefileJob(workspace: workspace, request: request, now: now).plan()
    }
    return report
  }

  /// Does it, as one operation of the journal.
  package func run(progress: @Sendable (Int) -> Void = { _ in }) async throws -> OrganizeReport {
    guard let workspace else { throw AliceError.libraryMissing(root) }
    let planner = try makePlanner()
    let settingsChanged = try remember(workspace)
    let journal = try workspace.journal()
    let operation = try journal.begin(operation: "organize", arguments: arguments, at: now)
    var report = OrganizeReport()
    report.operation = String(operation)
    if request.refiles || settingsChanged {
      report.moved = try RefileJob(workspace: workspace, request: request, now: now).run()
    }
    let ingester = Ingester(workspace: workspace)
    try await forEachBatch(report: &report, progress: progress) { report, candidates in
      let lock = try workspace.lock()
      defer { withExtendedLifetime(lock) {} }
      let steps = try planner.steps(for: candidates)
      let outcomes = try ingester.apply(steps)
      for (candidate, outcome) in zip(candidates, outcomes) { note(candidate, outcome, in: &report) }
      try journal.append(zip(candidates, outcomes).compactMap(step), to: operation)
      try SourceSettlement(workspace: workspace, removes: request.move).settle(candidates, outcomes)
    }
    try journal.finish(operation, at: workspace.clock.now())
    workspace.events.publish(
      Event(.organizeCompleted, at: workspace.clock.now(), data: ["placed": JSONValue(report.placed.count)]))
    return report
  }

  private var arguments: JSONValue {
    [
      "sources": .array(request.sources.map { .string($0.description) }), "quality": .bool(request.quality),
      "move": .bool(request.move), "layout": JSONValue(request.layout),
    ]
  }

  /// True where the library is laid out differently from now on.
  private func remember(_ workspace: Workspace) throws -> Bool {
    let wanted = settings(of: workspace)
    guard wanted != workspace.settings else { return false }
    try workspace.change(settings: wanted)
    return true
  }

  private func settings(of workspace: Workspace?) -> LibrarySettings {
    var settings = workspace?.settings ?? LibrarySettings()
    settings.quality = settings.quality || request.quality
    settings.layout = request.layout ?? settings.layout
    return settings
  }

  private func makePlanner() throws -> IngestPlanner {
    let settings = settings(of: workspace)
    let layout: Layout
    do { layout = try Layout(parsing: settings.layout) } catch { throw AliceError.badLayout("\(error)") }
    return IngestPlanner(layout: layout, withQuality: settings.quality, workspace: workspace)
  }

  /// Walks the sources and hands over what can be taken in, a batch at a time. What cannot goes into the report.
  private func forEachBatch(
    report: inout OrganizeReport, progress: @Sendable (Int) -> Void,
    _ body: (inout OrganizeReport, [Candidate]) throws -> Void
  ) async throws {
    let scorer = settings(of: workspace).quality ? Examiner.sharedScorer : nil
    let examiner = Examiner(scorer: scorer, now: now)
    var batch: [FoundFile] = []
    var seen = 0
    for source in request.sources {
      for found in FileWalk(source.absolute) {
        try Task.checkCancellation()
        switch found {
        case .problem(let problem): report.refused.append(.init(file: problem.path, reason: Refusal(problem.reason)))
        case .file(let file):
          seen += 1
          progress(seen)
          if let refusal = passOver(file) {
            if let refusal { report.refused.append(.init(file: file.path, reason: refusal)) }
            continue
          }
          if let known = try knownAsset(file) {
            report.already.append(.init(source: file.path, asset: known))
            continue
          }
          batch.append(file)
          if batch.count == OrganizeJob.batchSize {
            try await hand(batch, to: examiner, report: &report, body)
            batch = []
          }
        }
      }
    }
    try await hand(batch, to: examiner, report: &report, body)
  }

  private func hand(
    _ files: [FoundFile], to examiner: Examiner, report: inout OrganizeReport,
    _ body: (inout OrganizeReport, [Candidate]) throws -> Void
  ) async throws {
    guard !files.isEmpty else { return }
    var candidates: [Candidate] = []
    for examined in await OrganizeJob.examine(files, with: examiner) {
      switch examined {
      case .candidate(let candidate): candidates.append(candidate)
      case .refused(let path, let reason): report.refused.append(.init(file: path, reason: reason))
      }
    }
    try body(&report, candidates)
  }

  /// In the order of `files`, looked at by as many tasks as there are cores to feed.
  @concurrent
  private static func examine(_ files: [FoundFile], with examiner: Examiner) async -> [Examined] {
    await withTaskGroup(of: (Int, Examined).self) { group in
      var results = [Examined?](repeating: nil, count: files.count)
      var next = 0
      func add() {
        guard next < files.count else { return }
        let (index, file) = (next, files[next])
        next += 1
        group.addTask { (index, examiner.examine(file.path, sidecar: SourceSidecar.text(beside: file.path))) }
      }
      for _ in 0..<width { add() }
      for await (index, examined) in group {
        results[index] = examined
        add()
      }
      return results.compactMap { $0 }
    }
  }

  /// Nil: take it. `.some(nil)`: pass it over in silence. A refusal: pass it over and say so.
  private func passOver(_ file: FoundFile) -> Refusal?? {
    if file.path.relative(to: workspace?.root ?? root) != nil { return .some(.insideLibrary) }
    if SourceSidecar.isSidecarOfNeighbour(file.path) { return .some(nil) }
    return nil
  }

  /// The asset that came of this file in an earlier run, if the file is the same to the nanosecond and the asset is still there.
  private func knownAsset(_ file: FoundFile) throws -> Asset? {
    guard let workspace, !request.move,
      case .asset(let id)? = try workspace.catalog.knownSource(path: file.path, stamp: FileStampRow(file.stamp))?
        .outcome,
      let asset = try workspace.present(id)
    else { return nil }
    return asset
  }

  /// What the journal keeps of one file.
  private func step(_ candidate: Candidate, _ outcome: Ingester.Outcome) -> JSONValue? {
    guard case .placed(let asset, _, _) = outcome else { return nil }
    return [
      "placed": .string(asset.path.description), "id": .string(asset.id.hex),
      "source": .string(candidate.source.description), "moved": .bool(request.move),
    ]
  }

  private func note(_ candidate: Candidate, _ outcome: Ingester.Outcome, in report: inout OrganizeReport) {
    switch outcome {
    case .placed(let asset, _, _):
      report.placed.append(.init(source: candidate.source, asset: asset))
      workspace?.events.publish(
        Event(
          .assetPlaced, at: now,
          data: ["id": .string(asset.id.hex), "path": .string(asset.path.description)]))
    case .already(let asset): report.already.append(.init(source: candidate.source, asset: asset))
    case .refused(let reason): report.refused.append(.init(file: candidate.source, reason: reason))
    }
  }
}

extension Candidate {
  func asset(at path: BytePath) -> Asset { Asset(id: id, path: path, facts: inspection.facts, record: record) }
}

extension Refusal {
  init(_ reason: WalkProblem.Reason) {
    switch reason {
    case .symbolicLink: self = .link
    case .special: self = .special
    case .missing, .unreadable: self = .unreadable
    case .tooDeep: self = .tooDeep
    case .library: self = .insideLibrary
    }
  }
}
