package import AliceModel
import CAlice

/// A folder of files that can be made again, in groups. Nothing is synced, and only the owner can enter it.
///
/// The modification time of a file is the day of its last use, because many file systems do not keep access times.
package struct CacheFolder: Sendable {
  private let path: BytePath

  fileprivate static let day: Int64 = 86_400_000_000_000

  package init(_ path: BytePath) { self.path = path }

  /// Returns the file's content; nil if there is none, or more than `limit` bytes. `now`, in nanoseconds since 1970,
  /// becomes its time of use.
  package func read(_ name: BytePath, in group: BytePath, limit: Int, now: Int64) -> [UInt8]? {
    guard let file = try? OpenFile.open(path.appending(group).appending(name)),
      let bytes = try? file.readAll(limit: limit)
    else { return nil }
    let (age, overflow) = now.subtractingReportingOverflow(file.stamp.modifiedNanoseconds)
    if overflow || age >= CacheFolder.day { setUsed(file.descriptor, now) }
    return bytes
  }

  /// Writes the file, and replaces an existing one atomically.
  package func write(_ bytes: [UInt8], as name: BytePath, in group: BytePath, now: Int64) throws(LibraryError) {
    let folder = try Folder.makeAll(path.appending(group), mode: 0o700, isDurable: false)
    let number = UInt64.random(in: 0 ... .max)
    let temporary = BytePath(".tmp-\(alice_process())-\(number)")
    do throws(LibraryError) {
      var writer = try FileWriter(temporary, in: folder, mode: 0o600)
      try writer.write(bytes[...])
      setUsed(writer.descriptor, now)
      try folder.rename(temporary, over: name, in: folder)
    } catch {
      try? folder.removeFile(temporary)
      throw error
    }
  }

  package func remove(_ name: BytePath, in group: BytePath) {
    guard let folder = try? Folder(at: path.appending(group)) else { return }
    try? folder.removeFile(name)
  }

  /// Removes the files that were not used for the longest time until at most `limit` bytes are left. Returns how many
  /// bytes that are.
  package func trim(to limit: UInt64) -> UInt64 {
    var perDay: [Int64: UInt64] = [:]
    forEachFile { _, _, facts in perDay[facts.dayOfUse, default: 0] += facts.stamp.size }
    let total = perDay.values.reduce(0, +)
    guard total > limit else { return total }
    // Whole days are removed, and of the last one as many files as needed.
    var (excess, lastDay) = (total - limit, Int64.min)
    for day in perDay.keys.sorted() {
      lastDay = day
      let size = perDay[day] ?? 0
      if size >= excess { break }
      excess -= size
    }
    var left = total
    forEachFile { folder, name, facts in
      let isOlder = facts.dayOfUse < lastDay
      guard isOlder || facts.dayOfUse == lastDay && excess > 0, (try? folder.removeFile(name)) != nil else { return }
      if !isOlder { excess -= min(excess, facts.stamp.size) }
      left -= min(left, facts.stamp.size)
    }
    return left
  }

  private func forEachFile(_ body: (Folder, BytePath, EntryFacts) -> Void) {
    guard let root = try? Folder(at: path), let groups = try? root.names() else { return }
    for group in groups {
      guard let folder = try? root.child(group), let names = try? folder.names() else { continue }
      for name in names {
        guard let facts = try? folder.facts(of: name), facts.kind == .regular else { continue }
        body(folder, name, facts)
      }
    }
  }

  private func setUsed(_ descriptor: Int32, _ now: Int64) {
    // The time only orders evictions.
    _ = alice_set_modified(descriptor, now / 1_000_000_000, now % 1_000_000_000)
  }
}

extension EntryFacts {
  fileprivate var dayOfUse: Int64 { stamp.modifiedNanoseconds / CacheFolder.day }
}
