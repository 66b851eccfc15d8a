import AliceNumbers
import Foundation

/// The reason why a credentials file cannot be used or written.
package enum CredentialsError: Error, Sendable, Hashable {
  case readableByOthers(path: String, mode: UInt16)
  case notAKey(path: String)
  case faulty(path: String, KeyFault)
  /// Other users could replace the file.
  case openFolder(path: String, mode: UInt16)
  /// The file belongs to another user.
  case foreign(path: String)
  case system(path: String, action: String, code: Int32)
}

extension CredentialsError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .readableByOthers(let path, let mode):
      "\(path) can be read by others (mode \(String(mode, radix: 8))): chmod 600 it"
    case .notAKey(let path): "\(path) holds no key"
    case .faulty(let path, let fault): "\(path) \(fault)"
    case .openFolder(let path, let mode):
      "others can change the folder \(path) (mode \(String(mode, radix: 8))): chmod go-w it"
    case .foreign(let path): "\(path) belongs to another user"
    case .system(let path, let action, let code): "cannot \(action) \(path): \(String(cString: strerror(code)))"
    }
  }
}

/// Loads and stores the key in the environment or in a file that only its owner can read.
package enum FalCredentials {
  /// Returns the environment's key, else the file's; nil if there is neither.
  package static func load(environment: [String: String], file path: String) throws(CredentialsError) -> FalKey? {
    if let key = FalKey(environment: environment) { return key }
    return try load(file: path)
  }

  /// Returns nil if there is no file. The file contains only the key, with or without `FAL_KEY=` before it.
  package static func load(file path: String) throws(CredentialsError) -> FalKey? {
    let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .system(path: path, action: "read", code: errno)
    }
    defer { close(file) }
    var facts = stat()
    guard fstat(file, &facts) == 0 else { throw .system(path: path, action: "read", code: errno) }
    guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size <= 4096 else { throw .notAKey(path: path) }
    try check(facts, path)
    try checkFolder(of: path)
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    guard count >= 0 else { throw .system(path: path, action: "read", code: errno) }
    return try key(in: String(decoding: bytes.prefix(count), as: UTF8.self), path)
  }

  private static func check(_ facts: stat, _ path: String) throws(CredentialsError) {
    guard facts.st_mode & 0o077 == 0 else {
      throw .readableByOthers(path: path, mode: UInt16(truncatingIfNeeded: facts.st_mode & 0o777))
    }
    guard facts.st_uid == geteuid() || geteuid() == 0 else { throw .foreign(path: path) }
  }

  /// Throws if other users can put files there. Sticky folders such as `/tmp` are allowed, because users cannot replace
  /// each other's files in them.
  private static func checkFolder(of path: String) throws(CredentialsError) {
    let folder = (path as NSString).deletingLastPathComponent
    var facts = stat()
    guard stat(folder.isEmpty ? "." : folder, &facts) == 0 else {
      if errno == ENOENT { return }
      throw .system(path: folder, action: "read", code: errno)
    }
    guard facts.st_mode & 0o022 == 0 || facts.st_mode & S_ISVTX != 0 else {
      throw .openFolder(path: folder, mode: UInt16(truncatingIfNeeded: facts.st_mode & 0o777))
    }
  }

  /// Throws for a file that others can read or change, and for a folder that others can change; neither needs to exist.
  package static func checkPlace(_ path: String) throws(CredentialsError) {
    try checkFolder(of: path)
    var facts = stat()
    guard lstat(path, &facts) == 0 else {
      if errno == ENOENT { return }
      throw .system(path: path, action: "read", code: errno)
    }
    guard facts.st_mode & S_IFMT == S_IFREG else { throw .notAKey(path: path) }
    try check(facts, path)
  }

  package static func exists(file path: String) -> Bool {
    var facts = stat()
    return lstat(path, &facts) == 0
  }

  private static func key(in text: String, _ path: String) throws(CredentialsError) -> FalKey {
    let lines = text.split(whereSeparator: \.isNewline).filter { !$0.hasPrefix("#") }
    guard let line = lines.first, lines.count == 1 else {
      throw lines.isEmpty ? .notAKey(path: path) : .faulty(path: path, .manyLines)
    }
    let bare = String(line.hasPrefix("FAL_KEY=") ? line.dropFirst(8) : line)
    guard let key = FalKey(bare, source: .file(path)) else {
      throw .faulty(path: path, FalKey.fault(of: bare) ?? .empty)
    }
    return key
  }

  /// Replaces the file atomically, readable only by its owner. Creates missing folders.
  package static func store(_ key: FalKey, file path: String) throws(CredentialsError) {
    let folder = (path as NSString).deletingLastPathComponent
    try checkPlace(path)
    try makeFolder(folder)
    let temporary = path + ".new-\(getpid())"
    unlink(temporary)
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard file >= 0 else { throw .system(path: temporary, action: "write", code: errno) }
    let bytes = Array(key.fileText.utf8)
    let written = write(file, bytes, bytes.count) == bytes.count && fsync(file) == 0
    let code = errno
    close(file)
    guard written, rename(temporary, path) == 0 else {
      let code = written ? errno : code
      unlink(temporary)
      throw .system(path: path, action: "write", code: code)
    }
    synchronize(folder)
  }

  private static func makeFolder(_ folder: String) throws(CredentialsError) {
    guard !folder.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .system(path: folder, action: "make", code: Int32((error as NSError).code))
    }
  }

  private static func synchronize(_ folder: String) {
    let handle = open(folder.isEmpty ? "." : folder, O_RDONLY | O_CLOEXEC)
    guard handle >= 0 else { return }
    fsync(handle)
    close(handle)
  }

  /// Returns false if there was no file.
  package static func remove(file path: String) throws(CredentialsError) -> Bool {
    if unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw .system(path: path, action: "remove", code: errno)
  }
}
