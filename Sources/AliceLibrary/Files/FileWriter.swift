import AliceModel
import CAlice

/// A file that is being written, from its beginning on. Closes when it goes.
struct FileWriter: ~Copyable {
  let path: BytePath
  let descriptor: Int32
  fileprivate(set) var byteCount: UInt64 = 0
  /// How much of it the disk was given already.
  private var handedOver: UInt64 = 0

  /// From here on the kernel copies: fewer bytes are not worth the calls.
  private static let kernelCopyMinimum: UInt64 = 64 << 10
  private static let bufferSize = 256 << 10
  /// What is copied in one go, so that nobody waits long for a copy to hear that it is not wanted any more.
  private static let piece: UInt64 = 8 << 20
  /// What may wait in memory to be written of a large file: what more there is, the final sync would take its time for.
  private static let backlog: UInt64 = 64 << 20

  /// `.occupied` where the name is taken.
  init(_ name: BytePath, in folder: Folder, mode: UInt32) throws(LibraryError) {
    path = folder.path.appending(name)
    descriptor = try checked(name.withCPath { alice_create_file(folder.descriptor, $0, mode) }, "create", path)
  }

  deinit { alice_close(descriptor) }

  mutating func write(_ bytes: UnsafeRawBufferPointer) throws(LibraryError) {
    guard !bytes.isEmpty else { return }
    try checked(alice_write(descriptor, bytes.baseAddress, bytes.count, byteCount), "write", path)
    byteCount += UInt64(bytes.count)
  }

  mutating func write(_ bytes: ArraySlice<UInt8>) throws(LibraryError) {
    var result: Int64 = 0
    bytes.withUnsafeBytes { result = alice_write(descriptor, $0.baseAddress, $0.count, byteCount) }
    try checked(result, "write", path)
    byteCount += UInt64(bytes.count)
  }

  /// Appends a range of `source`; `.changed` where the source ends before the range does.
  mutating func copy(_ range: Range<UInt64>, of source: OpenFile) throws(LibraryError) {
    guard range.upperBound <= source.byteCount else { throw .changed(source.path) }
    try source.checkCancellation()
    var at = range.lowerBound
    if byteCount == 0, range == 0..<source.byteCount, clone(source) { return }
    if range.upperBound - at >= FileWriter.kernelCopyMinimum { try copyInKernel(&at, to: range.upperBound, of: source) }
    while at < range.upperBound {
      let bytes = try source.read(at: at, count: Int(min(range.upperBound - at, UInt64(FileWriter.bufferSize))))
      guard !bytes.isEmpty else { throw .changed(source.path) }
      try write(bytes[...])
      at += UInt64(bytes.count)
      try handOver()
    }
  }

  /// Lets the disk write a large file while it is copied.
  private mutating func handOver() throws(LibraryError) {
    guard byteCount > FileWriter.backlog, byteCount - handedOver >= FileWriter.piece else { return }
    try checked(alice_write_behind(descriptor, handedOver, byteCount, FileWriter.backlog), "write", path)
    handedOver = byteCount
  }

  /// Shares the blocks of the whole source where the file system can: no space, no time.
  private mutating func clone(_ source: borrowing OpenFile) -> Bool {
    guard source.byteCount >= FileWriter.kernelCopyMinimum else { return false }
    return (try? share(source)) != nil
  }

  /// Shares the blocks of the whole source; nothing is written where that fails. `EOPNOTSUPP` where the file system
  /// cannot.
  mutating func share(_ source: borrowing OpenFile) throws(LibraryError) {
    let result = alice_clone(source.descriptor, descriptor)
    let cannot = [EOPNOTSUPP, ENOTSUP, ENOTTY, ENOSYS, EINVAL, EXDEV].contains(-result)
    try checked(cannot ? -EOPNOTSUPP : result, "clone", path)
    var facts = alice_facts()
    let found = alice_facts_of_file(descriptor, &facts)
    if found == 0, facts.size == source.byteCount {
      byteCount = facts.size
      return
    }
    _ = alice_truncate(descriptor, 0)
    try checked(found, "stat", path)
    throw .changed(source.path)
  }

  /// Copies until the kernel will not: across some file systems it cannot, and what it leaves is read and written.
  private mutating func copyInKernel(
    _ at: inout UInt64, to end: UInt64, of source: OpenFile
  ) throws(LibraryError) {
    while at < end {
      try source.checkCancellation()
      let part = min(end - at, FileWriter.piece)
      let copied = alice_copy_range(source.descriptor, at, descriptor, byteCount, part)
      if copied == -Int64(ENOSPC) || copied == -Int64(EDQUOT) || copied == -Int64(EFBIG) {
        try checked(copied, "write", path)
      }
      guard copied > 0 else { return }
      at += UInt64(copied)
      byteCount += UInt64(copied)
      try handOver()
    }
  }

  /// Proves that the file holds what was written to it, and nothing else.
  func verifySize() throws(LibraryError) {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    guard facts.size == byteCount else { throw .changed(path) }
  }
}

extension FileWriter {
  /// Writes the splice past the system's cache, as a new file's only content.
  ///
  /// Nobody reads a file right after it was filed, and to make room for it in the cache costs more processor time than all
  /// else that is done to it. What the file system will not take that way it is given as usual.
  mutating func writeUncached(
    _ splice: Splice, of source: OpenFile, through buffer: inout BlockBuffer
  ) throws(LibraryError) {
    guard alice_set_uncached(descriptor, 1) == 0 else { return try writeCached(splice, of: source) }
    for piece in splice.pieces {
      var rest = piece
      while !BlockBuffer.isEmpty(rest) {
        let taken = try buffer.take(from: &rest, of: source)
        guard taken > 0 else { throw .changed(source.path) }
        if buffer.isFull { try flush(&buffer) }
      }
    }
    try flush(&buffer)
    try checked(alice_truncate(descriptor, byteCount), "truncate", path)
  }

  private mutating func writeCached(_ splice: Splice, of source: OpenFile) throws(LibraryError) {
    for piece in splice.pieces { try append(piece, of: .file(source)) }
  }

  /// The last block is written whole, and cut afterwards.
  private mutating func flush(_ buffer: inout BlockBuffer) throws(LibraryError) {
    var result = buffer.withWholeBlocks { alice_write(descriptor, $0.baseAddress, $0.count, byteCount) }
    if result == -Int64(EINVAL), alice_set_uncached(descriptor, 0) == 0 {
      result = buffer.withWholeBlocks { alice_write(descriptor, $0.baseAddress, $0.count, byteCount) }
    }
    try checked(result, "write", path)
    byteCount += UInt64(buffer.count)
    buffer.removeAll()
  }
}
