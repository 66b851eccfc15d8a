import Foundation
import GRDB

/// An error of a catalog or a journal. `path` is the file concerned.
package enum CatalogError: Error, Sendable, Hashable {
  /// A later version of alice wrote the file: it must not be changed.
  case newerSchema(found: Int, known: Int, path: String = "")
  /// The file does not exist, is empty, or has no tables.
  case missing(path: String = "")
  /// The file is not a database, or its pages or tables are inconsistent. A catalog is rebuilt from the files; a
  /// journal is renamed and kept.
  case damaged(detail: String, path: String = "")
  /// Another process held the lock for longer than ten seconds, or changed the file while it was read without a lock.
  case busy(path: String = "")
  case noSpace(path: String = "")
  /// The disk is read-only, or the user has no write permission.
  case notWritable(path: String = "")
  /// The file or its folder cannot be opened; `errno` is 0 if the system gave no reason.
  case cannotOpen(path: String = "", errno: Int32 = 0)
  /// Any other error of SQLite.
  case failed(code: Int, message: String, path: String = "")
}

extension CatalogError {
  init(_ error: any Error, path: String) {
    switch error {
    case let known as CatalogError: self = known.path.isEmpty ? known.naming(path) : known
    case let error as DatabaseError: self.init(error, path: path)
    default: self = .failed(code: -1, message: "\(error)", path: path)
    }
  }

  private init(_ error: DatabaseError, path: String) {
    let message = error.message ?? ""
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB: self = .damaged(detail: message, path: path)
    case .SQLITE_ERROR where CatalogError.isAboutTables(message): self = .damaged(detail: message, path: path)
    case .SQLITE_BUSY, .SQLITE_LOCKED: self = .busy(path: path)
    case .SQLITE_FULL: self = .noSpace(path: path)
    case .SQLITE_READONLY: self = .notWritable(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_PERM: self = .cannotOpen(path: path, errno: StoreFile(path).errnoOfOpening)
    case .SQLITE_IOERR where StoreFile(path).isDiskFull: self = .noSpace(path: path)
    default: self = .failed(code: Int(error.extendedResultCode.rawValue), message: message, path: path)
    }
  }

  /// The statements of alice are fixed, so a missing name means that something was removed from the database.
  private static func isAboutTables(_ message: String) -> Bool {
    ["no such ", "vtable constructor failed", "no module"].contains { message.hasPrefix($0) }
      || message.contains(" has no column named ")
  }

  package var path: String {
    switch self {
    case .newerSchema(_, _, let path), .missing(let path), .damaged(_, let path), .busy(let path), .noSpace(let path),
      .notWritable(let path), .cannotOpen(let path, _), .failed(_, _, let path):
      path
    }
  }

  private func naming(_ path: String) -> CatalogError {
    switch self {
    case .newerSchema(let found, let known, _): .newerSchema(found: found, known: known, path: path)
    case .missing: .missing(path: path)
    case .damaged(let detail, _): .damaged(detail: detail, path: path)
    case .busy: .busy(path: path)
    case .noSpace: .noSpace(path: path)
    case .notWritable: .notWritable(path: path)
    case .cannotOpen(_, let errno): .cannotOpen(path: path, errno: errno)
    case .failed(let code, let message, _): .failed(code: code, message: message, path: path)
    }
  }
}

extension CatalogError: CustomStringConvertible {
  /// A short sentence that contains the path.
  package var description: String {
    switch self {
    case .newerSchema: "\(path) was made by a newer alice"
    case .missing: "\(path) is missing or empty"
    case .damaged(let detail, _): "\(path) is damaged (\(detail))"
    case .busy: "\(path) is in use by another process"
    case .noSpace: "the disk of \(path) is full"
    case .notWritable: "\(path) cannot be written to"
    case .cannotOpen(_, EMFILE), .cannotOpen(_, ENFILE):
      "\(path): too many files are open at once; 'ulimit -n 1024' allows more"
    case .cannotOpen(_, let errno):
      "\(path) cannot be opened" + (errno == 0 ? "" : ": " + String(cString: strerror(errno)).lowercased())
    case .failed(_, let message, _): "\(path) cannot be read or written (\(message))"
    }
  }
}
