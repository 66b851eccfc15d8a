package import AliceModel
import CAlice

extension Library {
  /// Claims the work for this process; returns nil if another process holds the claim.
  ///
  /// The claim ends with its last reference, or when the process ends in any way.
  package func claim(_ claim: Claim) throws(LibraryError) -> LibraryLock? {
    guard claim.name.utf8.allSatisfy({ (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }), !claim.name.isEmpty
    else { throw .outside(BytePath(claim.name)) }
    let folder = try privateFolder.ensure(Library.claims, mode: 0o700)
    do throws(LibraryError) {
      return try lock(claim.fileName, in: folder, exclusive: true, waitMilliseconds: 0)
    } catch {
      if case .locked = error { return nil }
      throw error
    }
  }

  /// Removes the file of a claim whose name is never used again. Call it while the claim is held.
  package func discard(_ claim: Claim) {
    guard let folder = try? privateFolder.child(Library.claims) else { return }
    try? folder.removeFile(claim.fileName)
  }

  /// Returns true while a process holds the claim, and if that cannot be told. Writes nothing.
  package func isClaimed(_ claim: Claim) -> Bool {
    do throws(LibraryError) {
      let file = try OpenFile.open(claim.fileName, in: privateFolder.child(Library.claims))
      return alice_lock(file.descriptor, 0) == -EWOULDBLOCK
    } catch {
      if case .missing = error { return false }
      return true
    }
  }

  /// Locks watching for this library, for one process at a time; throws `.locked` if another process watches.
  package func watchLock() throws(LibraryError) -> LibraryLock {
    try lock("watch.lock", in: privateFolder, exclusive: true, waitMilliseconds: 0)
  }

  private static let claims: BytePath = "jobs"
}

extension Claim {
  fileprivate var fileName: BytePath { BytePath("\(name).lock") }
}
