import AliceModel

/// Where the pieces of a splice come from.
package enum FileSource: Sendable {
  case file(OpenFile)
  case bytes([UInt8])

  var file: OpenFile? {
    if case .file(let file) = self { file } else { nil }
  }
}

/// What a new file is to hold, and what it keeps of its source's attributes.
struct FileContent {
  var source: FileSource
  var splice: Splice
  /// Nil: the time of writing.
  var modified: FileTime?
  var mode: UInt32 = 0o644
  /// Keeps mode and owner exactly, as is right where the file takes its source's place.
  var replacesSource = false
  var transfer = Transfer.copy
}

extension FileContent {
  init(_ bytes: [UInt8]) {
    var splice = Splice()
    splice.append(bytes)
    self.init(source: .bytes([]), splice: splice)
  }
}

/// A time as the file system takes it.
struct FileTime {
  let seconds: Int64
  let nanoseconds: Int64

  init(_ timestamp: Timestamp) {
    (seconds, nanoseconds) = FileTime.parts(timestamp.milliseconds, of: 1000)
  }

  init(nanosecondsSinceEpoch: Int64) {
    (seconds, nanoseconds) = FileTime.parts(nanosecondsSinceEpoch, of: 1_000_000_000)
  }

  private static func parts(_ count: Int64, of second: Int64) -> (Int64, Int64) {
    let (quotient, remainder) = count.quotientAndRemainder(dividingBy: second)
    let floored = remainder < 0 ? (quotient - 1, remainder + second) : (quotient, remainder)
    return (floored.0, floored.1 * (1_000_000_000 / second))
  }
}
