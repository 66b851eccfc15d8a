import AliceNumbers

extension Timestamp: CustomStringConvertible {
  /// ISO 8601 with offset, and with milliseconds unless they are zero: `2026-11-22T18:04:05+01:00`.
  public var description: String {
    let (time, milliseconds) = clock
    return "\(day)T\(time)" + (milliseconds == 0 ? "" : "." + padded(milliseconds, 3)) + offset
  }

  /// The form of EXIF, without the offset: `2026:11:22 18:04:05`.
  public var exif: String {
    "\(padded(date.year, 4)):\(padded(date.month, 2)):\(padded(date.day, 2)) \(clock.time)"
  }

  /// The offset as EXIF's `OffsetTime` and ISO 8601 write it: `+01:00`.
  public var offset: String {
    let minutes = abs(offsetMinutes)
    return (offsetMinutes < 0 ? "-" : "+") + padded(minutes / 60, 2) + ":" + padded(minutes % 60, 2)
  }

  private var clock: (time: String, milliseconds: Int) {
    let ofDay = Int(localMilliseconds - date.daysSinceEpoch * 86_400_000)
    let seconds = ofDay / 1000
    return (
      "\(padded(seconds / 3600, 2)):\(padded(seconds / 60 % 60, 2)):\(padded(seconds % 60, 2))", ofDay % 1000
    )
  }

  /// Reads ISO 8601 (`2026-11-22`, `2026-11-22T18:04:05.123+01:00`, `…Z`) and EXIF (`2026:11:22 18:04:05`). The end of a
  /// day, `24:00:00`, is the beginning of the next one.
  ///
  /// `offsetMinutes` applies if the text has no offset of its own.
  public init?(_ text: String, offsetMinutes: Int = 0) {
    var scanner = TimestampScanner(text)
    guard let year = scanner.digits(4), scanner.skip("-:"), let month = scanner.digits(2), scanner.skip("-:"),
      let day = scanner.digits(2)
    else { return nil }
    var time = (hour: 0, minute: 0, second: 0, millisecond: 0)
    var offset = offsetMinutes
    if scanner.skip("T t") {
      guard let hour = scanner.digits(2), scanner.skip(":"), let minute = scanner.digits(2) else { return nil }
      time = (hour, minute, 0, 0)
      if scanner.skip(":") {
        guard let second = scanner.digits(2) else { return nil }
        time.second = second
        if scanner.skip(".,") { time.millisecond = scanner.fraction() }
      }
      guard let found = scanner.offset(default: offsetMinutes) else { return nil }
      offset = found
    }
    guard scanner.isAtEnd else { return nil }
    let isEndOfDay = time == (24, 0, 0, 0)
    guard
      let moment = Timestamp(
        year: year, month: month, day: day, hour: isEndOfDay ? 0 : time.hour, minute: time.minute, second: time.second,
        millisecond: time.millisecond, offsetMinutes: offset)
    else { return nil }
    self.init(
      milliseconds: moment.milliseconds + (isEndOfDay ? 86_400_000 : 0), offsetMinutes: moment.offsetMinutes)
  }
}

private struct TimestampScanner {
  private let bytes: [UInt8]
  private var at = 0

  init(_ text: String) { bytes = Array(text.utf8) }

  var isAtEnd: Bool { at == bytes.count }

  mutating func digits(_ count: Int) -> Int? {
    guard bytes.count - at >= count else { return nil }
    var value = 0
    for byte in bytes[at..<(at + count)] {
      guard (0x30...0x39).contains(byte) else { return nil }
      value = value * 10 + Int(byte - 0x30)
    }
    at += count
    return value
  }

  mutating func skip(_ any: String) -> Bool {
    guard at < bytes.count, any.utf8.contains(bytes[at]) else { return false }
    at += 1
    return true
  }

  /// Returns the digits after the decimal point as milliseconds.
  mutating func fraction() -> Int {
    var value = 0
    var scale = 100
    while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
      value += Int(bytes[at] - 0x30) * scale
      scale /= 10
      at += 1
    }
    return value
  }

  mutating func offset(default fallback: Int) -> Int? {
    if isAtEnd { return fallback }
    if skip("Zz") { return 0 }
    let negative = at < bytes.count && bytes[at] == UInt8(ascii: "-")
    guard skip("+-"), let hours = digits(2) else { return nil }
    _ = skip(":")
    let minutes = isAtEnd ? 0 : digits(2)
    guard let minutes else { return nil }
    return (negative ? -1 : 1) * (hours * 60 + minutes)
  }
}
