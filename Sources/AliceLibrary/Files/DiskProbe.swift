package import AliceModel
import CAlice

/// What a file system does, found out in a folder on it.
package struct DiskProbe: Sendable {
  package enum Promise: String, Sendable, CaseIterable {
    case renameWithoutReplacing = "rename-without-replacing"
    case exchange
    case hardLink = "hard-link"
    case reflink
    case folderSync = "folder-sync"
    case wholeSync = "whole-sync"
    case uncachedWrites = "uncached-writes"
    case locks
    case permissions
    case caseSensitive = "case-sensitive"
    case normalizationPreserved = "normalization-preserved"
    case bytesInNames = "bytes-in-names"
    case nameLength = "name-length"
    case timeResolution = "time-resolution"
  }

  package struct Finding: Sendable {
    package let promise: Promise
    package let isKept: Bool
    /// A measured value, such as `255 bytes`.
    package let detail: String?
  }

  private let folder: Folder

  /// Opens an empty folder that is the caller's own: the probes create and remove files in it.
  package init(_ path: BytePath) throws(LibraryError) { folder = try Folder(at: path) }

  /// Tries everything. What cannot be tried is not kept.
  package func findings() -> [Finding] {
    Promise.allCases.map { promise in
      let result = result(of: promise)
      clear()
      return Finding(promise: promise, isKept: result.isKept, detail: result.detail)
    }
  }

  private func result(of promise: Promise) -> (isKept: Bool, detail: String?) {
    switch promise {
    case .renameWithoutReplacing: (refusesToReplace, nil)
    case .exchange: (make("a") && make("b") && exchange("a", "b") == 0, nil)
    case .hardLink: (withFile("a") { file in link(file, "b") == 0 }, nil)
    case .reflink: (clones, nil)
    case .folderSync: (alice_sync(folder.descriptor) == 0, nil)
    case .wholeSync: (alice_can_sync_all(folder.descriptor) != 0, nil)
    case .uncachedWrites: (alice_can_write_uncached(folder.descriptor) == 1, nil)
    case .locks: (excludes, nil)
    case .permissions: (keepsPermissions, nil)
    case .caseSensitive: (make("alice-a") && !has("ALICE-A"), nil)
    case .normalizationPreserved: (keepsNormalization, nil)
    case .bytesInNames: (make(BytePath(bytes: [0x61, 0xFF, 0x62])), nil)
    case .nameLength: nameLength
    case .timeResolution: timeResolution
    }
  }

  // MARK: Single probes

  private var refusesToReplace: Bool {
    guard make("a"), make("b") else { return false }
    return rename("a", "b") == -EEXIST && rename("a", "c") == 0 && has("c") && !has("a")
  }

  private var clones: Bool {
    withFile("a") { source in
      let block = [UInt8](repeating: 7, count: 1 << 16)
      guard block.withUnsafeBytes({ alice_write(source, $0.baseAddress, $0.count, 0) }) == block.count else {
        return false
      }
      return withFile("b") { target in alice_clone(source, target) == 0 }
    }
  }

  /// Whether a lock keeps out whoever opens the file again.
  private var excludes: Bool {
    let (first, second) = (openLock("lock"), openLock("lock"))
    defer { for file in [first, second] where file >= 0 { alice_close(file) } }
    return first >= 0 && second >= 0 && alice_lock(first, 1) == 0 && alice_lock(second, 1) == -EWOULDBLOCK
  }

  private var keepsPermissions: Bool {
    withFile("a") { file in
      var facts = alice_facts()
      guard alice_set_mode(file, 0o600) == 0, alice_facts_of_file(file, &facts) == 0, facts.mode & 0o777 == 0o600 else {
        return false
      }
      return alice_set_mode(file, 0o444) == 0 && alice_facts_of_file(file, &facts) == 0 && facts.mode & 0o777 == 0o444
    }
  }

  /// Whether a name is listed as it was given, and another form of its letters is another name.
  private var keepsNormalization: Bool {
    let composed = BytePath(bytes: [0xC3, 0xA9])
    let decomposed = BytePath(bytes: [0x65, 0xCC, 0x81])
    guard make(composed), (try? folder.names()) == [composed] else { return false }
    return !has(decomposed)
  }

  /// The longest name in bytes; alice itself needs 80 of them for a name, and some more for a temporary one.
  private var nameLength: (isKept: Bool, detail: String?) {
    var (fits, fails) = (0, 1025)
    while fails - fits > 1 {
      let length = (fits + fails) / 2
      let name = BytePath(bytes: [UInt8](repeating: 0x61, count: length))
      if make(name) {
        fits = length
        try? folder.removeFile(name)
      } else {
        fails = length
      }
    }
    return (fits >= 143, "\(fits) bytes")
  }

  /// The step in which times are kept; alice tells changed files by it.
  private var timeResolution: (isKept: Bool, detail: String?) {
    let nanoseconds: Int64 = 123_456_789
    var facts = alice_facts()
    let isRead = withFile("a") { file in
      alice_set_modified(file, 1_700_000_001, nanoseconds) == 0 && alice_facts_of_file(file, &facts) == 0
    }
    guard isRead else { return (false, nil) }
    let lost = (1_700_000_001 * 1_000_000_000 + nanoseconds).subtractingReportingOverflow(facts.modified).partialValue
    switch lost {
    case 0: return (true, "1 ns")
    case 1..<100: return (true, "100 ns")
    case 100..<1000: return (true, "1 µs")
    case 1000..<1_000_000: return (true, "1 ms")
    case 1_000_000..<100_000_000: return (false, "10 ms")
    case 100_000_000..<1_000_000_000: return (false, "1 s")
    default: return (false, "2 s")
    }
  }

  // MARK: Calls

  private func make(_ name: BytePath) -> Bool { withFile(name) { _ in true } }

  private func withFile(_ name: BytePath, _ body: (Int32) -> Bool) -> Bool {
    let file = name.withCPath { alice_create_file(folder.descriptor, $0, 0o644) }
    guard file >= 0 else { return false }
    defer { alice_close(file) }
    return body(file)
  }

  private func has(_ name: BytePath) -> Bool { (try? folder.facts(of: name)) != nil }

  private func openLock(_ name: BytePath) -> Int32 { name.withCPath { alice_open_lock_file(folder.descriptor, $0) } }

  private func link(_ file: Int32, _ name: BytePath) -> Int32 {
    name.withCPath { alice_link(file, folder.descriptor, $0) }
  }

  private func rename(_ name: BytePath, _ other: BytePath) -> Int32 {
    name.withCPath { old in other.withCPath { alice_rename(folder.descriptor, old, folder.descriptor, $0) } }
  }

  private func exchange(_ name: BytePath, _ other: BytePath) -> Int32 {
    name.withCPath { old in other.withCPath { alice_exchange(folder.descriptor, old, folder.descriptor, $0) } }
  }

  /// Removes what a probe has left, which the next one must not find.
  private func clear() {
    for name in (try? folder.names()) ?? [] { try? folder.removeFile(name) }
  }
}
