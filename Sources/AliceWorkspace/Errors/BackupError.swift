public import AliceModel

/// Why a backup could not be written or put back.
public enum BackupError: Error, Sendable, Hashable {
  /// The file exists, and must not be replaced.
  case exists(BytePath)
  /// The file could not be written; with the system's message.
  case notWritten(BytePath, reason: String)
  /// The file is no backup, or not one as alice writes it; `reason` says what is wrong with it.
  case notABackup(BytePath, reason: String)
  /// A part of the backup differs from what was written.
  case damaged(BytePath, part: String)
  /// A newer alice wrote the backup.
  case newer(BytePath)
  /// There is no folder into which the backup could be put.
  case noFolder(BytePath)
  /// The library knows what the backup does not: this many entries of its journal, and its settings differ.
  case wouldLose(entries: Int, settings: Bool)
}
