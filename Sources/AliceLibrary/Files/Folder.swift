import AliceModel
import CAlice

/// An open folder. Names are resolved relative to its descriptor, so nobody can substitute a symbolic link between a
/// check and a use.
final class Folder: Sendable {
  /// The absolute path; it is used only in reports.
  let path: BytePath
  let descriptor: Int32

  private init(descriptor: Int32, path: BytePath) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { alice_close(descriptor) }

  /// Opens the folder and follows symbolic links, because a person gave the path.
  convenience init(at path: BytePath) throws(LibraryError) {
    let descriptor = path.withCPath { alice_open_folder(alice_here(), $0, 1) }
    try self.init(descriptor: checked(descriptor, "open", path), path: path)
  }

  /// Opens a child folder; throws `.outside` if the name is a symbolic link or not a folder.
  func child(_ name: BytePath) throws(LibraryError) -> Folder {
    let path = path.appending(name)
    let descriptor = name.withCPath { alice_open_folder(self.descriptor, $0, 0) }
    if descriptor == -ELOOP || descriptor == -ENOTDIR { throw .outside(path) }
    return try Folder(descriptor: checked(descriptor, "open", path), path: path)
  }

  /// Creates a folder; returns false if the name exists already.
  @discardableResult
  func makeFolder(_ name: BytePath, mode: UInt32) throws(LibraryError) -> Bool {
    let result = name.withCPath { alice_make_folder(descriptor, $0, mode) }
    if result == -EEXIST { return false }
    try checked(result, "mkdir", path.appending(name))
    return true
  }

  /// Opens a child folder, and creates it durably if it is missing.
  func ensure(_ name: BytePath, mode: UInt32) throws(LibraryError) -> Folder {
    if try makeFolder(name, mode: mode) { try sync() }
    return try child(name)
  }

  /// Returns nil if there is no entry of that name, as of one that is too long for the file system.
  func facts(of name: BytePath) throws(LibraryError) -> EntryFacts? {
    var facts = alice_facts()
    let result = name.withCPath { alice_facts_of_entry(descriptor, $0, &facts) }
    if result == -ENOENT || result == -ENAMETOOLONG { return nil }
    try checked(result, "stat", path.appending(name))
    return EntryFacts(facts)
  }

  /// Returns the facts of the folder itself.
  func ownFacts() throws(LibraryError) -> EntryFacts {
    var facts = alice_facts()
    try checked(alice_facts_of_file(descriptor, &facts), "stat", path)
    return EntryFacts(facts)
  }

  /// Returns all entries, including hidden ones, in byte order.
  func names() throws(LibraryError) -> [BytePath] { try Array(nameList()) }

  /// Returns the same names in the least memory.
  func nameList() throws(LibraryError) -> NameList {
    var list: UnsafeMutablePointer<CChar>?
    let size = try checked(alice_list(descriptor, &list), "readdir", path)
    defer { alice_free(list) }
    guard let list else { return NameList(bytes: []) }
    return NameList(bytes: [UInt8](UnsafeRawBufferPointer(start: list, count: Int(size))))
  }

  /// Makes everything on this file system durable in one call. Returns false if the file system does not guarantee
  /// that.
  func syncAll() throws(LibraryError) -> Bool {
    guard alice_can_sync_all(descriptor) != 0 else { return false }
    try checked(alice_sync_all(descriptor), "syncfs", path)
    return true
  }

  /// Makes the names in this folder durable.
  func sync() throws(LibraryError) { try checked(alice_sync(descriptor), "fsync", path) }

  func removeFile(_ name: BytePath) throws(LibraryError) {
    try checked(name.withCPath { alice_remove_file(descriptor, $0) }, "unlink", path.appending(name))
  }

  /// Returns false if the folder is not empty or cannot be removed.
  func removeFolder(_ name: BytePath) -> Bool { name.withCPath { alice_remove_folder(descriptor, $0) } == 0 }
}
