package import AliceLibrary
package import AliceMedia
package import AliceVision

/// Examines files: reads the metadata of alice and of other programs, and scores the image if asked.
package struct Examiner: Sendable {
  /// The scorer that all share, so that its weights are read only once.
  package static let sharedScorer = QualityScorer()

  /// The scorer; nil if no quality was requested.
  package let scorer: QualityScorer?
  /// The programs that decode films and images for the scorer; nil if only what alice decodes is scored.
  package var programs: ScoringPrograms?
  /// Counts what has no score, because a program is missing or failed.
  package var tally: NotScoredTally?
  /// The time that is recorded as "added".
  package let now: Timestamp
  /// Whether a thumbnail is made of each image that is decoded for its score.
  private let makesThumbnails: Bool
  /// Whether the file may be one of a library that has lost its sidecar; see `FileSidecars`.
  package var knowsByName = false
  /// The present, which no date of a file is later than.
  private let latest: Timestamp

  /// `latest` is `now` if it is nil.
  package init(scorer: QualityScorer?, now: Timestamp, makesThumbnails: Bool = false, latest: Timestamp? = nil) {
    self.scorer = scorer
    self.now = now
    self.latest = latest ?? now
    self.makesThumbnails = makesThumbnails
  }
  /// The UTC offset that is assumed for files that record none.
  package var offsetMinutes: Int { now.offsetMinutes }

  /// Examines a file. If another program is writing to it, it is postponed, or refused when `isLast`. Cancelling the
  /// task ends this and discards what was read.
  package func examine(_ offered: OfferedFile, isLast: Bool) -> Examined {
    guard !Task.isCancelled else { return .stopped }
    let examined = offered.archived.map { look(into: $0, offered) } ?? look(at: offered, isLast: isLast)
    return Task.isCancelled ? .stopped : examined
  }

  private func look(at offered: OfferedFile, isLast: Bool) -> Examined {
    do {
      let file = try OpenFile.open(offered.path, untilCancelled: true)
      return try look(at: offered, file, isLast: isLast)
    } catch let error as LibraryError {
      return .refused(offered.path, Refusal(error))
    } catch {
      return .refused(offered.path, .unreadable)
    }
  }

  private func look(at offered: OfferedFile, _ file: OpenFile, isLast: Bool) throws -> Examined {
    do {
      if offered.planned != nil, !file.stamp.hasSameContent(as: offered.stamp) {
        return .refused(offered.path, .changed)
      }
      guard !file.isBeingWritten(now: now) else {
        return isLast ? .refused(offered.path, reasonToLeave(file, at: offered.path)) : .busy(offered)
      }
      let isAlone = offered.aloneIn?.isUnchanged(since: now) ?? false
      let beside = isAlone ? FileSidecars() : FileSidecars(of: offered.path)
      // Without it the copy would carry less than the source tells.
      guard !beside.isUnreadable else { return .refused(offered.path, .sidecarUnreadable) }
      var found = try candidate(file, path: offered.path, project: offered.project, beside: beside)
      try found.openCompanions()
      return settle(found, offered)
    } catch let error as MediaError {
      if error == .unrecognised, UnreadMedia.isFound(in: file) { return .refused(offered.path, .unknownFormat) }
      return .refused(offered.path, Refusal(error))
    }
  }

  /// What is no media, such as the log of a running program, is told as that and not as something to wait for.
  private func reasonToLeave(_ written: OpenFile, at path: BytePath) -> Refusal {
    do throws(MediaError) {
      _ = try inspect(written, path, FileSidecars())
      return .busy
    } catch {
      let reason = Refusal(error)
      // An empty picture to which a program writes is one that begins.
      return reason.isSkipped(path) && (reason != .empty || !RecipeSidecars.hasMediaName(path)) ? reason : .busy
    }
  }

  /// Compares the candidate with the plan, and records that a damaged picture is one, whether or not it is scored.
  func settle(_ found: Candidate, _ offered: OfferedFile) -> Examined {
    var candidate = found
    if candidate.record.assessment == Assessment(), candidate.damage == .truncated {
      candidate.record.assessment.defects = [.truncated]
    }
    if let planned = offered.planned, planned.id != candidate.id { return .refused(offered.path, .changed) }
    if let path = offered.planned?.destination {
      guard Layout.allows(path, as: candidate.inspection.format) else { return .refused(offered.path, .badPath) }
      candidate.destination = path
    }
    return .candidate(candidate)
  }

  /// `modified` is when the file was changed last; nil for what the file system says.
  package func candidate(
    _ file: OpenFile, path: BytePath, project: String? = nil, beside: FileSidecars = FileSidecars(),
    modified given: Timestamp? = nil
  ) throws -> Candidate {
    let inspection = try inspect(file, path, beside)
    let modified =
      given
      ?? Timestamp(milliseconds: file.stamp.modifiedNanoseconds / 1_000_000, offsetMinutes: offsetMinutes)
    let resolver = MetadataResolver(inspection: inspection, of: file, beside: beside)
    var record = resolver.record(added: now)
    var isDateGuessed = false
    if !resolver.isOwn, let told = record.provenance.created, !CreationDate.canBeBelieved(told, latest: latest) {
      record.provenance.created = nil
    }
    if record.provenance.created == nil {
      let date = CreationDate(
        inspection.header, name: path.lastComponent, seed: record.provenance.recipe.seed, modified: modified,
        latest: latest)
      record.provenance.created = date.moment
      isDateGuessed = date.isGuessed
    }
    record.project = record.project ?? project
    if !resolver.isOwn { record.originalName = path.lastComponent.description }
    let seen = assess(&record, file: file, inspection: inspection)
    return Candidate(
      source: path, file: file, inspection: inspection, record: record, modified: modified, beside: beside,
      texts: resolver.texts, isDateGuessed: isDateGuessed, isOwn: resolver.isOwn, isAtOdds: resolver.isAtOdds,
      kept: resolver.kept, seen: seen)
  }

  /// Scores the image or film if this scorer has not scored it yet. Returns what else decoding it was good for, if it
  /// was decoded.
  @discardableResult
  package func assess(_ record: inout AssetRecord, file: OpenFile, inspection: Inspection) -> SeenPicture? {
    guard let scorer, inspection.format.isScored, record.assessment.score?.scorer != QualityScorer.id,
      record.assessment == Assessment(), programs != nil || ScoringPrograms.name(for: inspection.format) == nil
    else { return nil }
    let programs = programs ?? ScoringPrograms(environment: [:])
    var found = FileAssessment()
    let seen = SeenPicture.receiving(inspection.facts, thumbnail: makesThumbnails) { copy in
      found = scorer.assess(file, inspection, by: programs, copy: copy)
    }
    record.assessment = found.assessment
    if let reason = found.notScored ?? NotScored(found.problem), !Task.isCancelled {
      tally?.add(reason, inspection.format.kind)
    }
    return seen
  }
}

extension Inspection {
  /// The structural problems that count as defects of the image.
  package var defects: Set<Defect> { problems.contains(.truncated) ? [.truncated] : [] }
}

extension Refusal {
  package init(_ error: MediaError) {
    switch error {
    case .empty: self = .empty
    case .unrecognised: self = .unrecognised
    case .tooLarge: self = .tooLarge
    case .sparse: self = .sparse
    case .malformed: self = .malformed
    case .unreadable, .noDigest, .notEmbeddable: self = .unreadable
    }
  }

  package init(_ error: LibraryError) {
    switch error {
    case .notRegular: self = .special
    case .changed: self = .changed
    case .tooLarge: self = .tooLarge
    default: self = .unreadable
    }
  }
}
