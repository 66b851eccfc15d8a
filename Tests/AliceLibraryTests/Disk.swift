import AliceLibrary
import AliceModel
import AliceTestSupport
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The file system as other programs use it, by byte paths.
enum Disk {
  static func write(_ bytes: [UInt8], to path: BytePath, mode: mode_t = 0o644) throws {
    let file = try lend(path) { open($0, O_WRONLY | O_CREAT | O_TRUNC, mode) }
    defer { close(file) }
    try check(Int32(bytes.withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, 0) }))
  }

  static func write(_ text: String, to path: BytePath) throws { try write(Array(text.utf8), to: path) }

  static func append(_ text: String, to path: BytePath) throws {
    let file = try lend(path) { open($0, O_WRONLY) }
    defer { close(file) }
    try check(
      Int32(Array(text.utf8).withUnsafeBytes { pwrite(file, $0.baseAddress, $0.count, lseek(file, 0, SEEK_END)) }))
  }

  static func read(_ path: BytePath) throws -> [UInt8] { try OpenFile.open(path).readAll(limit: 64 << 20) }

  static func makeFolder(_ path: BytePath) throws { _ = try lend(path) { mkdir($0, 0o755) } }

  static func makePipe(_ path: BytePath) throws { _ = try lend(path) { mkfifo($0, 0o644) } }

  static func link(_ path: BytePath, symbolicTo target: String) throws { _ = try lend(path) { symlink(target, $0) } }

  static func link(_ path: BytePath, to target: BytePath) throws {
    _ = try lend(path) { new in try lend(target) { linkat(AT_FDCWD, $0, AT_FDCWD, new, 0) } }
  }

  static func rename(_ path: BytePath, to target: BytePath) throws {
    _ = try lend(path) { old in try lend(target) { renameat(AT_FDCWD, old, AT_FDCWD, $0) } }
  }

  static func remove(_ path: BytePath) throws { _ = try lend(path) { unlink($0) } }

  static func mode(_ path: BytePath) throws -> mode_t {
    var facts = stat()
    _ = try lend(path) { lstat($0, &facts) }
    return facts.st_mode & 0o7777
  }

  static func setMode(_ mode: mode_t, of path: BytePath) throws { _ = try lend(path) { chmod($0, mode) } }

  static func setModified(_ seconds: Int, of path: BytePath) throws {
    let times = [timespec(tv_sec: seconds, tv_nsec: 0), timespec(tv_sec: seconds, tv_nsec: 0)]
    _ = try lend(path) { utimensat(AT_FDCWD, $0, times, 0) }
  }

  /// Every file below `path`, hidden ones too, in order; what is not UTF-8 as U+FFFD.
  static func files(below path: BytePath) -> [String] {
    (FileManager.default.subpaths(atPath: path.description) ?? []).filter { name in
      var isFolder: ObjCBool = false
      _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
      return !isFolder.boolValue
    }.sorted()
  }

  static func exists(_ path: BytePath) -> Bool { access(path.description, F_OK) == 0 }

  private static func lend(_ path: BytePath, _ body: (UnsafePointer<CChar>) throws -> Int32) throws -> Int32 {
    try (path.bytes + [0]).map { CChar(bitPattern: $0) }.withUnsafeBufferPointer { buffer in
      try check(body(#require(buffer.baseAddress)))
    }
  }

  @discardableResult
  private static func check(_ result: Int32) throws -> Int32 {
    if result < 0 { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return result
  }
}

/// Lends a new library in a folder of its own, with room for sources beside it.
@discardableResult
func withLibrary<Result>(_ body: (_ library: Library, _ folder: BytePath) async throws -> Result) async throws -> Result
{
  try await withTemporaryFolder { folder in
    try await body(Library.create(at: folder.appending("library")), folder)
  }
}

extension Library {
  /// Places `text` as a file, as most tests begin.
  @discardableResult
  func place(_ text: String, at path: BytePath, sidecar: String? = nil) throws -> Placed {
    let placement = Placement(
      source: .bytes([]), splice: Splice(text), destination: path, sidecar: sidecar.map { Array($0.utf8) })
    return try place([placement])[0].get()
  }

  func text(of path: BytePath) throws -> String {
    String(decoding: try openFile(path).readAll(limit: 1 << 20), as: UTF8.self)
  }

  /// What lies in `.alice/tmp`.
  var leftovers: [String] { Disk.files(below: root.appending(".alice/tmp")) }
}

extension Splice {
  init(_ text: String) {
    self.init()
    append(Array(text.utf8))
  }
}
