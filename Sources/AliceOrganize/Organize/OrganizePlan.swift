import AliceWorkspace

/// The actions of an `organize` run: a value that can be shown, stored in a file, edited and applied.
package struct OrganizePlan: Sendable {
  enum Item: Sendable, Hashable {
    case place(PlannedFile, to: BytePath)
    /// The library has the image; metadata of the file is merged.
    case join(PlannedFile, with: BytePath)
    case already(PlannedFile, as: BytePath)
    case refuse(BytePath, Refusal)
    case skip(BytePath, Refusal)
    case move(Move)
  }

  struct PlannedFile: Sendable, Hashable {
    let source: BytePath
    let stamp: FileStamp
    let id: AssetID
    let project: String?
  }

  /// The layout of the library after the run.
  var settings: LibrarySettings
  var move: Bool
  var link: FileLink?
  /// Whether assets that were deleted are ingested, too.
  var again = false
  var items: LongList<Item> = []
  /// The files that would be placed although they are damaged. A written plan does not name them again.
  var damaged: LongList<OrganizeReport.Refused> = []
  /// What the files are that would be placed. A written plan does not hold it.
  var tally = OrganizeTally()
  /// The files that would have no score, because a program is missing or failed. A written plan does not hold it.
  var notScored = NotScoredFiles()
  /// What was understood of another program's library. A written plan does not hold it.
  var from: ForeignSummary?
  /// The files that would stay because a person has put them where they are. A written plan does not name them.
  var pinned: LongList<BytePath> = []

  package var report: OrganizeReport {
    var report = OrganizeReport()
    for item in items {
      switch item {
      case .place(let file, let path): report.placed.append(.init(source: file.source, id: file.id, path: path))
      case .join(let file, let path), .already(let file, let path):
        report.already.append(.init(source: file.source, id: file.id, path: path))
      case .refuse(let file, let reason): report.refused.append(.init(file: file, reason: reason))
      case .skip(let file, let reason): report.skipped.append(.init(file: file, reason: reason))
      case .move(let move): report.moved.append(move)
      }
    }
    report.damaged = damaged
    report.tally = tally
    report.from = from
    report.pinned = pinned
    report.notScored = notScored
    return report
  }

  /// The files to ingest, in their order.
  var offered: [OfferedFile] {
    items.compactMap { item in
      switch item {
      case .place(let file, let path): OfferedFile(file, destination: path)
      case .join(let file, _): OfferedFile(file, destination: nil)
      // A duplicate that is to be moved is compared again before it is removed.
      case .already(let file, _): move ? OfferedFile(file, destination: nil) : nil
      case .refuse, .skip, .move: nil
      }
    }
  }

  var moves: [Move] { items.compactMap { if case .move(let move) = $0 { move } else { nil } } }
}

extension OfferedFile {
  fileprivate init(_ file: OrganizePlan.PlannedFile, destination: BytePath?) {
    self.init(
      path: file.source, stamp: file.stamp, project: file.project,
      planned: .init(id: file.id, destination: destination))
  }
}
