import AliceModel

/// A block-aligned buffer for direct I/O, which is reused for one file after another.
struct BlockBuffer: Sendable {
  /// No common file system has larger logical blocks.
  private static let blockSize = 4096
  private static let capacity = 1 << 20

  /// One block longer than its capacity, so that its first block contains a block boundary.
  private var storage = [UInt8](repeating: 0, count: BlockBuffer.capacity + BlockBuffer.blockSize)
  private(set) var count = 0

  var isFull: Bool { count == BlockBuffer.capacity }

  mutating func removeAll() { count = 0 }

  static func isEmpty(_ piece: Splice.Piece) -> Bool {
    switch piece {
    case .bytes(let bytes): bytes.isEmpty
    case .source(let range): range.isEmpty
    }
  }

  /// Moves bytes from the front of `piece` into the free space. Returns their number, which is zero if the source ended
  /// early.
  mutating func take(from piece: inout Splice.Piece, of source: OpenFile) throws(LibraryError) -> Int {
    switch piece {
    case .bytes(let bytes):
      let taken = bytes.prefix(BlockBuffer.capacity - count)
      withRoom { room in taken.withUnsafeBytes { room.copyMemory(from: $0) } }
      piece = .bytes(Array(bytes.dropFirst(taken.count)))
      count += taken.count
      return taken.count
    case .source(let range):
      let wanted = Int(min(range.upperBound - range.lowerBound, UInt64(BlockBuffer.capacity - count)))
      var result: Result<Int, LibraryError> = .success(0)
      withRoom { room in
        result = Result { () throws(LibraryError) in
          try source.read(into: UnsafeMutableRawBufferPointer(rebasing: room[..<wanted]), at: range.lowerBound)
        }
      }
      let taken = try result.get()
      piece = .source(range.lowerBound + UInt64(taken)..<range.upperBound)
      count += taken
      return taken
    }
  }

  /// Passes the buffered bytes to `body`, padded with zeros to a whole block.
  mutating func withWholeBlocks<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    let (used, size) = (count, BlockBuffer.blockSize)
    let padded = (used + size - 1) / size * size
    return withAligned { aligned in
      for place in used..<padded { aligned[place] = 0 }
      return body(UnsafeRawBufferPointer(rebasing: aligned[..<padded]))
    }
  }

  private mutating func withRoom(_ body: (UnsafeMutableRawBufferPointer) -> Void) {
    let used = count
    withAligned { body(UnsafeMutableRawBufferPointer(rebasing: $0[used...])) }
  }

  private mutating func withAligned<Result>(_ body: (UnsafeMutableRawBufferPointer) -> Result) -> Result {
    storage.withUnsafeMutableBytes { all in
      let address = all.baseAddress.map { UInt(bitPattern: $0) } ?? 0
      let skipped = Int((0 &- address) % UInt(BlockBuffer.blockSize))
      return body(UnsafeMutableRawBufferPointer(rebasing: all[skipped..<skipped + BlockBuffer.capacity]))
    }
  }
}
