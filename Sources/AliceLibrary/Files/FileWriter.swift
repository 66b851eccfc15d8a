import AliceModel
import CAlice

/// A file that is being written sequentially. It closes when it is destroyed.
struct FileWriter: ~Copyable {
  let path: BytePath
  let descriptor: Int32
  fileprivate(set) var byteCount: UInt64 = 0
  /// The number of bytes whose writeback has been started.
  private var handedOver: UInt64 = 0

  /// The minimum size for copying in the kernel; for fewer bytes the calls cost more than they save.
  private static let kernelCopyMinimum: UInt64 = 64 << 10
  private static let bufferSize = 256 << 10
  /// The size of one copy step, so that a cancelled copy ends soon.
  private static let piece: UInt64 = 8 << 20
  /// The limit of unwritten data of a large file in memory; with more, the final sync would take long.
  private static let backlog: UInt64 = 64 << 20

  /// Throws `.occupied` if the name is taken.
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

  /// Appends a range of `source`. Throws `.changed` if the source ends before the range.
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

  /// Starts writeback of a large file while it is copied.
  private mutating func handOver() throws(LibraryError) {
    guard byteCount > FileWriter.backlog, byteCount - handedOver >= FileWriter.piece else { return }
    try checked(alice_write_behind(descriptor, handedOver, byteCount, FileWriter.backlog), "write", path)
    handedOver = byteCount
  }

  /// Shares the blocks of the whole source if the file system supports it, which costs no space and no time.
  private mutating func clone(_ source: borrowing OpenFile) -> Bool {
    guard source.byteCount >= FileWriter.kernelCopyMinimum else { return false }
    return (try? share(source)) != nil
  }

  /// Shares the blocks of the whole source; writes nothing if that fails. Throws `EOPNOTSUPP` if the file system does
  /// not support it.
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

  /// Copies as much as the kernel does. Across some file systems it copies nothing; the caller reads and writes the
  /// rest.
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

  /// Checks that the file has the size that was written.
  func verifySize() throws(LibraryError) {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    guard facts.size == byteCount else { throw .changed(path) }
  }
}

extension FileWriter {
  /// Writes the splice with direct I/O, as the only content of a new file.
  ///
  /// Nobody reads a file soon after it was filed, and making room for it in the page cache costs more CPU time than
  /// everything else that is done to it. If the file system refuses direct I/O, the write is buffered.
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

  /// Writes the last block completely; the file is truncated afterwards.
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
