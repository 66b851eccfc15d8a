import AliceLibrary
import Foundation

/// The paths of the libraries that this user has created or changed, in a small file in the user's state folder.
///
/// If a known library is absent, its disk may not be plugged in: an empty mount point must not become a new library
/// with an empty ledger. The list is only a hint: if it cannot be read or written, no library is known.
package struct KnownLibraries: Sendable {
  private let file: BytePath?

  private static let limit = 256 << 10

  /// Uses `$XDG_STATE_HOME/alice`, or `~/.local/state/alice` if that is not set.
  package init(environment: [String: String]) {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let state = absolute("XDG_STATE_HOME") ?? absolute("HOME").map { $0 + "/.local/state" }
    file = state.map { BytePath($0).appending("alice/libraries") }
  }

  /// Why a known library is absent.
  package enum Absence: Sendable {
    /// The path is on another disk than before: the library's disk is not plugged in.
    case unplugged
    /// The path is on the same disk, and no file is left there: the library was removed or moved.
    case removed
  }

  /// Returns nil if there is a library at `root`, or none is known to have been there.
  package func absence(of root: BytePath) -> Absence? {
    // What cannot be read is not absent.
    guard let error = failure(of: root), case .notALibrary = error else { return nil }
    let places = [KnownLibraries.line(root), KnownLibraries.line(root.real)]
    let known = read().lines.map(KnownLibraries.parts).last { places.contains($0.place) }
    guard let known else { return nil }
    guard known.disk != nil, known.disk == KnownLibraries.disk(of: root) else { return .unplugged }
    // If files are left, only `.alice` is gone, and with it the record of spending.
    for case .file in FileWalk(root) { return .unplugged }
    return .removed
  }

  /// Throws if a library is known to have been at `root` and is absent.
  package func check(_ root: BytePath) throws {
    if absence(of: root) != nil { throw AliceError.libraryGone(root) }
  }

  private func failure(of root: BytePath) -> LibraryError? {
    do throws(LibraryError) {
      _ = try Library.open(at: root)
      return nil
    } catch {
      return error
    }
  }

  /// Records a library under all paths that lead to it.
  package func note(_ paths: BytePath...) {
    guard let file else { return }
    let (lines, isTorn) = read()
    let new = Set(
      paths.map { path in
        (KnownLibraries.disk(of: path).map { "\($0) " } ?? "") + KnownLibraries.line(path)
      }
    ).subtracting(lines)
    guard !new.isEmpty else { return }
    let all = new.sorted().joined(separator: "\n") + "\n"
    if lines.joined(separator: "\n").utf8.count + all.utf8.count > KnownLibraries.limit {
      // The older half is dropped; a library is recorded again when it is next opened.
      let text = lines.suffix(lines.count / 2).joined(separator: "\n") + "\n" + all
      try? Data(text.utf8).write(to: URL(filePath: file.description), options: .atomic)
    } else {
      append((isTorn ? "\n" : "") + all, to: file)
    }
  }

  private func read() -> (lines: [String], isTorn: Bool) {
    guard let file, let bytes = try? OpenFile.open(file).readAll(limit: 2 * KnownLibraries.limit) else {
      return ([], false)
    }
    let lines = bytes.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    return (lines, bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false)
  }

  /// Appends in one write, so that two processes at the same time lose nothing.
  private func append(_ text: String, to file: BytePath) {
    guard let folder = file.parent?.description else { return }
    try? FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    let flags = O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let descriptor = open(file.description, flags, 0o600)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    fsync(descriptor)
  }

  /// Splits a line into the disk's number, if present, and the path.
  private static func parts(_ line: String) -> (disk: String?, place: String) {
    let parts = line.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].allSatisfy({ $0.isNumber || $0 == "." }) else { return (nil, line) }
    return (String(parts[0]), String(parts[1]))
  }

  /// Identifies the disk of the nearest existing ancestor by device number and file system id. After a restart a disk
  /// may get other numbers; it counts as another one then.
  private static func disk(of path: BytePath) -> String? {
    var place = path
    while true {
      var status = stat()
      if stat(place.description, &status) == 0 {
        var system = statvfs()
        guard statvfs(place.description, &system) == 0 else { return nil }
        return "\(status.st_dev).\(system.f_fsid)"
      }
      guard let above = place.parent, above != place else { return nil }
      place = above
    }
  }

  /// Encodes the path as one line; other than plain one-line text is written in hexadecimal.
  private static func line(_ path: BytePath) -> String {
    if let text = path.text, !path.bytes.contains(where: { $0 < 0x20 }) { return text }
    return "hex:" + path.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
