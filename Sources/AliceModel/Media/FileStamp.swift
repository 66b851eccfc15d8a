/// What tells whether a file is still the one that was seen, without reading it.
package struct FileStamp: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// In bytes.
  package var size: UInt64
  /// Since 1970, when the content was last written. Programs can set it.
  package var modifiedNanoseconds: Int64
  /// Since 1970, when the content, name or attributes were last changed. Programs cannot set it. Nil where the stamp is kept
  /// for longer than a name: see `withoutChange`.
  package var changedNanoseconds: Int64?

  package init(
    device: UInt64, inode: UInt64, size: UInt64, modifiedNanoseconds: Int64, changedNanoseconds: Int64? = nil
  ) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.changedNanoseconds = changedNanoseconds
  }

  /// The stamp as the journal keeps it: a rename changes the time of the last change, and nothing else.
  package var withoutChange: FileStamp {
    var stamp = self
    stamp.changedNanoseconds = nil
    return stamp
  }

  /// True for two names of one file.
  package func isSameFile(as other: FileStamp) -> Bool { device == other.device && inode == other.inode }

  /// True where file, size and time of writing are the same; another name for the file may have come or gone.
  package func hasSameContent(as other: FileStamp) -> Bool { device == other.device && isStill(other) }

  /// Compares with a stamp that was kept: a disk that is mounted again may get another number, so the device does not count,
  /// and neither does the time of the last change.
  package func isStill(_ kept: FileStamp) -> Bool {
    inode == kept.inode && size == kept.size && modifiedNanoseconds == kept.modifiedNanoseconds
  }
}

/// Plans and the journal hold a stamp as an array: device, inode, size, time of writing, and the time of the last change where
/// that is known.
extension FileStamp {
  package var json: JSONValue {
    .array(
      [device, inode, size].map { .number(JSONNumber($0)) }
        + [modifiedNanoseconds, changedNanoseconds].compactMap { $0.map { .number(JSONNumber($0)) } })
  }

  package init?(json: JSONValue?) {
    guard let device = json?[0]?.numberValue?.uint64, let inode = json?[1]?.numberValue?.uint64,
      let size = json?[2]?.numberValue?.uint64, let modified = json?[3]?.numberValue?.int64
    else { return nil }
    self.init(
      device: device, inode: inode, size: size, modifiedNanoseconds: modified,
      changedNanoseconds: json?[4]?.numberValue?.int64)
  }
}

extension FileStamp {
  /// A clock that is ahead by more is wrong, and says nothing of when the file was written.
  private static let wrongClock: Int64 = 86_400_000_000_000

  /// False while somebody may still be writing the file: its content, name or attributes changed less than `quiet`
  /// nanoseconds ago. `now` counts nanoseconds since 1970.
  package func isSettled(now: Int64, quiet: Int64 = 2_000_000_000) -> Bool {
    [modifiedNanoseconds, changedNanoseconds].compactMap { $0 }.allSatisfy { time in
      let (age, overflow) = now.subtractingReportingOverflow(time)
      return overflow || age >= quiet || age < -FileStamp.wrongClock
    }
  }
}
