import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// What leaves the trash for good.
extension Trash {
  /// Returns the moment that an age such as `30d`, or a date, denotes. Throws `badDate` for any other text.
  package static func moment(_ text: String, _ context: SearchContext) throws -> Timestamp {
    guard let moment = SearchMoment.start(of: text, context) else { throw AliceError.badDate(text) }
    let today = context.today
    let offset = moment.isLocal ? Int64(today.offsetMinutes) * 60_000 : 0
    return Timestamp(milliseconds: moment.milliseconds - offset, offsetMinutes: today.offsetMinutes)
  }

  /// What emptying removes, or would remove.
  package struct Emptied: Sendable {
    package var files: [TrashedFile] = []
    fileprivate var others: [TrashContents.Other] = []
    /// The number of files that belong to no asset in the trash, such as sidecars that a repair replaced.
    package var otherCount: Int { others.count }
    /// The size of all that is removed, with sidecars and other files.
    package var bytes: UInt64 { (files.map(\.bytes) + others.map(\.stamp.size)).reduce(0, &+) }
    package var isEmpty: Bool { files.isEmpty && others.isEmpty }
  }

  /// Returns what `empty` would remove: what was deleted at `moment` or before; everything if it is nil.
  package func emptying(deletedBefore moment: Timestamp?) throws -> Emptied {
    let contents = try TrashContents(workspace)
    func isOld(_ time: Timestamp) -> Bool { moment.map { time.milliseconds <= $0.milliseconds } ?? true }
    var emptied = Emptied()
    emptied.files = contents.files.filter { isOld($0.deleted) }
    emptied.others = contents.others.filter { isOld($0.deleted) }
    return emptied
  }

  /// Removes files from the trash for good, and returns what was removed. That they were deleted stays known.
  ///
  /// If the user agreed to what was `planned`, nothing else is removed: more may have been deleted since.
  package func empty(
    deletedBefore moment: Timestamp?, planned: Emptied? = nil,
    failed: (BytePath, any Error) throws -> Void = { throw $1 }
  ) throws -> Emptied {
    let lock = try workspace.library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    try recover()
    var wanted = try emptying(deletedBefore: moment)
    if let planned {
      let files = Set(planned.files.map(\.place))
      let others = Set(planned.others.map(\.path))
      wanted.files.removeAll { !files.contains($0.place) }
      wanted.others.removeAll { !others.contains($0.path) }
    }
    var emptied = Emptied()
    var rest = wanted.files[...]
    while !rest.isEmpty, !Task.isCancelled {
      emptied.files += try remove(rest.prefix(Trash.batchSize), failed)
      rest = rest.dropFirst(Trash.batchSize)
    }
    guard !Task.isCancelled else { return emptied }
    let removed = try remove(wanted.others.map { Removal(path: $0.path, expecting: $0.stamp) }, failed)
    emptied.others = wanted.others.filter { removed.contains($0.path) }
    return emptied
  }

  /// Removes files, then their companions, which become files of their own in the trash if this is interrupted between
  /// the two.
  private func remove(
    _ files: ArraySlice<TrashedFile>, _ failed: (BytePath, any Error) throws -> Void
  ) throws -> [TrashedFile] {
    let removed = try remove(files.map { Removal(path: $0.place, expecting: $0.stamp) }, failed)
    let gone = files.filter { removed.contains($0.place) }
    _ = try remove(gone.flatMap(\.companions), failed)
    if try workspace.hasJournal { try workspace.journal().noteEmptied(gone.map(\.place)) }
    return gone
  }

  /// Removes files, and returns the paths of those that are gone.
  private func remove(
    _ removals: [Removal], _ failed: (BytePath, any Error) throws -> Void
  ) throws -> Set<BytePath> {
    var gone: Set<BytePath> = []
    for (removal, result) in zip(removals, workspace.library.removePlaced(removals)) {
      switch result {
      // A sidecar goes with its file.
      case .success, .failure(.missing): gone.insert(removal.path)
      case .failure(let error): try failed(removal.path, AliceError(error, library: workspace.root))
      }
    }
    return gone
  }
}
