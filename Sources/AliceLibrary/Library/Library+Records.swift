package import AliceModel
import CAlice

/// A database in `.alice`.
package enum Records: BytePath, Sendable, CaseIterable {
  case catalog = "catalog.sqlite"
  case journal = "journal.sqlite"

  /// How it stands, before anybody opens it.
  package enum State: Sendable, Hashable {
    /// Neither it nor anything of it is there.
    case missing
    /// Its file is gone or empty, and what lies beside it tells that it was there.
    case emptied
    case present
  }

  /// What SQLite keeps beside it.
  fileprivate var besides: [BytePath] { ["-wal", "-shm"].map { rawValue.adding(suffix: $0) } }
}

extension Library {
  package func path(of records: Records) -> BytePath { privateFolder.path.appending(records.rawValue) }

  package func state(of records: Records) throws(LibraryError) -> Records.State {
    if let facts = try privateFolder.facts(of: records.rawValue) { return facts.stamp.size > 0 ? .present : .emptied }
    for name in records.besides {
      if let facts = try privateFolder.facts(of: name), facts.stamp.size > 0 { return .emptied }
    }
    return .missing
  }

  /// Lets `body` make a database at a path in `.alice/tmp`, and gives it its name once it is whole and durable. Where
  /// something has that name already it stays, and what was made goes.
  package func make(_ records: Records, _ body: (BytePath) throws -> Void) throws {
    let staging = try stagingFolder()
    let name = staging.newName(suffix: ".sqlite")
    defer {
      for suffix in ["", "-wal", "-shm"] { staging.discard(name.adding(suffix: suffix)) }
    }
    try body(staging.folder.path.appending(name))
    try staging.sync(name)
    do throws(LibraryError) {
      try staging.folder.rename(name, to: privateFolder, as: records.rawValue)
    } catch {
      if case .occupied = error { return }
      throw error
    }
    try privateFolder.sync()
  }

  /// Renames a database out of the way, and returns its new name; nil where nothing of it is kept. What belongs to a journal
  /// stays with it. What belongs to a catalog goes, for the catalog is made anew.
  @discardableResult
  package func putAside(_ records: Records) throws(LibraryError) -> BytePath? {
    var present: [BytePath] = []
    for name in [records.rawValue] + records.besides where try privateFolder.facts(of: name) != nil {
      present.append(name)
    }
    guard !present.isEmpty else { return nil }
    for number in 1...999 {
      let aside = records.rawValue.adding(suffix: ".damaged-\(number)")
      guard try privateFolder.facts(of: aside) == nil else { continue }
      var isKept = false
      for name in present {
        let suffix = BytePath(bytes: Array(name.bytes.dropFirst(records.rawValue.bytes.count)))
        if try isWorthless(name, of: records) {
          try privateFolder.removeFile(name)
        } else {
          try privateFolder.rename(name, to: privateFolder, as: BytePath(bytes: aside.bytes + suffix.bytes))
          isKept = true
        }
      }
      try privateFolder.sync()
      return isKept ? privateFolder.path.appending(aside) : nil
    }
    throw .occupied(path(of: records))
  }

  private func isWorthless(_ name: BytePath, of records: Records) throws(LibraryError) -> Bool {
    guard records == .catalog else { return false }
    guard name == records.rawValue else { return true }
    return try privateFolder.facts(of: name)?.stamp.size == 0
  }
}
