import AliceModel
import CAlice

/// The lines of `.alice/events.jsonl`, which any number of processes append to concurrently.
///
/// A writer holds the log's own lock, so lines are never torn and their ids ascend across all processes. A full file is
/// rotated to `events.1.jsonl`; three rotated files are kept.
package final class EventLogFile: Sendable {
  static let name: BytePath = "events.jsonl"
  private static let lockName: BytePath = "events.lock"
  /// The maximum length of a line; readers skip longer lines.
  package static let longestLine = 64 << 10
  package static let kept = 3
  /// The microseconds of the year 2255: ids stay exact in floating-point numbers.
  private static let lastID: Int64 = 1 << 53

  private let folder: Folder
  private let sizeLimit: UInt64

  /// Rotates a file before it becomes larger than `sizeLimit` bytes.
  package init(of library: Library, sizeLimit: UInt64 = 8 << 20) {
    folder = library.privateFolder
    self.sizeLimit = sizeLimit
  }

  /// Returns the name of a rotated file; `events.1.jsonl` is the newest.
  static func rotated(_ number: Int) -> BytePath { BytePath("events.\(number).jsonl") }

  /// Appends `count` lines in one write, and returns their ids. `line` returns a line, without its line break, for its
  /// index and its id. `now` is in microseconds since 1970; an id is the time, or one more than the last id.
  package func append(
    count: Int, now: Int64, line: (Int, Int64) -> [UInt8]
  ) throws(LibraryError) -> [Int64] {
    try locked { lock throws(LibraryError) in
      let first = max(EventLogFile.id(in: lock) + 1, min(max(now, 0), EventLogFile.lastID))
      let ids = (0..<count).map { first + Int64($0) }
      var bytes: [UInt8] = []
      for (index, id) in ids.enumerated() {
        bytes += line(index, id)
        bytes.append(0x0A)
      }
      try write(bytes)
      EventLogFile.leave(ids.last ?? first, in: lock)
      return ids
    }
  }

  /// Makes the appended lines durable.
  package func sync() throws(LibraryError) {
    let file = try open()
    defer { alice_close(file) }
    try checked(alice_sync(file), "fsync", path)
  }

  private var path: BytePath { folder.path.appending(EventLogFile.name) }

  private func open() throws(LibraryError) -> Int32 {
    try checked(EventLogFile.name.withCPath { alice_open_log(folder.descriptor, $0) }, "open", path)
  }

  private func write(_ bytes: [UInt8]) throws(LibraryError) {
    if let size = try folder.facts(of: EventLogFile.name)?.stamp.size, size > 0,
      size + UInt64(bytes.count) > sizeLimit
    {
      try rotate()
    }
    let file = try open()
    defer { alice_close(file) }
    var facts = alice_facts()
    try checked(alice_facts_of_file(file, &facts), "stat", path)
    guard EntryFacts(facts).kind == .regular else { throw .notRegular(path) }
    // A writer that was killed may have left a partial line, which ends here.
    let text = try endsWithinLine(file, facts.size) ? [0x0A] + bytes : bytes
    let written = text.withUnsafeBytes { alice_append(file, $0.baseAddress, $0.count) }
    guard written != Int64(text.count) else { return }
    _ = alice_truncate(file, facts.size)
    try checked(written < 0 ? written : -Int64(ENOSPC), "write", path)
  }

  private func endsWithinLine(_ file: Int32, _ size: UInt64) throws(LibraryError) -> Bool {
    guard size > 0 else { return false }
    var last: UInt8 = 0
    try checked(alice_read(file, &last, 1, size - 1), "read", path)
    return last != 0x0A
  }

  private func rotate() throws(LibraryError) {
    for number in stride(from: EventLogFile.kept - 1, through: 0, by: -1) {
      let name = number == 0 ? EventLogFile.name : EventLogFile.rotated(number)
      guard try folder.facts(of: name) != nil else { continue }
      try folder.rename(name, over: EventLogFile.rotated(number + 1), in: folder)
    }
  }
}

extension EventLogFile {
  /// Runs `body` while no other writer is active; it receives the lock file.
  private func locked<Result>(
    _ body: (Int32) throws(LibraryError) -> Result
  ) throws(LibraryError) -> Result {
    let path = folder.path.appending(EventLogFile.lockName)
    let lock = try checked(
      EventLogFile.lockName.withCPath { alice_open_lock_file(folder.descriptor, $0) }, "open", path)
    defer { alice_close(lock) }
    // Writers finish quickly; a stopped writer must not block all others.
    for _ in 0..<5000 {
      let result = alice_lock(lock, 1)
      if result == 0 { return try body(lock) }
      guard result == -EWOULDBLOCK else { throw LibraryError(-result, "flock", path) }
      alice_pause(1)
    }
    throw .locked(path, process: nil)
  }

  private static func id(in lock: Int32) -> Int64 {
    var bytes = [UInt8](repeating: 0, count: 20)
    let count = bytes.withUnsafeMutableBytes { alice_read(lock, $0.baseAddress, $0.count, 0) }
    let digits = bytes.prefix(Int(max(0, count))).prefix { (0x30...0x39).contains($0) }
    return Int64(String(decoding: digits, as: UTF8.self)).flatMap { $0 < lastID ? $0 : nil } ?? 0
  }

  private static func leave(_ id: Int64, in lock: Int32) {
    let text = Array("\(id)\n".utf8)
    _ = text.withUnsafeBytes { alice_write(lock, $0.baseAddress, $0.count, 0) }
  }

  /// Returns all current files, the oldest first; no rotation happens meanwhile.
  package func files() throws(LibraryError) -> [OpenFile] {
    let names = (1...EventLogFile.kept).reversed().map(EventLogFile.rotated) + [EventLogFile.name]
    let open = { () throws(LibraryError) -> [OpenFile] in
      var files: [OpenFile] = []
      for name in names where try self.folder.facts(of: name) != nil {
        files.append(try OpenFile.open(name, in: self.folder))
      }
      return files
    }
    do throws(LibraryError) {
      return try locked { _ throws(LibraryError) in try open() }
    } catch {
      // A library that cannot be written to can still be read.
      guard case .system = error else { throw error }
      return try open()
    }
  }

  /// Opens the current file; nil before the first event.
  package func current() throws(LibraryError) -> OpenFile? {
    do throws(LibraryError) {
      return try OpenFile.open(EventLogFile.name, in: folder)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }
}
