/// The whole lines of an open log from some place on; a last one that is still without its line break is left out.
package struct LogLines: Sequence, IteratorProtocol {
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var position = 0
  private var readTo: UInt64
  /// Just after the last line that was given.
  package private(set) var offset: UInt64

  private static let step = 256 << 10

  package init(_ file: OpenFile, from offset: UInt64 = 0) {
    self.file = file
    self.offset = offset
    readTo = offset
  }

  /// Without its line break. Lines that are longer than writers make them are passed over; nil at the end, and where the
  /// file cannot be read.
  package mutating func next() -> ArraySlice<UInt8>? {
    while true {
      if let end = buffer[position...].firstIndex(of: 0x0A) {
        let line = buffer[position..<end]
        offset += UInt64(line.count + 1)
        position = end + 1
        if line.count <= EventLogFile.longestLine { return line }
        continue
      }
      guard more() else { return nil }
    }
  }

  private mutating func more() -> Bool {
    buffer.removeFirst(position)
    position = 0
    if buffer.count > EventLogFile.longestLine {
      // The rest of it ends up as a line of its own, which is no event.
      offset += UInt64(buffer.count)
      buffer.removeAll()
    }
    guard let bytes = try? file.read(at: readTo, count: LogLines.step), !bytes.isEmpty else { return false }
    readTo += UInt64(bytes.count)
    buffer += bytes
    return true
  }
}
