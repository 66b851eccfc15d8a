import AliceModel
import CAlice

/// The attributes of one entry of a folder.
struct EntryFacts {
  enum Kind { case regular, folder, symbolicLink, special }

  let kind: Kind
  let mode: UInt32
  let stamp: FileStamp
  /// The number of hard links.
  let links: UInt64

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
      changedNanoseconds: facts.changed)
    links = facts.links
  }

  /// Reads the attributes of the entry itself, also if it is a symbolic link.
  init(at path: BytePath) throws(LibraryError) {
    var facts = alice_facts()
    try checked(path.withCPath { alice_facts_of_entry(alice_here(), $0, &facts) }, "stat", path)
    self.init(facts)
  }
}
