package import AliceCatalog
package import AliceLibrary
import Foundation

extension AliceError {
  /// Translates an error of the library or the catalog; returns nil for all others.
  package init?(local error: any Error) {
    switch error {
    case let error as AliceError: self = error
    case LibraryError.missing(let path): self = .system("\(path) does not exist")
    case let error as LibraryError: self.init(error, library: AliceError.library(of: error.path))
    case let error as CatalogError: self.init(error, library: AliceError.library(of: BytePath(error.path)))
    default: return nil
    }
  }

  package init(_ error: LibraryError, library root: BytePath) {
    switch error {
    case .missing, .notALibrary: self = .libraryMissing(root)
    case .locked: self = .libraryLocked(root)
    case .system("open", _, let code) where code == 20: self = .libraryMissing(root)
    default: self = .system("\(error)")
    }
  }

  package init(_ error: CatalogError, library root: BytePath) {
    let isJournal = BytePath(error.path).lastComponent == Records.journal.rawValue
    switch error {
    case .newerSchema: self = .libraryTooNew(root)
    case .missing: self = isJournal ? .journalMissing(root) : .catalogMissing(root)
    case .damaged: self = isJournal ? .journalDamaged(root) : .catalogDamaged(root)
    case .busy: self = .libraryLocked(root)
    case .noSpace: self = .system("the disk of the library at \(root) is full")
    case .notWritable: self = .libraryReadOnly(root)
    case .cannotOpen, .failed: self = .system("\(error)")
    }
  }
}

extension AliceError {
  /// Returns the library whose `.alice` folder contains a file.
  private static func library(of path: BytePath) -> BytePath {
    var folder = path
    while let parent = folder.parent, parent != folder {
      if folder.lastComponent == ".alice" { return parent }
      folder = parent
    }
    return path
  }
}

extension AliceError {
  /// Returns whether an error means that a disk has no room, whatever layer reported it.
  package static func isAboutRoom(_ error: any Error) -> Bool {
    switch error {
    case CatalogError.noSpace: return true
    case let error as LibraryError: return isAboutRoom(errno: error.errno ?? 0)
    // The layers below have made a sentence of the number.
    case AliceError.system(let message), AliceError.notFiled(_, let message), AliceError.kept(_, let message):
      return message.hasSuffix(" is full")
    case is AliceError: return false
    default:
      let error = error as NSError
      if error.domain == NSPOSIXErrorDomain { return isAboutRoom(errno: Int32(truncatingIfNeeded: error.code)) }
      return error.domain == NSCocoaErrorDomain && error.code == CocoaError.Code.fileWriteOutOfSpace.rawValue
    }
  }

  private static func isAboutRoom(errno: Int32) -> Bool { [ENOSPC, EDQUOT].contains(errno) }
}
