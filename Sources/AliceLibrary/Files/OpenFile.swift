package import AliceModel
import CAlice

/// A regular file that is open for reading, in its state at opening. It closes with its last reference.
///
/// Bytes beyond its size at opening are not read, so a file that grows meanwhile reads as it was.
package final class OpenFile: RandomAccessBytes {
  package let path: BytePath
  /// The stamp at opening.
  package let stamp: FileStamp
  /// The permissions at opening.
  package let mode: UInt32
  /// The descriptor, which is valid while this object lives; for the standard input of another program.
  package let descriptor: Int32
  /// The size of the blocks that the file had on disk at opening.
  private let held: UInt64
  /// If true, reading throws `.cancelled` once the reading task is cancelled.
  package let endsWithTask: Bool
  /// The temporary file that this file reads, if it is one. The reference keeps its name; without the name the stamp
  /// would change.
  private let temporary: TemporaryFile?

  /// The size of one read step: about a second on a slow disk.
  private static let piece = 8 << 20

  private init(
    descriptor: Int32, path: BytePath, endsWithTask: Bool, keeping temporary: TemporaryFile?
  ) throws(LibraryError) {
    self.descriptor = try checked(descriptor, "open", path)
    self.path = path
    self.endsWithTask = endsWithTask
    self.temporary = temporary
    var facts = alice_facts()
    let result = alice_facts_of_file(descriptor, &facts)
    let entry = EntryFacts(facts)
    (stamp, mode, held) = (entry.stamp, entry.mode, facts.held)
    // After this point a throw runs deinit, which closes the file.
    try checked(result, "stat", path)
    guard entry.kind == .regular else { throw .notRegular(path) }
  }

  deinit { alice_close(descriptor) }

  /// Opens `path`, absolute or relative to the working directory. Throws `.notRegular` for a symbolic link, a folder, a
  /// pipe or a device.
  ///
  /// With `untilCancelled`, a cancelled task stops reading, copying and comparing the file, however large it is.
  package static func open(_ path: BytePath, untilCancelled: Bool = false) throws(LibraryError) -> OpenFile {
    try open(path, in: alice_here(), shownAs: path, untilCancelled: untilCancelled)
  }

  static func open(
    _ name: BytePath, in folder: Folder, untilCancelled: Bool = false, keeping temporary: TemporaryFile? = nil
  ) throws(LibraryError) -> OpenFile {
    try open(
      name, in: folder.descriptor, shownAs: folder.path.appending(name), untilCancelled: untilCancelled,
      keeping: temporary)
  }

  private static func open(
    _ name: BytePath, in folder: Int32, shownAs path: BytePath, untilCancelled: Bool,
    keeping temporary: TemporaryFile? = nil
  ) throws(LibraryError) -> OpenFile {
    // Opening a device can have side effects, so its type is checked before and after opening.
    var facts = alice_facts()
    try checked(name.withCPath { alice_facts_of_entry(folder, $0, &facts) }, "stat", path)
    guard EntryFacts(facts).kind == .regular else { throw .notRegular(path) }
    let descriptor = name.withCPath { alice_open_file(folder, $0) }
    if descriptor == -ELOOP || descriptor == -ENXIO { throw .notRegular(path) }
    return try OpenFile(descriptor: descriptor, path: path, endsWithTask: untilCancelled, keeping: temporary)
  }

  package var byteCount: UInt64 { stamp.size }

  /// A file of which few bytes are missing is not searched for holes, because that moves the position of the descriptor.
  package var holeByteCount: UInt64 {
    guard byteCount > held, byteCount - held > OpenFile.usualGap else { return 0 }
    var (holes, at) = (UInt64(0), UInt64(0))
    // A file system that compresses holds fewer bytes, too, and says that all of them are data.
    for _ in 0..<OpenFile.mostHoles where at < byteCount {
      let data = alice_next_data(descriptor, at)
      let end = data >= 0 ? min(UInt64(data), byteCount) : data == -Int64(ENXIO) ? byteCount : at
      holes += end - at
      let hole = end < byteCount ? alice_next_hole(descriptor, end) : -1
      guard hole > 0, UInt64(hole) > end else { break }
      at = UInt64(hole)
    }
    return holes
  }

  private static let usualGap: UInt64 = 16 << 20
  private static let mostHoles = 10_000

  /// Returns true if another program has the file open for writing. If the system cannot tell, returns true if the file
  /// is not settled at `now`.
  package func isBeingWritten(now: Timestamp) -> Bool {
    let answer = alice_has_writer(descriptor)
    return answer < 0
      ? !stamp.isSettled(now: now.milliseconds.multipliedReportingOverflow(by: 1_000_000).partialValue) : answer == 1
  }

  /// Returns the current stamp of the open file; it differs from `stamp` after a write, a rename or a removal.
  package func stampNow() throws(LibraryError) -> FileStamp {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    return EntryFacts(facts).stamp
  }

  /// Disables read-ahead, because only small scattered parts will be read.
  package func expectJumps() { alice_expect_jumps(descriptor) }

  package func read(at offset: UInt64, count: Int) throws(LibraryError) -> [UInt8] {
    let room = remaining(from: offset, count: count)
    guard room > 0 else { return [] }
    var result: Result<Int, LibraryError> = .success(0)
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      result = Result { () throws(LibraryError) in
        try fill(UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<room]), from: offset)
      }
      initialized = (try? result.get()) ?? 0
    }
    _ = try result.get()
    return bytes
  }

  /// Fills `buffer` from `offset` on. Returns the number of bytes read; it is smaller than the buffer only at the end
  /// of the file.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(LibraryError) -> Int {
    let room = remaining(from: offset, count: buffer.count)
    guard room > 0 else { return 0 }
    return try fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<room]), from: offset)
  }

  private func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: UInt64) throws(LibraryError) -> Int {
    var done = 0
    while done < buffer.count {
      try checkCancellation()
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[done..<min(done + OpenFile.piece, buffer.count)])
      let got = try checked(alice_read(descriptor, part.baseAddress, part.count, offset + UInt64(done)), "read", path)
      done += Int(got)
      if Int(got) < part.count { break }
    }
    return done
  }

  /// Reads the whole file. Throws `.tooLarge` above `limit` bytes, before it allocates memory.
  package func readAll(limit: Int) throws(LibraryError) -> [UInt8] {
    guard byteCount <= UInt64(max(0, limit)) else {
      throw .tooLarge(path, bytes: byteCount, limit: UInt64(max(0, limit)))
    }
    return try read(at: 0, count: Int(byteCount))
  }

  /// True if the file must not be read any further.
  package var isCancelled: Bool { endsWithTask && Task.isCancelled }

  func checkCancellation() throws(LibraryError) { if isCancelled { throw .cancelled(path) } }

  private func remaining(from offset: UInt64, count: Int) -> Int {
    guard offset < byteCount, count > 0 else { return 0 }
    return Int(min(UInt64(count), byteCount - offset))
  }
}
