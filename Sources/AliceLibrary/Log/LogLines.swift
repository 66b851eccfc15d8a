/// The complete lines of an open log from an offset on; a last line without a line break is left out.
package struct LogLines: Sequence, IteratorProtocol {
  private let file: OpenFile
  private var buffer: [UInt8] = []
  private var position = 0
  private var readTo: UInt64
  /// The offset after the last line that was returned.
  package private(set) var offset: UInt64

  private static let step = 256 << 10

  package init(_ file: OpenFile, from offset: UInt64 = 0) {
    self.file = file
    self.offset = offset
    readTo = offset
  }

  /// Returns the next line without its line break. Skips lines longer than the limit of writers. Returns nil at the
  /// end, and if the file cannot be read.
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
      // The rest of the line is returned as a separate line, which is not an event.
      offset += UInt64(buffer.count)
      buffer.removeAll()
    }
    guard let bytes = try? file.read(at: readTo, count: LogLines.step), !bytes.isEmpty else { return false }
    readTo += UInt64(bytes.count)
    buffer += bytes
    return true
  }
}
