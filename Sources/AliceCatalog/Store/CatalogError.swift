import GRDB

/// Why a catalog or a journal did not do what it was asked.
package enum CatalogError: Error, Sendable, Hashable {
  /// Written by a later version of alice: nothing may be changed in it.
  case newerSchema(found: Int, known: Int)
  /// No database, or one whose pages contradict each other. A catalog is rebuilt from the files; a journal is kept aside.
  case damaged(detail: String)
  /// Another process kept it locked for longer than ten seconds.
  case busy
  case noSpace
  case notWritable
  /// The file or its folder cannot be opened.
  case cannotOpen(path: String)
  /// Whatever else SQLite says.
  case failed(code: Int, message: String)
}

extension CatalogError {
  init(_ error: any Error, path: String) {
    switch error {
    case let known as CatalogError: self = known
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .failed(code: -1, message: "\(error)")
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let message = error.message ?? ""
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(detail: message)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy
    case .SQLITE_FULL: self = .noSpace
    case .SQLITE_READONLY: self = .notWritable
    case .SQLITE_CANTOPEN, .SQLITE_PERM: self = .cannotOpen(path: path)
    default: self = .failed(code: Int(error.extendedResultCode.rawValue), message: message)
    }
  }
}
