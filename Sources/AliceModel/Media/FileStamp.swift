import AliceNumbers

/// A stamp that shows whether a file has changed, without reading it.
package struct FileStamp: Sendable, Hashable {
  package var device: UInt64
  package var inode: UInt64
  /// The size in bytes.
  package var size: UInt64
  /// The modification time of the content since 1970. Programs can set it.
  package var modifiedNanoseconds: Int64
  /// The time since 1970 of the last change of content, name or attributes. Programs cannot set it. It is nil in a
  /// stamp that must survive a rename: see `withoutChange`.
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

  /// The stamp in the form that the journal stores: a rename changes only the time of the last change, so it is left
  /// out.
  package var withoutChange: FileStamp {
    var stamp = self
    stamp.changedNanoseconds = nil
    return stamp
  }

  /// Returns whether both stamps belong to one file, which may have two names.
  package func isSameFile(as other: FileStamp) -> Bool { device == other.device && inode == other.inode }

  /// Returns whether file, size and modification time are equal; hard links may have been added or removed.
  package func hasSameContent(as other: FileStamp) -> Bool { device == other.device && isStill(other) }

  /// Compares with a stored stamp. The device does not count, because a disk may get another number when it is mounted
  /// again, and neither does the time of the last change.
  package func isStill(_ kept: FileStamp) -> Bool {
    inode == kept.inode && size == kept.size && modifiedNanoseconds == kept.modifiedNanoseconds
  }

  /// Returns whether size and modification time are those of a file that was copied. Many backups keep whole seconds
  /// only.
  package func mayBeCopy(of kept: FileStamp) -> Bool {
    guard size == kept.size else { return false }
    let second: Int64 = 1_000_000_000
    let (lost, overflow) = kept.modifiedNanoseconds.subtractingReportingOverflow(modifiedNanoseconds)
    guard !overflow, lost != 0 else { return !overflow }
    return modifiedNanoseconds % second == 0 && (0..<second).contains(lost)
  }
}

/// The JSON form in plans and the journal, an array: device, inode, size, modification time, and the time of the last
/// change if it is known.
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
  /// The limit for times in the future: a later time comes from a wrong clock, and does not show when the last write
  /// was.
  private static let wrongClock: Int64 = 86_400_000_000_000

  /// Returns false while a program may still be writing the file: its content, name or attributes changed less than
  /// `quiet` nanoseconds ago. `now` is in nanoseconds since 1970.
  package func isSettled(now: Int64, quiet: Int64 = 2_000_000_000) -> Bool {
    [modifiedNanoseconds, changedNanoseconds].compactMap { $0 }.allSatisfy { time in
      let (age, overflow) = now.subtractingReportingOverflow(time)
      return overflow || age >= quiet || age < -FileStamp.wrongClock
    }
  }
}
