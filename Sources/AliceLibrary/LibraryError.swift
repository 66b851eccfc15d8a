package import AliceModel
import CAlice

/// What went wrong with a file or a folder, as facts.
package enum LibraryError: Error, Sendable, Hashable {
  case missing(BytePath)
  /// The folder is not there, or has no `.alice` in it.
  case notALibrary(BytePath)
  /// Another process holds the lock; its id, where it left one.
  case locked(BytePath, process: Int32?)
  /// The name is taken. Nothing was overwritten.
  case occupied(BytePath)
  /// The file is no longer the one that was read.
  case changed(BytePath)
  /// The path leaves the library, goes through a symbolic link, or names what belongs to alice itself.
  case outside(BytePath)
  /// A folder, symbolic link, pipe, socket or device where a file is needed.
  case notRegular(BytePath)
  case tooLarge(BytePath, bytes: UInt64, limit: UInt64)
  /// A copy does not hold what it should, so nothing is given up for it.
  case unverified(BytePath)
  /// The task was cancelled, and reading or waiting was to end with it.
  case cancelled(BytePath)
  /// The system refused: out of space, read-only, no permission, a failing disk, …
  case system(operation: String, path: BytePath, errno: Int32)
}

extension LibraryError {
  init(_ code: Int32, _ operation: String, _ path: BytePath) {
    self =
      switch code {
      case ENOENT: .missing(path)
      case EEXIST: .occupied(path)
      default: .system(operation: operation, path: path, errno: code)
      }
  }

  /// The error number, where the system gave one that has no case of its own.
  package var errno: Int32? {
    if case .system(_, _, let code) = self { code } else { nil }
  }
}

/// Makes an error of a negated error number, and passes everything else on.
@discardableResult
func checked<Count: SignedInteger>(
  _ result: Count, _ operation: String, _ path: @autoclosure () -> BytePath
) throws(LibraryError) -> Count {
  guard result < 0 else { return result }
  throw LibraryError(Int32(clamping: -result), operation, path())
}

/// The error of `body`; nil where it succeeds.
func failure(_ body: () throws(LibraryError) -> Void) -> LibraryError? {
  do throws(LibraryError) {
    try body()
    return nil
  } catch {
    return error
  }
}
