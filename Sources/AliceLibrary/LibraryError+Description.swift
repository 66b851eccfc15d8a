package import AliceModel
import CAlice

/// A short sentence that contains the path.
extension LibraryError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .missing(let path): "\(path) is not there"
    case .notALibrary(let path): "there is no library at \(path)"
    case .locked(let path, let process): "another process\(process.map { " (\($0))" } ?? "") holds \(path)"
    case .occupied(let path): "the name \(path) is taken"
    case .changed(let path): "\(path) was changed meanwhile"
    case .outside(let path): "\(path) leads out of its folder, or names what is alice's own"
    case .notRegular(let path): "\(path) is no regular file"
    case .tooLarge(let path, let bytes, let limit): "\(path) has \(bytes) bytes, more than \(limit)"
    case .unverified(let path): "the copy \(path) does not hold what it should"
    case .cancelled(let path): "stopped while \(path) was read"
    case .system(let operation, let path, let code): LibraryError.sentence(operation, path, code)
    }
  }

  private static func sentence(_ operation: String, _ path: BytePath, _ code: Int32) -> String {
    switch code {
    case ENOSPC, EDQUOT: return "\(path): the disk is full"
    case EROFS: return "\(path): the disk is read-only"
    case EMFILE, ENFILE: return "\(path): too many files are open at once; 'ulimit -n 1024' allows more"
    case EIO: return "\(path): the disk fails"
    case EACCES where changesFolder.contains(operation):
      return "\(path.parent ?? path) cannot be written to: permission denied"
    default:
      let reason = String(cString: alice_error_text(code)).lowercased()
      return done[operation].map { "\(path) cannot be \($0): \(reason)" } ?? "\(path): \(operation): \(reason)"
    }
  }

  /// The system calls that need permission to write to the folder of a name.
  private static let changesFolder: Set<String> = ["mkdir", "create", "rename", "unlink", "link"]

  /// The verbs for the failed system calls.
  private static let done = [
    "open": "opened", "stat": "looked at", "read": "read", "write": "written", "readdir": "listed", "mkdir": "made",
    "create": "made", "clone": "cloned", "rename": "renamed", "unlink": "removed", "link": "linked",
    "realpath": "followed", "fsync": "made durable", "syncfs": "made durable", "flock": "locked", "truncate": "cut",
    "utimensat": "given its time", "chmod": "given its mode", "watch": "watched",
  ]
}

extension LibraryError {
  /// The path that the error concerns.
  package var path: BytePath {
    switch self {
    case .missing(let path), .notALibrary(let path), .occupied(let path), .changed(let path), .outside(let path),
      .notRegular(let path), .tooLarge(let path, _, _), .unverified(let path), .cancelled(let path),
      .system(_, let path, _), .locked(let path, _):
      path
    }
  }
}

extension LibraryError {
  /// Whether there is no room on the disk, or the user may use no more of it.
  package var isOfFullDisk: Bool { errno == ENOSPC || errno == EDQUOT }
}
