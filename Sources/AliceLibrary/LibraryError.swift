package import AliceModel
import CAlice

/// An error of a file or a folder.
package enum LibraryError: Error, Sendable, Hashable {
  case missing(BytePath)
  /// The folder does not exist, or has no `.alice` in it.
  case notALibrary(BytePath)
  /// Another process holds the lock; `process` is its id, if it left one.
  case locked(BytePath, process: Int32?)
  /// The name is taken. Nothing was overwritten.
  case occupied(BytePath)
  /// The file is no longer the one that was read.
  case changed(BytePath)
  /// The path leaves the library, goes through a symbolic link, or names alice's own files.
  case outside(BytePath)
  /// A folder, symbolic link, pipe, socket or device is where a file is needed.
  case notRegular(BytePath)
  case tooLarge(BytePath, bytes: UInt64, limit: UInt64)
  /// A copy does not have the expected content, so its source is kept.
  case unverified(BytePath)
  /// The task was cancelled, and so reading or waiting ended.
  case cancelled(BytePath)
  /// The system reported an error: out of space, read-only, no permission, a failing disk, …
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

  /// The error number, if the system returned one that has no case of its own.
  package var errno: Int32? {
    if case .system(_, _, let code) = self { code } else { nil }
  }
}

/// Throws an error for a negated error number, and returns every other result.
@discardableResult
func checked<Count: SignedInteger>(
  _ result: Count, _ operation: String, _ path: @autoclosure () -> BytePath
) throws(LibraryError) -> Count {
  guard result < 0 else { return result }
  throw LibraryError(Int32(clamping: -result), operation, path())
}

/// Returns the error of `body`; nil if it succeeds.
func failure(_ body: () throws(LibraryError) -> Void) -> LibraryError? {
  do throws(LibraryError) {
    try body()
    return nil
  } catch {
    return error
  }
}
