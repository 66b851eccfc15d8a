import AliceModel

/// The source of the ranges in a splice.
package enum FileSource: Sendable {
  case file(OpenFile)
  case bytes([UInt8])

  var file: OpenFile? {
    if case .file(let file) = self { file } else { nil }
  }
}

/// The content of a new file, and the attributes that it takes from its source.
struct FileContent {
  var source: FileSource
  var splice: Splice
  /// The modification time; nil for the time of writing.
  var modified: FileTime?
  var mode: UInt32 = 0o644
  /// Keeps mode and owner exactly, because the file replaces its source.
  var replacesSource = false
  var transfer = Transfer.copy
}

extension FileContent {
  init(_ bytes: [UInt8], mode: UInt32 = 0o644) {
    var splice = Splice()
    splice.append(bytes)
    self.init(source: .bytes([]), splice: splice, mode: mode)
  }
}

/// A time in the form that the file system takes.
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
