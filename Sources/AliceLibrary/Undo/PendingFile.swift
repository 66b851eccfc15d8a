import AliceModel
import CAlice

/// A file outside of the library that is written under a hidden name beside its final name. It is removed unless it
/// gets that name.
///
/// The hidden name is derived from the final name, so the next attempt finds and removes what a crash left there. A
/// lock marks a file in use.
final class PendingFile {
  private let folder: Folder
  private let name: BytePath
  private let hiddenName: BytePath
  private var writer: FileWriter
  private var isRevealed = false

  init(for name: BytePath, in folder: Folder) throws(LibraryError) {
    let hiddenName = PendingFile.hiddenName(for: name)
    self.folder = folder
    self.name = name
    self.hiddenName = hiddenName
    try PendingFile.removeLeftover(hiddenName, in: folder)
    let writer = try FileWriter(hiddenName, in: folder, mode: 0o600)
    let isLocked = alice_lock(writer.descriptor, 1) != -EWOULDBLOCK
    var facts = alice_facts()
    try checked(alice_facts_of_file(writer.descriptor, &facts), "stat", writer.path)
    // Another process may have treated the file as a leftover before it was locked.
    guard isLocked, try folder.facts(of: hiddenName)?.stamp.isSameFile(as: EntryFacts(facts).stamp) == true else {
      throw .occupied(folder.path.appending(hiddenName))
    }
    self.writer = writer
  }

  deinit { if !isRevealed { try? folder.removeFile(hiddenName) } }

  /// Returns `.alice-` and the 16 hex digits of the name's FNV-1a hash.
  private static func hiddenName(for name: BytePath) -> BytePath {
    let hash = name.bytes.reduce(0xcbf2_9ce4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    let digits = String(hash, radix: 16)
    return BytePath(".alice-" + String(repeating: "0", count: 16 - digits.count) + digits)
  }

  /// Removes what a crash left of writing `name`, unless a process still writes it.
  static func discardLeftover(of name: BytePath, in folder: Folder) {
    try? removeLeftover(hiddenName(for: name), in: folder)
  }

  private static func removeLeftover(_ name: BytePath, in folder: Folder) throws(LibraryError) {
    guard try folder.facts(of: name) != nil else { return }
    let file = try OpenFile.open(name, in: folder)
    guard alice_lock(file.descriptor, 1) != -EWOULDBLOCK else { throw .occupied(file.path) }
    try folder.removeFile(name)
  }

  /// Writes the bytes, checks the proof, sets the attributes, which may prevent reading, and makes the file durable, in
  /// this order.
  func fill(
    _ splice: Splice, of source: OpenFile, mode: UInt32, modifiedNanoseconds: Int64, proof: FileProof? = nil,
    keepsAttributes: Bool = true
  ) throws(LibraryError) {
    let path = folder.path.appending(name)
    for piece in splice.pieces { try writer.append(piece, of: .file(source)) }
    try writer.verifySize()
    guard try source.stampNow().hasSameContent(as: source.stamp) else { throw .changed(source.path) }
    if let proof, try !proof(OpenFile.open(hiddenName, in: folder)) { throw .unverified(path) }
    if keepsAttributes { writer.takeAttributes(of: source, exactly: false) }
    let time = FileTime(nanosecondsSinceEpoch: modifiedNanoseconds)
    try checked(alice_set_mode(writer.descriptor, mode & 0o7777), "chmod", path)
    try checked(alice_set_modified(writer.descriptor, time.seconds, time.nanoseconds), "utimensat", path)
    try checked(alice_sync(writer.descriptor), "fsync", path)
  }

  func write(_ bytes: [UInt8]) throws(LibraryError) { try writer.write(bytes[...]) }

  /// Makes a file that was written in pieces durable, and reveals it. Returns its size in bytes.
  func finish(mode: UInt32, replaces: Bool) throws(LibraryError) -> UInt64 {
    let path = folder.path.appending(name)
    try writer.verifySize()
    try checked(alice_set_mode(writer.descriptor, mode), "chmod", path)
    try checked(alice_sync(writer.descriptor), "fsync", path)
    try reveal(replaces: replaces)
    return writer.byteCount
  }

  /// Renames the file to its name; it is durable when this returns.
  func reveal(replaces: Bool = false) throws(LibraryError) {
    if replaces {
      try folder.rename(hiddenName, over: name, in: folder)
      isRevealed = true
      return try folder.sync()
    }
    try folder.rename(hiddenName, to: folder, as: name)
    isRevealed = true
    do throws(LibraryError) {
      try folder.sync()
    } catch {
      try? folder.removeFile(name)
      throw error
    }
  }
}
