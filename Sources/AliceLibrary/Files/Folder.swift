import AliceModel
import CAlice

/// An open folder. What lies below is looked up in the folder itself, so nobody can put a symbolic link in its place
/// between a check and a use.
final class Folder: Sendable {
  /// Absolute; for reports only.
  let path: BytePath
  let descriptor: Int32

  private init(descriptor: Int32, path: BytePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { alice_close(descriptor) }

  /// Follows symbolic links, since a person named the path.
  convenience init(at path: BytePath) throws(LibraryError) {
    let descriptor = path.withCPath { alice_open_folder(alice_here(), $0, 1) }
    try self.init(descriptor: checked(descriptor, "open", path), path: path)
  }

  /// `.outside` where the name is a symbolic link or no folder.
  func child(_ name: BytePath) throws(LibraryError) -> Folder {
    let path = path.appending(name)
    let descriptor = name.withCPath { alice_open_folder(self.descriptor, $0, 0) }
    if descriptor == -ELOOP || descriptor == -ENOTDIR { throw .outside(path) }
    return try Folder(descriptor: checked(descriptor, "open", path), path: path)
  }

  /// False where something has that name already.
  @discardableResult
  func makeFolder(_ name: BytePath, mode: UInt32) throws(LibraryError) -> Bool {
    let result = name.withCPath { alice_make_folder(descriptor, $0, mode) }
    if result == -EEXIST { return false }
    try checked(result, "mkdir", path.appending(name))
    return true
  }

  /// Makes the folder durable and opens it, or opens the one that is there.
  func ensure(_ name: BytePath, mode: UInt32) throws(LibraryError) -> Folder {
    if try makeFolder(name, mode: mode) { try sync() }
    return try child(name)
  }

  /// Nil where nothing has that name.
  func facts(of name: BytePath) throws(LibraryError) -> EntryFacts? {
    var facts = alice_facts()
    let result = name.withCPath { alice_facts_of_entry(descriptor, $0, &facts) }
    if result == -ENOENT { return nil }
    try checked(result, "stat", path.appending(name))
    return EntryFacts(facts)
  }

  /// Of the folder itself.
  func ownFacts() throws(LibraryError) -> EntryFacts {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    return EntryFacts(facts)
  }

  /// All entries, hidden ones too, in the order of their bytes.
  func names() throws(LibraryError) -> [BytePath] {
    var list: UnsafeMutablePointer<CChar>?
    let size = try checked(alice_list(descriptor, &list), "readdir", path)
    defer { alice_free(list) }
    guard let list else { return [] }
    return UnsafeRawBufferPointer(start: list, count: Int(size)).split(separator: 0).map {
      BytePath(bytes: [UInt8]($0))
    }
  }

  /// Makes everything on this file system durable in one go; false where it cannot be relied on for that.
  func syncAll() throws(LibraryError) -> Bool {
    guard alice_can_sync_all(descriptor) != 0 else { return false }
    try checked(alice_sync_all(descriptor), "syncfs", path)
    return true
  }

  /// A power cut can no longer take names in this folder away.
  func sync() throws(LibraryError) { try checked(alice_sync(descriptor), "fsync", path) }

  func removeFile(_ name: BytePath) throws(LibraryError) {
    try checked(name.withCPath { alice_remove_file(descriptor, $0) }, "unlink", path.appending(name))
  }

  /// False where it is not empty or cannot go.
  func removeFolder(_ name: BytePath) -> Bool { name.withCPath { alice_remove_folder(descriptor, $0) } == 0 }
}
