import AliceNumbers

/// An incremental parser that extracts the data of a server-sent event stream (WHATWG HTML, 9.2.6), with bounds on its
/// size.
struct EventLines: Sendable {
  /// The limit in bytes, for one line and for the data of one event.
  private static let longest = 4 << 20

  private var line: [UInt8] = []
  private var data: [UInt8] = []
  private var endedWithReturn = false

  /// Returns the data of every event that these bytes complete. Skips comments and other fields.
  mutating func take(_ bytes: some Sequence<UInt8>) throws(FalError) -> [[UInt8]] {
    var events: [[UInt8]] = []
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\n") where endedWithReturn: endedWithReturn = false
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        endedWithReturn = byte == UInt8(ascii: "\r")
        if let event = endLine() { events.append(event) }
      default:
        endedWithReturn = false
        guard line.count < EventLines.longest else { throw .tooLarge(limit: UInt64(EventLines.longest)) }
        line.append(byte)
      }
      guard data.count <= EventLines.longest else { throw .tooLarge(limit: UInt64(EventLines.longest)) }
    }
    return events
  }

  private mutating func endLine() -> [UInt8]? {
    defer { line.removeAll(keepingCapacity: true) }
    guard !line.isEmpty else {
      defer { data = [] }
      return data.isEmpty ? nil : data
    }
    guard line.starts(with: "data:".utf8) else { return nil }
    let value = line.dropFirst(line.count > 5 && line[5] == UInt8(ascii: " ") ? 6 : 5)
    if !data.isEmpty { data.append(UInt8(ascii: "\n")) }
    data += value
    return nil
  }
}
