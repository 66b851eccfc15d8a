import AlicePlatform
import Foundation

/// The file of a store, examined by path. The file is never opened here: closing a descriptor of a file that SQLite has
/// open in the same process would release SQLite's locks.
struct StoreFile: Sendable {
  let path: String

  init(_ path: String) { self.path = path }

  /// The write-ahead log beside it, which holds the latest commits.
  var log: StoreFile { StoreFile(path + "-wal") }
  /// The shared memory of the processes that have the store open.
  var index: StoreFile { StoreFile(path + "-shm") }

  /// Nil if there is no such file, or if it cannot be examined.
  var stamp: StoreStamp? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    return StoreStamp(facts)
  }

  /// True if the file is empty or does not exist.
  var isEmpty: Bool { (stamp?.size ?? 0) == 0 }

  private var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

  /// Creates an empty file, readable only by this user, if there is none. SQLite gives its `-wal` and `-shm` files the
  /// mode of the main file, so no other place sets it.
  func makePrivate() throws(CatalogError) {
    guard stamp == nil else { return }
    let descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    if descriptor >= 0 {
      close(descriptor)
      return
    }
    switch errno {
    case EEXIST: return
    case ENOSPC, EDQUOT: throw .noSpace(path: path)
    case EROFS: throw .notWritable(path: path)
    default: throw .cannotOpen(path: path, errno: errno)
    }
  }

  /// Returns the reason why the file cannot be written; nil if none is known.
  ///
  /// `error` is the error of opening it.
  func obstacle(after error: CatalogError) -> CatalogError? {
    switch error {
    case .notWritable, .noSpace: return error
    case .cannotOpen(_, let errno) where [EMFILE, ENFILE].contains(errno): return nil
    case .cannotOpen, .failed: break
    case .newerSchema, .missing, .damaged, .busy: return nil
    }
    if !isWritable { return .notWritable(path: path) }
    if isDiskFull || error.isAboutSharedMemory { return .noSpace(path: path) }
    return nil
  }

  /// False if the user has no write permission or the disk is read-only.
  var isWritable: Bool { access(path, W_OK) == 0 && access(folder, W_OK) == 0 }

  var isDiskFull: Bool {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return false }
    return facts.f_bavail == 0 || (facts.f_files > 0 && facts.f_favail == 0)
  }

  /// The error number of opening the file; 0 if the system gives none.
  var errnoOfOpening: Int32 {
    // SQLite opens the log and the shared memory beside the file.
    let others = (0..<3).map { _ in open("/dev/null", O_RDONLY | O_CLOEXEC) }
    let code = errno
    for other in others where other >= 0 { close(other) }
    guard others.allSatisfy({ $0 >= 0 }) else { return code }
    return access(path, R_OK) == 0 ? 0 : errno
  }
}

/// A stamp that shows whether a file has changed.
struct StoreStamp: Hashable, Sendable {
  let inode: UInt64
  let size: Int64
  private let times: [Int]

  init(_ facts: stat) {
    inode = UInt64(facts.st_ino)
    size = Int64(facts.st_size)
    let (written, changed) = (facts.written, facts.changed)
    times = [written.tv_sec, written.tv_nsec, changed.tv_sec, changed.tv_nsec]
  }
}

extension CatalogError {
  /// True for errors of SQLite's shared memory, for example if its file cannot grow.
  fileprivate var isAboutSharedMemory: Bool {
    // SQLITE_IOERR_SHMOPEN, SHMSIZE, SHMLOCK and SHMMAP.
    if case .failed(let code, _, _) = self { [18, 19, 20, 21].contains(code >> 8) && code & 0xFF == 10 } else { false }
  }
}
