package import AliceModel

/// What putting a backup back does, or has done.
package struct RestoreReport: Sendable {
  package let root: BytePath
  /// When the backup was made.
  package let made: Timestamp
  /// The entries of the library's journal that the backup lacks; nil if the library has no sound journal.
  package var lostEntries: Int?
  /// The entries of the backup's journal that the library lacks.
  package var newEntries = 0
  package var changesSettings = false
  /// Whether the library has other settings, which are replaced.
  package var losesSettings = false
  /// Whether the event log comes from the backup.
  package var takesLog = false
  /// Whether the pictures are still to be indexed.
  package var lacksCatalog = false
  /// The requests that may have been sent since the backup.
  package var distrusted = 0
  /// The file that brings the former state back; nil if nothing was replaced.
  package var former: BytePath?
  /// The name under which a damaged journal is kept.
  package var aside: BytePath?

  /// Whether the journal of the backup takes the place of the present one.
  package var changesJournal: Bool { lostEntries.map { $0 > 0 || newEntries > 0 } ?? true }
  /// Whether something of the library is replaced that the backup does not have.
  package var losesSomething: Bool { (lostEntries ?? 0) > 0 || losesSettings }
}
