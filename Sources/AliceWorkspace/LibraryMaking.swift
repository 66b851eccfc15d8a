package import AliceCatalog
package import AliceLibrary

/// Makes what a library needs in `.alice`: journal, settings, catalog, in this order and each whole before it gets its name.
///
/// So whoever finds a catalog finds all of it, and whoever finds settings knows that there was a journal.
package struct LibraryMaking {
  package let library: Library

  package init(library: Library) {
    self.library = library
  }

  /// Keeps every other alice from making or changing the same.
  ///
  /// `untilCancelled`: a task that is cancelled does not wait for another alice any longer.
  package static func lock(_ library: Library, untilCancelled: Bool = false) throws -> LibraryLock {
    do throws(LibraryError) {
      return try library.lock(exclusive: true, waitMilliseconds: 60_000, untilCancelled: untilCancelled)
    } catch {
      if case .cancelled = error { throw CancellationError() }
      throw AliceError(error, library: library.root)
    }
  }

  func makeAll() throws {
    let lock = try LibraryMaking.lock(library)
    defer { withExtendedLifetime(lock) {} }
    // Another process may have been faster.
    guard try !library.isMade else { return }
    let (journal, hasSettings) = try mapping { () throws(LibraryError) in
      (try library.state(of: .journal), try library.hasSettings)
    }
    switch journal {
    case .present: break
    case .missing where !hasSettings: try make(.journal)
    case .missing, .emptied: throw AliceError.journalMissing(library.root)
    }
    let settings = LibrarySettings()
    try mapping { () throws(LibraryError) in try library.writeSettings(settings.fileBytes, replaces: false) }
    try renew(.catalog)
  }

  /// An empty one; one that is there stays.
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

  /// An empty one in the place of what is there, which is put aside under the name that is returned.
  @discardableResult
  func renew(_ records: Records) throws -> BytePath? {
    let aside = try mapping { () throws(LibraryError) in try library.putAside(records) }
    try make(records)
    return aside
  }

  /// A catalog in the place of one that is gone or damaged, which is put aside under the name that is returned. For who holds the
  /// lock.
  ///
  /// It has no name until `fill` has filled it: whoever finds one that was cut off would take the library for an empty one.
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

  /// Begins an empty journal in the place of one that is gone or damaged. One that is in order stays, and that is an error.
  package func renewJournal() throws -> BytePath? {
    guard library.isWritable else { throw AliceError.libraryReadOnly(library.root) }
    let lock = try LibraryMaking.lock(library)
    defer { withExtendedLifetime(lock) {} }
    do {
      let problems = try Journal(at: library.journalPath.description, access: .existing).problems()
      if problems.isEmpty {
        throw AliceError.configuration("the journal of \(library.root) is in order, so it stays")
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
  /// True where all was made that a library needs: the catalog is made last.
  var isMade: Bool {
    get throws {
      try Wiring.mapping(root) { () throws(LibraryError) in try state(of: .catalog) == .present }
    }
  }
}
