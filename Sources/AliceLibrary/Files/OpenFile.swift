package import AliceModel
import CAlice

/// A regular file, open for reading, as it was when it was opened. Closes with its last reference.
///
/// What follows the size that it had then is not read, so a file that grows meanwhile is seen as it was.
package final class OpenFile: RandomAccessBytes {
  package let path: BytePath
  /// As of opening.
  package let stamp: FileStamp
  /// The permissions, as of opening.
  package let mode: UInt32
  let descriptor: Int32
  /// Whose name would go if nobody held it, and with the name the stamp would change.
  private let temporary: TemporaryFile?

  private init(descriptor: Int32, path: BytePath, keeping temporary: TemporaryFile?) throws(LibraryError) {
    self.descriptor = try checked(descriptor, "open", path)
    self.path = path
    self.temporary = temporary
    var facts = alice_facts()
    let result = alice_facts_of_file(descriptor, &facts)
    let entry = EntryFacts(facts)
    (stamp, mode) = (entry.stamp, entry.mode)
    // From here on a throw runs deinit, which closes.
    try checked(result, "stat", path)
    guard entry.kind == .regular else { throw .notRegular(path) }
  }

  deinit { alice_close(descriptor) }

  /// Opens `path`, absolute or relative to the working directory. `.notRegular` for a symbolic link, a folder, a pipe
  /// or a device.
  package static func open(_ path: BytePath) throws(LibraryError) -> OpenFile {
    try open(path, in: alice_here(), shownAs: path)
  }

  static func open(
    _ name: BytePath, in folder: Folder, keeping temporary: TemporaryFile? = nil
  ) throws(LibraryError) -> OpenFile {
    try open(name, in: folder.descriptor, shownAs: folder.path.appending(name), keeping: temporary)
  }

  private static func open(
    _ name: BytePath, in folder: Int32, shownAs path: BytePath, keeping temporary: TemporaryFile? = nil
  ) throws(LibraryError) -> OpenFile {
    // Opening a device can have effects, so what it is is asked first, and again once it is open.
    var facts = alice_facts()
    try checked(name.withCPath { alice_facts_of_entry(folder, $0, &facts) }, "stat", path)
    guard EntryFacts(facts).kind == .regular else { throw .notRegular(path) }
    let descriptor = name.withCPath { alice_open_file(folder, $0) }
    if descriptor == -ELOOP || descriptor == -ENXIO { throw .notRegular(path) }
    return try OpenFile(descriptor: descriptor, path: path, keeping: temporary)
  }

  package var byteCount: UInt64 { stamp.size }

  /// True where another program has the file open for writing; where the system will not say, where the file is not
  /// settled at `now`.
  package func isBeingWritten(now: Timestamp) -> Bool {
    let answer = alice_has_writer(descriptor)
    return answer < 0
      ? !stamp.isSettled(now: now.milliseconds.multipliedReportingOverflow(by: 1_000_000).partialValue) : answer == 1
  }

  /// The stamp of the open file now; it differs from `stamp` once anybody wrote to the file, renamed or removed it.
  package func stampNow() throws(LibraryError) -> FileStamp {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    return EntryFacts(facts).stamp
  }

  /// Little of it will be read, here and there: the system need not read ahead.
  package func expectJumps() { alice_expect_jumps(descriptor) }

  package func read(at offset: UInt64, count: Int) throws(LibraryError) -> [UInt8] {
    let room = remaining(from: offset, count: count)
    guard room > 0 else { return [] }
    var result: Int64 = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      result = alice_read(descriptor, buffer.baseAddress, room, offset)
      initialized = Int(max(0, result))
    }
    try checked(result, "read", path)
    return bytes
  }

  /// Fills `buffer` from `offset` on; returns the number of bytes read, fewer only where the end comes first.
  package func read(into buffer: UnsafeMutableRawBufferPointer, at offset: UInt64) throws(LibraryError) -> Int {
    let room = remaining(from: offset, count: buffer.count)
    guard room > 0 else { return 0 }
    return try Int(checked(alice_read(descriptor, buffer.baseAddress, room, offset), "read", path))
  }

  /// The whole file; `.tooLarge` above `limit` bytes, before anything is allotted.
  package func readAll(limit: Int) throws(LibraryError) -> [UInt8] {
    guard byteCount <= UInt64(max(0, limit)) else {
      throw .tooLarge(path, bytes: byteCount, limit: UInt64(max(0, limit)))
    }
    return try read(at: 0, count: Int(byteCount))
  }

  private func remaining(from offset: UInt64, count: Int) -> Int {
    guard offset < byteCount, count > 0 else { return 0 }
    return Int(min(UInt64(count), byteCount - offset))
  }
}
