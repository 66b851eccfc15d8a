import AliceCatalog
import AliceLibrary
import AliceWorkspace

/// What leaves the trash for good.
extension Trash {
  /// Returns the moment that an age such as `30d`, or a date, denotes. Throws `badDate` for any other text.
  package static func moment(_ text: String, today: Timestamp) throws -> Timestamp {
    guard let moment = SearchMoment.start(of: text, today: today) else { throw AliceError.badDate(text) }
    let offset = moment.isLocal ? Int64(today.offsetMinutes) * 60_000 : 0
    return Timestamp(milliseconds: moment.milliseconds - offset, offsetMinutes: today.offsetMinutes)
  }

  /// What emptying removes, or would remove.
  package struct Emptied: Sendable {
    package var files: [TrashedFile] = []
    /// The size of all that is removed, with sidecars and other files.
    package var bytes: UInt64 = 0
    fileprivate var others: [TrashContents.Other] = []
    package var isEmpty: Bool { files.isEmpty && others.isEmpty }
  }

  /// Returns what `empty` would remove: what was deleted at `moment` or before; everything if it is nil.
  package func emptying(deletedBefore moment: Timestamp?) throws -> Emptied {
    let contents = try TrashContents(workspace)
    func isOld(_ time: Timestamp) -> Bool { moment.map { time.milliseconds <= $0.milliseconds } ?? true }
    var emptied = Emptied()
    emptied.files = contents.files.filter { isOld($0.deleted) }
    emptied.others = contents.others.filter { isOld($0.deleted) }
    emptied.bytes = (emptied.files.map(\.bytes) + emptied.others.map(\.bytes)).reduce(0, &+)
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
      let batch = Array(rest.prefix(Trash.batchSize))
      let removed = try remove(batch.map { ($0.place, $0) }, failed)
      _ = try remove(leftovers(of: removed).map { ($0, ()) }, failed)
      if workspace.hasJournal { try workspace.journal().noteEmptied(removed.map(\.place)) }
      emptied.files += removed
      emptied.bytes = removed.map(\.bytes).reduce(emptied.bytes, &+)
      rest = rest.dropFirst(Trash.batchSize)
    }
    guard !Task.isCancelled else { return emptied }
    emptied.others = try remove(wanted.others.map { ($0.path, $0) }, failed)
    emptied.bytes = emptied.others.map(\.bytes).reduce(emptied.bytes, &+)
    return emptied
  }

  /// Returns the sidecars in the trash whose files were removed and that did not go with them, as `NAME.xmp`.
  private func leftovers(of removed: [TrashedFile]) -> [BytePath] {
    let companions = removed.flatMap(\.place.companions)
    return zip(companions, workspace.library.arePresent(companions)).compactMap { $1 ? $0 : nil }
  }

  private func remove<Item>(
    _ items: [(path: BytePath, item: Item)], _ failed: (BytePath, any Error) throws -> Void
  ) throws -> [Item] {
    var removals: [(removal: Removal, item: Item)] = []
    for (path, item) in items {
      if let stamp = try? workspace.library.stamp(of: path) {
        removals.append((Removal(path: path, expecting: stamp), item))
      }
    }
    var removed: [Item] = []
    for (item, result) in zip(removals, workspace.library.removePlaced(removals.map(\.removal))) {
      switch result {
      case .success: removed.append(item.item)
      case .failure(let error): try failed(item.removal.path, AliceError(error, library: workspace.root))
      }
    }
    return removed
  }
}
