import AliceModel
import CAlice

extension Folder {
  /// `.occupied` where the new name is taken; two that try at once have one winner.
  func rename(_ name: BytePath, to target: Folder, as newName: BytePath) throws(LibraryError) {
    let result = name.withCPath { old in
      newName.withCPath { new in alice_rename(descriptor, old, target.descriptor, new) }
    }
    if result == -EEXIST { throw .occupied(target.path.appending(newName)) }
    try checked(result, "rename", path.appending(name))
  }

  /// Takes the place of what has the new name.
  func rename(_ name: BytePath, over newName: BytePath, in target: Folder) throws(LibraryError) {
    let result = name.withCPath { old in
      newName.withCPath { new in alice_rename_over(descriptor, old, target.descriptor, new) }
    }
    try checked(result, "rename", target.path.appending(newName))
  }

  /// Swaps two files in one step. False where the file system cannot.
  func exchange(_ name: BytePath, with other: BytePath, in target: Folder) throws(LibraryError) -> Bool {
    let result = name.withCPath { old in
      other.withCPath { new in alice_exchange(descriptor, old, target.descriptor, new) }
    }
    if result == -EINVAL || result == -ENOSYS || result == -ENOTSUP { return false }
    try checked(result, "rename", target.path.appending(other))
    return true
  }
}
