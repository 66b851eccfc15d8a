import AliceLibrary
package import AliceModel
import Foundation

/// The files of the catalog and the journal as they were when a front end opened them.
///
/// Another process may replace or delete them while the front end runs, and SQLite would go on writing to files that
/// nobody sees any more.
package struct OpenedStores: Sendable {
  package enum Loss: Error, Sendable {
    case gone(AliceError)
    /// The file exists, and is another one.
    case replaced(isJournal: Bool, library: BytePath)
  }

  /// The device and the inode of a file.
  private struct Identity: Hashable {
    let device: UInt64
    let inode: UInt64

    /// Returns nil if there is no such file.
    init?(_ path: BytePath) {
      guard let facts = try? FileManager.default.attributesOfItem(atPath: path.description),
        let device = (facts[.systemNumber] as? NSNumber)?.uint64Value,
        let inode = (facts[.systemFileNumber] as? NSNumber)?.uint64Value
      else { return nil }
      self.device = device
      self.inode = inode
    }
  }

  private let library: Library
  private let catalog: Identity?
  /// Nil for a library in which nothing was done yet.
  private let journal: Identity?

  package init(of workspace: Workspace) {
    library = workspace.library
    catalog = Identity(library.catalogPath)
    journal = Identity(library.journalPath)
  }

  /// Throws if one of the files is gone, or is another file.
  package func check() throws(Loss) {
    let root = library.root
    if let catalog {
      let present = Identity(library.catalogPath)
      if present == nil {
        throw .gone(Identity(root) == nil ? .libraryGone(root) : .catalogMissing(root))
      }
      guard present == catalog else { throw .replaced(isJournal: false, library: root) }
    }
    if let journal {
      let present = Identity(library.journalPath)
      if present == nil { throw .gone(.journalMissing(root)) }
      guard present == journal else { throw .replaced(isJournal: true, library: root) }
    }
  }
}
