package import AliceCatalog
package import AliceLibrary

/// Creates the contents of `.alice`: journal, settings, catalog, in this order, each complete before it gets its name.
///
/// So a catalog implies that all the rest exists, and settings imply that there was a journal.
package struct LibraryMaking {
  package let library: Library

  package init(library: Library) {
    self.library = library
  }

  /// Creates what is missing. Settings that an earlier library left behind count more than `settings`.
  func makeAll(_ settings: LibrarySettings = LibrarySettings()) throws {
    try make(settings)
  }

  /// Creates what is missing but the catalog, and the copy of the settings, for a catalog that is about to be rebuilt.
  func makeWithoutCatalog(_ settings: LibrarySettings) throws {
    try make(settings, makesCatalog: false)
    guard try KeptFiles(of: library) != .none && plainSettings == nil else { return }
    try mapping { () throws(LibraryError) in try library.writePlainSettings(library.read(.settings)) }
  }

  private func make(_ settings: LibrarySettings, makesCatalog: Bool = true) throws {
    let lock = try library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    // Another process may have created it in the meantime.
    guard try !library.isMade else { return }
    let (journal, hasSettings) = try mapping { () throws(LibraryError) in
      (try library.state(of: .journal), try library.has(.settings))
    }
    switch journal {
    case .present: break
    case .missing where !hasSettings: try make(.journal)
    case .missing, .emptied: throw AliceError.journalMissing(library.root)
    }
    try findSettings { [] }
    try mapping { () throws(LibraryError) in try library.write(settings.fileBytes, to: .settings, replaces: false) }
    if makesCatalog { try renew(.catalog) }
  }

  /// Creates an empty catalog or journal unless it exists.
  package func make(_ records: Records) throws {
    try make(records) { path in
      switch records {
      case .catalog: try Catalog(at: path.description).close()
      case .journal: try Journal(at: path.description).close()
      }
    }
  }

  private func make(_ records: Records, _ body: (BytePath) throws -> Void) throws {
    do {
      try library.make(records, body)
    } catch let error as LibraryError {
      throw AliceError(error, library: library.root)
    } catch let error as CatalogError {
      throw AliceError(error, library: library.root)
    }
  }

  /// Replaces the catalog or the journal by an empty one, and returns the name under which the old one is kept.
  @discardableResult
  func renew(_ records: Records) throws -> BytePath? {
    let aside = try mapping { () throws(LibraryError) in try library.putAside(records) }
    try make(records)
    return aside
  }

  /// Replaces a catalog that is gone or damaged, and returns the name under which the old one is kept. The caller holds
  /// the lock.
  ///
  /// The new catalog has no name until `fill` has filled it: an incomplete one would make the library look empty.
  package func renewCatalog(_ fill: (Catalog) throws -> Void) throws -> BytePath? {
    var aside: BytePath?
    try make(.catalog) { path in
      let catalog = try Catalog(at: path.description)
      try fill(catalog)
      try catalog.close()
      aside = try library.putAside(.catalog)
    }
    return aside
  }

  /// Creates an empty journal in place of one that is gone or damaged. Throws if the journal is intact.
  package func renewJournal() throws -> BytePath? {
    guard library.isWritable else { throw AliceError.libraryReadOnly(library.root) }
    let lock = try library.lockForWriting()
    defer { withExtendedLifetime(lock) {} }
    do {
      let problems = try Journal(at: library.journalPath.description, access: .existing).problems()
      if problems.isEmpty {
        throw AliceError.journalInOrder(library.root)
      }
    } catch let error as CatalogError {
      switch error {
      case .missing, .damaged: break
      default: throw AliceError(error, library: library.root)
      }
    }
    return try renew(.journal)
  }

  private func mapping<Result>(_ body: () throws(LibraryError) -> Result) throws -> Result {
    try Wiring.mapping(library.root, body)
  }
}

extension Library {
  /// Whether the library is complete: the catalog is created last.
  var isMade: Bool {
    get throws {
      try Wiring.mapping(root) { () throws(LibraryError) in try state(of: .catalog) == .present }
    }
  }
}
