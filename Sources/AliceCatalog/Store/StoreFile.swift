import Foundation

/// The file of a store as the system sees it. Nothing here opens it: to close a file that SQLite has open in the same
/// process would take away SQLite's locks.
struct StoreFile: Sendable {
  let path: String

  init(_ path: String) { self.path = path }

  /// The write-ahead log beside it, which holds what was committed last.
  var log: StoreFile { StoreFile(path + "-wal") }
  /// What the processes share that have it open.
  var index: StoreFile { StoreFile(path + "-shm") }

  /// Nil where there is no such file, or where it cannot be looked at.
  var stamp: StoreStamp? {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    return StoreStamp(facts)
  }

  /// True where there is neither a byte of it nor a file.
  var isEmpty: Bool { (stamp?.size ?? 0) == 0 }

  private var folder: String { path.lastIndex(of: "/").map { String(path[...$0]) } ?? "." }

  /// Makes an empty file for this user alone where there is none. SQLite gives its `-wal` and `-shm` the mode of the main
  /// file, so this is the only place that needs to care.
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

  /// Why the file cannot be written to; nil where nothing is known that would keep anybody from it.
  ///
  /// `error` is what came of trying to open it.
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

  /// False where the system says at once that this user may not write there, or that the disk is read-only.
  var isWritable: Bool { access(path, W_OK) == 0 && access(folder, W_OK) == 0 }

  var isDiskFull: Bool {
    var facts = statvfs()
    guard statvfs(folder, &facts) == 0 else { return false }
    return facts.f_bavail == 0 || (facts.f_files > 0 && facts.f_favail == 0)
  }

  /// Why it cannot be opened; 0 where the system does not say.
  var errnoOfOpening: Int32 {
    let nothing = open("/dev/null", O_RDONLY | O_CLOEXEC)
    guard nothing >= 0 else { return errno }
    close(nothing)
    return access(path, R_OK) == 0 ? 0 : errno
  }
}

/// What tells whether a file is still what it was.
struct StoreStamp: Hashable, Sendable {
  let inode: UInt64
  let size: Int64
  private let times: [Int]

  init(_ facts: stat) {
    inode = UInt64(facts.st_ino)
    size = Int64(facts.st_size)
    #if canImport(Darwin)
      let (written, changed) = (facts.st_mtimespec, facts.st_ctimespec)
    #else
      let (written, changed) = (facts.st_mtim, facts.st_ctim)
    #endif
    times = [written.tv_sec, written.tv_nsec, changed.tv_sec, changed.tv_nsec]
  }
}

extension CatalogError {
  /// Such as that the file cannot grow which the processes share.
  fileprivate var isAboutSharedMemory: Bool {
    // SQLITE_IOERR_SHMOPEN, SHMSIZE, SHMLOCK and SHMMAP.
    if case .failed(let code, _, _) = self { [18, 19, 20, 21].contains(code >> 8) && code & 0xFF == 10 } else { false }
  }
}
