package import AliceModel
import CAlice

/// A database in `.alice`.
package enum Records: BytePath, Sendable, CaseIterable {
  case catalog = "catalog.sqlite"
  case journal = "journal.sqlite"

  /// The state of a database file before it is opened.
  package enum State: Sendable, Hashable {
    /// Neither the file nor a file beside it exists.
    case missing
    /// The file is missing or empty, but a file beside it shows that it existed.
    case emptied
    case present
  }

  /// The names of the files that SQLite keeps beside it.
  fileprivate var besides: [BytePath] { ["-wal", "-shm"].map { rawValue.adding(suffix: $0) } }
}

extension Library {
  package func path(of records: Records) -> BytePath { privateFolder.path.appending(records.rawValue) }

  /// The path of the database of what was verified when, which may be deleted.
  package var verifiedPath: BytePath { privateFolder.path.appending("verified.sqlite") }

  /// Removes the database of what was verified when.
  package func removeVerified() throws(LibraryError) {
    for suffix in ["", "-wal", "-shm"] {
      let name = verifiedPath.lastComponent.adding(suffix: suffix)
      if try privateFolder.facts(of: name) != nil { try privateFolder.removeFile(name) }
    }
  }

  package func state(of records: Records) throws(LibraryError) -> Records.State {
    if let facts = try privateFolder.facts(of: records.rawValue) { return facts.stamp.size > 0 ? .present : .emptied }
    for name in records.besides {
      if let facts = try privateFolder.facts(of: name), facts.stamp.size > 0 { return .emptied }
    }
    return .missing
  }

  /// Lets `body` create a database at a path in `.alice/tmp`, and renames it to its name once it is complete and
  /// durable. If the name exists already, that file stays and the new one is removed; with `replaces` it is the other way
  /// round, and nothing may lie beside the former file.
  package func make(_ records: Records, replaces: Bool = false, _ body: (BytePath) throws -> Void) throws {
    let staging = try stagingFolder()
    let name = staging.newName(suffix: ".sqlite")
    defer {
      for suffix in ["", "-wal", "-shm"] { staging.discard(name.adding(suffix: suffix)) }
    }
    try body(staging.folder.path.appending(name))
    try staging.sync(name)
    do throws(LibraryError) {
      if replaces {
        try staging.folder.rename(name, over: records.rawValue, in: privateFolder)
      } else {
        try staging.folder.rename(name, to: privateFolder, as: records.rawValue)
      }
    } catch {
      if case .occupied = error { return }
      throw error
    }
    try privateFolder.sync()
  }

  /// Renames a damaged database and returns its new name; nil if no part of it is kept. The files beside a journal are
  /// renamed with it. The files beside a catalog are removed, because the catalog is rebuilt.
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
