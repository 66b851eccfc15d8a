import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `What alice keeps for itself` {
  @Test func `settings are written anew, never half`() async throws {
    try await withLibrary { library, folder in
      #expect(library.readSettings() == nil)
      for settings: [UInt8] in [[1, 2, 3], [4]] {
        try library.writeSettings(settings)
        #expect(library.readSettings() == settings)
      }
      #expect(library.leftovers == [])
    }
  }

  @Test func `a damaged catalog is put aside, and none is lost`() async throws {
    try await withLibrary { library, folder in
      var aside: [BytePath] = []
      for content in ["one", "two"] {
        #expect(!library.hasCatalog)
        try Disk.write(content, to: library.catalogPath)
        try Disk.write("log", to: library.catalogPath.adding(suffix: "-wal"))
        #expect(library.hasCatalog)
        aside.append(try library.putCatalogAside())
      }
      #expect(try aside.map { try Disk.read($0) } == ["one", "two"].map { Array($0.utf8) })
      #expect(!Disk.exists(library.catalogPath.adding(suffix: "-wal")))
    }
  }

  @Test func `a job is worked on by one at a time`() async throws {
    try await withLibrary { library, folder in
      var claim = try library.claim(job: "0a1b")
      #expect(claim != nil)
      #expect(try library.claim(job: "0a1b") == nil)
      #expect(try library.claim(job: "0a1c") != nil)
      claim = nil
      #expect(try library.claim(job: "0a1b") != nil)
      #expect(throws: LibraryError.outside("../x")) { try library.claim(job: "../x") }
    }
  }
}
