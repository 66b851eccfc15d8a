import AliceModel
import CAlice
import Synchronization

/// The folder of one process in `.alice/tmp`, where files are written before they get their names.
///
/// It is locked as long as it is open, so that a sweep by another process can distinguish it from leftovers of a crash.
final class StagingFolder: Sendable {
  let folder: Folder
  private let name: BytePath
  private let parent: Folder
  private let counter = Atomic<UInt64>(0)
  /// The buffer is shared by all files, because they are written one after the other.
  let block = Mutex<BlockBuffer?>(nil)

  /// Creates a new folder in `parent`.
  init(in parent: Folder) throws(LibraryError) {
    self.parent = parent
    while true {
      let name = BytePath("\(alice_process())-" + String(UInt64.random(in: .min ... .max), radix: 16))
      guard try parent.makeFolder(name, mode: 0o700) else { continue }
      // A sweep between these calls may treat the folder as a leftover: then it is gone, or another process has the
      // lock. On a file system without locks nothing is swept.
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

  /// Returns a name that no other file in this folder has or had.
  func newName(suffix: BytePath = "") -> BytePath {
    let number = counter.add(1, ordering: .relaxed).newValue
    return BytePath(bytes: Array(String(number).utf8) + suffix.bytes)
  }

  func discard(_ name: BytePath) { _ = name.withCPath { alice_remove_file(folder.descriptor, $0) } }

  /// The name beside the staging folders of what could not be put back, which nothing removes.
  private static let kept: BytePath = "kept"
  private static let mostKept = 999

  /// Moves a file of the user out of this folder, so that it survives it. Its name gets a number if it is taken.
  func keep(_ staged: BytePath, as name: BytePath) {
    guard let kept = try? parent.ensure(StagingFolder.kept, mode: 0o700) else { return }
    for number in 1...StagingFolder.mostKept {
      let free = number == 1 ? name : name.adding(number: number)
      let error = failure { () throws(LibraryError) in try folder.rename(staged, to: kept, as: free) }
      guard case .occupied = error else { return }
    }
  }

  /// Removes the entries of `parent` that no running process locks, and not what was kept. Returns the number of removed files.
  static func sweep(_ parent: Folder) throws(LibraryError) -> Int {
    var removed = 0
    for name in try parent.names() where name != kept {
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

  /// Returns the entries that a sweep of `parent` would remove, and what was kept, by their names in it.
  static func leftovers(in parent: Folder) throws(LibraryError) -> [BytePath] {
    var found: [BytePath] = []
    for name in try parent.names() {
      guard let folder = try? parent.child(name) else {
        found.append(name)
        continue
      }
      // The lock is shared, so that two concurrent checks get the same result.
      guard alice_lock(folder.descriptor, 0) == 0 else { continue }
      found += try folder.names().map { name.appending($0) }
    }
    return found
  }
}
