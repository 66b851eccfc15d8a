package import AliceModel
import AliceNumbers

extension ZipEntry {
  private static let step = 256 << 10

  /// Unpacks the content and passes it on in pieces. At most `size` bytes are passed on, and fewer if the entry is
  /// damaged: then this throws after the last piece.
  ///
  /// `limit` ends it early without an error, to look at the beginning.
  package func unpack(
    from bytes: some RandomAccessBytes, limit: UInt64 = .max, _ take: (ArraySlice<UInt8>) throws -> Void
  ) throws {
    guard !isEncrypted else { throw ZipError.encrypted }
    guard isReadable else { throw ZipError.unknownMethod }
    let start = try contentStart(in: bytes)
    var sum = CRC32()
    var count: UInt64 = 0
    func pass(_ piece: ArraySlice<UInt8>) throws -> Bool {
      let (total, overflow) = count.addingReportingOverflow(UInt64(piece.count))
      guard !overflow, total <= size else { throw ZipError.damaged }
      sum.update(piece)
      count = total
      try take(piece)
      return count < limit
    }
    // To look at the beginning only little is read and unpacked.
    let step = Int(min(UInt64(ZipEntry.step), max(limit, 512)))
    let isWhole =
      try method == 0
      ? copy(from: bytes, at: start, step, pass) : inflate(from: bytes, at: start, step, pass)
    guard isWhole else { return }
    guard count == size, sum.value == checksum else { throw ZipError.damaged }
  }

  /// Returns whether the directory describes exactly these bytes.
  package func hasContent(_ bytes: [UInt8]) -> Bool { size == UInt64(bytes.count) && checksum == CRC32.of(bytes) }

  private func contentStart(in bytes: some RandomAccessBytes) throws -> UInt64 {
    let head = try ZipArchive.read(bytes, at: offset, count: 30)[...]
    guard head.count == 30, head.starts(with: [0x50, 0x4B, 3, 4]) else { throw ZipError.damaged }
    // The offset is less than the size of a file, because its header could be read.
    let start = offset + 30 + UInt64(head.little16(26)) + UInt64(head.little16(28))
    guard start <= bytes.byteCount, packedSize <= bytes.byteCount - start else { throw ZipError.damaged }
    return start
  }

  /// Returns false if `pass` ended it.
  private func copy(
    from bytes: some RandomAccessBytes, at start: UInt64, _ step: Int, _ pass: (ArraySlice<UInt8>) throws -> Bool
  ) throws -> Bool {
    guard packedSize == size else { throw ZipError.damaged }
    var done: UInt64 = 0
    while done < size {
      let piece = try ZipArchive.read(bytes, at: start + done, count: Int(min(UInt64(step), size - done)))
      guard !piece.isEmpty else { throw ZipError.damaged }
      done += UInt64(piece.count)
      guard try pass(piece[...]) else { return false }
    }
    return true
  }

  /// Returns false if `pass` ended it.
  private func inflate(
    from bytes: some RandomAccessBytes, at start: UInt64, _ step: Int, _ pass: (ArraySlice<UInt8>) throws -> Bool
  ) throws -> Bool {
    guard var stream = InflateStream(isRaw: true) else { throw ZipError.unreadable }
    var output = [UInt8](repeating: 0, count: step)
    var fed: UInt64 = 0
    while !stream.isComplete {
      if stream.needsInput {
        let piece = try ZipArchive.read(
          bytes, at: start + fed, count: Int(min(UInt64(step), packedSize - fed)))
        guard !piece.isEmpty else { throw ZipError.damaged }
        fed += UInt64(piece.count)
        stream.feed(piece[...])
      }
      guard let filled = stream.fill(&output, from: 0) else {
        if stream.isComplete { break }
        throw ZipError.damaged
      }
      if filled > 0, try !pass(output[..<filled]) { return false }
    }
    return true
  }
}
