import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct `A transfer` {
  @Test func `links where it is asked to, only whole files, and leaves the source's time alone`() async throws {
    try await withLibrary { library, folder in
      let file = try source("0123", in: folder)
      let results = library.place([
        placement(file, Splice("new"), "b", .hardLink), placement(file, Splice(copying: 4), "a", .hardLink),
      ])
      #expect(results[0].failure?.errno == EINVAL)
      #expect(try results[1].get().stamp.isSameFile(as: file.stamp))
      #expect(try results[1].get().stamp.modifiedNanoseconds == 1_000_000_000_000_000)
      #expect(try library.stamp(of: "b") == nil)
      #expect(library.leftovers == [])
    }
  }

  @Test func `shares blocks where it is asked to and the file system can, and else tells so`() async throws {
    try await withLibrary { library, folder in
      let file = try source("0123", in: folder)
      let results = library.place([
        placement(file, Splice("new"), "b", .reflink), placement(file, Splice(copying: 4), "a", .reflink),
      ])
      #expect(results[0].failure?.errno == EINVAL)
      if let failure = results[1].failure {
        #expect(failure.errno == EOPNOTSUPP)
        #expect(Disk.files(below: library.root) == [])
      } else {
        let placed = try results[1].get()
        #expect(try library.text(of: "a") == "0123")
        #expect(!placed.stamp.isSameFile(as: file.stamp))
        #expect(placed.stamp.modifiedNanoseconds == 5_000_000)
      }
      #expect(library.leftovers == [])
    }
  }

  private func source(_ text: String, in folder: BytePath) throws -> OpenFile {
    try Disk.write(text, to: folder.appending("s"))
    try Disk.setModified(1_000_000, of: folder.appending("s"))
    return try OpenFile.open(folder.appending("s"))
  }

  private func placement(_ file: OpenFile, _ splice: Splice, _ path: BytePath, _ transfer: Transfer) -> Placement {
    Placement(
      source: .file(file), splice: splice, destination: path, sidecar: [1], modified: Timestamp(milliseconds: 5),
      transfer: transfer)
  }
}
