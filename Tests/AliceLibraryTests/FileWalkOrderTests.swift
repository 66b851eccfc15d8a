import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `A walk in the order of paths` {
  private static let names = [
    "a/1.png", "a/b/2.png", "a!/3.png", "a!b/c/4.png", "a-b/5.png", "a.png", "a b.png", "a0/6.png", "a-", "b.png",
    "a/b.png",
    "a/b-c/7.png", "a/b!/d/8.png",
  ]

  @Test func `returns the files in the byte order of their paths, and no other than without it`() async throws {
    try await withTemporaryFolder { folder in
      for name in Self.names {
        var above = BytePath(name).parent
        var missing: [BytePath] = []
        while let here = above {
          missing.append(here)
          above = here.parent
        }
        for here in missing.reversed() { try? Disk.makeFolder(folder.appending(here)) }
        try Disk.write(name, to: folder.appending(name))
      }
      let walked = FileWalk([folder], inPathOrder: true).files.map(\.relative)
      #expect(walked == Self.names.map { BytePath($0) }.sorted())
      #expect(walked == FileWalk(folder).files.map(\.relative).sorted())
      #expect(walked != FileWalk(folder).files.map(\.relative))
    }
  }

  @Test func `tells which files have no other beside them that begins alike`() async throws {
    try await withTemporaryFolder { folder in
      let alone = ["1.png", "2-a.png", "4.a.png", "10.png"]
      for name in alone + ["2.png", "2.txt", "3.JPG", "3.JPG.xmp", "4.png", "none"] {
        try Disk.write(name, to: folder.appending(name))
      }
      let found = FileWalk(folder).files
      let told = found.filter { $0.aloneIn != nil }.map(\.relative.description)
      #expect(told.sorted() == (alone + ["3.JPG.xmp"]).sorted())
      let place = try #require(found.lazy.compactMap(\.aloneIn).first)
      let later = Timestamp(milliseconds: found[0].stamp.modifiedNanoseconds / 1_000_000 + 60_000)
      #expect(place.isUnchanged(since: later))
      #expect(
        !place.isUnchanged(since: Timestamp(milliseconds: later.milliseconds - 60_000)), "it was changed just now")
      try Disk.write("x", to: folder.appending("1.txt"))
      #expect(!place.isUnchanged(since: later), "a sidecar has come")
    }
  }
}
