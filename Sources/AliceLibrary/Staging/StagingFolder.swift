import AliceModel
import CAlice
import Synchronization

/// One process's own folder in `.alice/tmp`, where files are written before they get their names.
///
/// It is locked for as long as it is open, so that a sweep by another process tells what is in use from what a crash
/// left behind.
final class StagingFolder: Sendable {
  let folder: Folder
  private let name: BytePath
  private let parent: Folder
  private let counter = Atomic<UInt64>(0)
  /// One for all files: they are written one after the other.
  let block = Mutex<BlockBuffer?>(nil)

  /// Makes a new folder in `parent`.
  init(in parent: Folder) throws(LibraryError) {
    self.parent = parent
    while true {
      let name = BytePath("\(alice_process())-" + String(UInt64.random(in: .min ... .max), radix: 16))
      guard try parent.makeFolder(name, mode: 0o700) else { continue }
      // A sweep between these calls may take the folder for a leftover: then it is gone, or somebody else has the lock. On a
      // file system without locks nothing is swept.
      guard let folder = try StagingFolder.present(name, in: parent),
        alice_lock(folder.descriptor, 1) != -EWOULDBLOCK, try parent.facts(of: name) != nil
      else { continue }
      self.name = name
      self.folder = folder
      return
    }
  }

  deinit { _ = parent.removeFolder(name) }

  private static func present(_ name: BytePath, in parent: Folder) throws(LibraryError) -> Folder? {
    do throws(LibraryError) {
      return try parent.child(name)
    } catch {
      if case .missing = error { return nil }
      throw error
    }
  }

  /// A name that no other file in this folder has or had.
  func newName(suffix: BytePath = "") -> BytePath {
    let number = counter.add(1, ordering: .relaxed).newValue
    return BytePath(bytes: Array(String(number).utf8) + suffix.bytes)
  }

  func discard(_ name: BytePath) { _ = name.withCPath { alice_remove_file(folder.descriptor, $0) } }

  /// Removes from `parent` what no living process holds. Returns the number of files removed.
  static func sweep(_ parent: Folder) throws(LibraryError) -> Int {
    var removed = 0
    for name in try parent.names() {
      if let folder = try? parent.child(name) {
        guard alice_lock(folder.descriptor, 1) == 0 else { continue }
        removed += ((try? folder.names()) ?? []).count { leftover in
          leftover.withCPath { alice_remove_file(folder.descriptor, $0) } == 0
        }
        _ = parent.removeFolder(name)
      } else {
        removed += name.withCPath { alice_remove_file(parent.descriptor, $0) } == 0 ? 1 : 0
      }
    }
    return removed
  }

  /// What a sweep of `parent` would remove, by the names in it.
  static func leftovers(in parent: Folder) throws(LibraryError) -> [BytePath] {
    var found: [BytePath] = []
    for name in try parent.names() {
      guard let folder = try? parent.child(name) else {
        found.append(name)
        continue
      }
      // Shared, so that two who look at the same time see the same.
      guard alice_lock(folder.descriptor, 0) == 0 else { continue }
      found += try folder.names().map { name.appending($0) }
    }
    return found
  }
}
