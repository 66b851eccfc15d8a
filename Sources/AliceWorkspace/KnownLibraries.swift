import AliceLibrary
import Foundation

/// The places of the libraries that this user has made or changed, in a small file of this user's.
///
/// Where a library was and nothing is, a disk is not plugged in: an empty mount point must not become another library, with
/// a ledger that begins at zero. The file is no record of anything: where it cannot be read or written nothing is known.
package struct KnownLibraries: Sendable {
  private let file: BytePath?

  private static let limit = 256 << 10

  /// In `$XDG_STATE_HOME/alice`, else in `~/.local/state/alice`.
  package init(environment: [String: String]) {
    func absolute(_ name: String) -> String? { environment[name].flatMap { $0.hasPrefix("/") ? $0 : nil } }
    let state = absolute("XDG_STATE_HOME") ?? absolute("HOME").map { $0 + "/.local/state" }
    file = state.map { BytePath($0).appending("alice/libraries") }
  }

  /// Where a library was and none is.
  package enum Absence: Sendable {
    /// Its place lies on another disk than it did: its own is not plugged in.
    case unplugged
    /// Its place lies on the disk it was on, and no file is left there: somebody removed it or moved it away.
    case removed
  }

  /// Nil where a library is at `root`, and where none is known to have been.
  package func absence(of root: BytePath) -> Absence? {
    // What cannot be looked at is not gone.
    guard let error = failure(of: root), case .notALibrary = error else { return nil }
    let places = [KnownLibraries.line(root), KnownLibraries.line(root.real)]
    let known = read().lines.map(KnownLibraries.parts).last { places.contains($0.place) }
    guard let known else { return nil }
    guard known.disk != nil, known.disk == KnownLibraries.disk(of: root) else { return .unplugged }
    // Where files are left it is `.alice` alone that is gone, and with it what was spent.
    for case .file in FileWalk(root) { return .unplugged }
    return .removed
  }

  /// Throws where a library is known to have been at `root`, and none is there.
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

  /// Remembers a library by all paths that lead to it.
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
      // The oldest half is forgotten: what is opened again is remembered again.
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

  /// In one write, so that two who do it at once lose nothing.
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

  /// The number of the disk and the place, of a line that has both, or the place alone.
  private static func parts(_ line: String) -> (disk: String?, place: String) {
    let parts = line.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].allSatisfy({ $0.isNumber || $0 == "." }) else { return (nil, line) }
    return (String(parts[0]), String(parts[1]))
  }

  /// Of the nearest folder above that is there: the number that the kernel gave it, and the one that its file system has. A disk
  /// may have another number after a restart: then it counts as another one.
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

  /// The path as a line: what is no plain text of one line is written in hexadecimal digits.
  private static func line(_ path: BytePath) -> String {
    if let text = path.text, !path.bytes.contains(where: { $0 < 0x20 }) { return text }
    return "hex:" + path.bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
