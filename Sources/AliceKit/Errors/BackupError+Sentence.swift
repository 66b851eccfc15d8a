import AliceModel
package import AliceWorkspace

extension BackupError {
  var status: ExitStatus {
    switch self {
    case .exists, .notABackup, .damaged, .noFolder, .wouldLose: .usage
    case .notWritten: .partly
    case .newer: .library
    }
  }

  var sentence: String {
    switch self {
    case .exists(let file): "\(TerminalText(file.description)) exists; '--force' replaces it"
    case .notWritten(let file, let reason):
      "\(TerminalText(file.description)) could not be written: \(TerminalText(reason))"
    case .notABackup(let file, let reason):
      "\(TerminalText(file.description)) is no backup of alice: \(TerminalText(reason)); nothing was changed"
    case .damaged(let file, let part):
      "the backup \(TerminalText(file.description)) is damaged: \(TerminalText(part)) is not what was written; "
        + "nothing was changed"
    case .newer(let file):
      "the backup \(TerminalText(file.description)) was made by a newer alice; nothing was changed"
    case .noFolder(let folder):
      "there is no folder \(TerminalText(folder.description)); bring the pictures there first, then restore"
    case .wouldLose(let entries, let settings):
      BackupError.loss(entries, settings) + "; nothing was changed ('--yes' goes on, and keeps the present state)"
    }
  }

  /// Says what the library has, and the backup has not.
  package static func loss(_ entries: Int, _ settings: Bool) -> String {
    let journal = "the library's journal has \(entries) entr\(entries == 1 ? "y" : "ies") that the backup lacks"
    guard settings else { return journal }
    return entries > 0 ? journal + ", and other settings" : "the library has other settings than the backup"
  }
}
