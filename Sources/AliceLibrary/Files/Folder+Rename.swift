import AliceModel
import CAlice

extension Folder {
  /// Renames without overwriting; throws `.occupied` if the new name is taken. If two processes try at once, one wins.
  func rename(_ name: BytePath, to target: Folder, as newName: BytePath) throws(LibraryError) {
    let result = name.withCPath { old in
      newName.withCPath { new in alice_rename(descriptor, old, target.descriptor, new) }
    }
    if result == -EEXIST { throw .occupied(target.path.appending(newName)) }
    // The error names the folder that must not be written to.
    if result == -EACCES, alice_may_write(target.descriptor) != 0 {
      throw .system(operation: "rename", path: target.path.appending(newName), errno: EACCES)
    }
    try checked(result, "rename", path.appending(name))
  }

  /// Renames and replaces the file that has the new name.
  func rename(_ name: BytePath, over newName: BytePath, in target: Folder) throws(LibraryError) {
    let result = name.withCPath { old in
      newName.withCPath { new in alice_rename_over(descriptor, old, target.descriptor, new) }
    }
    try checked(result, "rename", target.path.appending(newName))
  }

  /// Exchanges two files atomically. Returns false if the file system does not support it.
  func exchange(_ name: BytePath, with other: BytePath, in target: Folder) throws(LibraryError) -> Bool {
    let result = name.withCPath { old in
      other.withCPath { new in alice_exchange(descriptor, old, target.descriptor, new) }
    }
    if result == -EINVAL || result == -ENOSYS || result == -ENOTSUP { return false }
    try checked(result, "rename", target.path.appending(other))
    return true
  }
}
