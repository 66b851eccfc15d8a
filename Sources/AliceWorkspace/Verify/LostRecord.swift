import AliceCatalog
import AliceLibrary

/// A part of a library that is gone or damaged and cannot be restored from its files.
public enum LostRecord: String, Sendable, Hashable {
  case journalMissing = "journal-missing"
  case journalDamaged = "journal-damaged"
  case settingsMissing = "settings-missing"
  case settingsDamaged = "settings-damaged"

  /// The path, relative to the library.
  public var path: BytePath {
    switch self {
    case .journalMissing, .journalDamaged: ".alice/journal.sqlite"
    case .settingsMissing, .settingsDamaged: ".alice/settings.json"
    }
  }
}

extension Workspace {
  /// Returns the lost parts. Reads the whole journal.
  package func lostRecords() throws -> [LostRecord] {
    var lost: [LostRecord] = []
    do {
      if try !journal().problems().isEmpty { lost.append(.journalDamaged) }
    } catch AliceError.journalMissing {
      lost.append(.journalMissing)
    } catch AliceError.journalDamaged, CatalogError.damaged {
      lost.append(.journalDamaged)
    }
    do {
      _ = try settings
    } catch AliceError.settingsLost(_, let isDamaged, _, _) {
      lost.append(isDamaged ? .settingsDamaged : .settingsMissing)
    }
    return lost
  }
}
