import AliceCatalog
import AliceLibrary
import AliceModel
import AliceWorkspace
import Foundation
import Testing

/// How a disk without room is recognized, whatever reports it.
@Suite struct FullDiskTests {
  @Test func `a full disk is recognized in the errors of all layers`() {
    let root: BytePath = "/library"
    let full: [any Error] = [
      CatalogError.noSpace(path: "/library/.alice/catalog.sqlite"),
      LibraryError.system(operation: "write", path: root, errno: ENOSPC),
      AliceError(LibraryError.system(operation: "write", path: root, errno: ENOSPC), library: root),
      AliceError(CatalogError.noSpace(path: "/library/.alice/journal.sqlite"), library: root),
      AliceError.notFiled(job: "1", reason: "the disk is full"), CocoaError(.fileWriteOutOfSpace), POSIXError(.ENOSPC),
    ]
    for error in full { #expect(AliceError.isAboutRoom(error), "\(error)") }
    let others: [any Error] = [
      LibraryError.system(operation: "write", path: root, errno: EACCES), AliceError.catalogMissing(root),
      AliceError.system("the album is full of birds"), CocoaError(.fileNoSuchFile), POSIXError(.EACCES),
      CancellationError(),
    ]
    for error in others { #expect(!AliceError.isAboutRoom(error), "\(error)") }
  }
}
