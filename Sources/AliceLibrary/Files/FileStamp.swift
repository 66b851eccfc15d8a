import AliceModel
import CAlice

/// What tells whether a file is still the one that was seen, without reading it.
package struct FileStamp: Sendable, Hashable {
  package let device: UInt64
  package let inode: UInt64
  /// In bytes.
  package let size: UInt64
  /// Since 1970, when the content was last written. Programs can set it.
  package let modifiedNanoseconds: Int64
  /// Since 1970, when the content, name or attributes were last changed. Programs cannot set it.
  package let changedNanoseconds: Int64
  /// The number of names that the file has.
  package let links: UInt64

  package init(
    device: UInt64, inode: UInt64, size: UInt64, modifiedNanoseconds: Int64, changedNanoseconds: Int64, links: UInt64
  ) {
    self.device = device
    self.inode = inode
    self.size = size
    self.modifiedNanoseconds = modifiedNanoseconds
    self.changedNanoseconds = changedNanoseconds
    self.links = links
  }

  /// True for two names of one file.
  package func isSameFile(as other: FileStamp) -> Bool { device == other.device && inode == other.inode }

  /// True where file, size and time of writing are the same; another name for the file may have come or gone.
  package func hasSameContent(as other: FileStamp) -> Bool {
    isSameFile(as: other) && size == other.size && modifiedNanoseconds == other.modifiedNanoseconds
  }

  /// For a stamp that was kept: a disk that is mounted again may get another number, so the device does not count.
  package func isStill(_ kept: FileStamp) -> Bool {
    inode == kept.inode && size == kept.size && modifiedNanoseconds == kept.modifiedNanoseconds
  }
}

/// What a folder tells of one entry.
struct EntryFacts {
  enum Kind { case regular, folder, symbolicLink, special }

  let kind: Kind
  let mode: UInt32
  let stamp: FileStamp

  init(_ facts: alice_facts) {
    mode = facts.mode & 0o7777
    kind =
      switch Int(alice_kind(facts.mode)) {
      case ALICE_REGULAR: .regular
      case ALICE_FOLDER: .folder
      case ALICE_LINK: .symbolicLink
      default: .special
      }
    stamp = FileStamp(
      device: facts.device, inode: facts.inode, size: facts.size, modifiedNanoseconds: facts.modified,
      changedNanoseconds: facts.changed, links: facts.links)
  }

  /// Of the entry itself where it is a symbolic link.
  init(at path: BytePath) throws(LibraryError) {
    var facts = alice_facts()
    try checked(path.withCPath { alice_facts_of_entry(alice_here(), $0, &facts) }, "stat", path)
    self.init(facts)
  }
}
