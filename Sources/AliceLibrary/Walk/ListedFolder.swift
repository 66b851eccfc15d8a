package import AliceModel

/// A folder as it was before its names were read. While it is unchanged, so are its names.
package struct ListedFolder: Sendable, Hashable {
  let path: BytePath
  let stamp: FileStamp

  /// Returns whether the names are still those that were read. `start` is a time before they were read: a folder that was
  /// changed shortly before that may have been changed again without a trace.
  package func isUnchanged(since start: Timestamp) -> Bool {
    let (now, overflow) = start.milliseconds.multipliedReportingOverflow(by: 1_000_000)
    guard !overflow, stamp.isSettled(now: now) else { return false }
    return (try? EntryFacts(at: path))?.stamp == stamp
  }
}
