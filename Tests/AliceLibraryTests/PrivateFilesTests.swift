import AliceLibrary
import AliceModel
import AliceTestSupport
import Testing

@Suite struct `What alice keeps for itself` {
  @Test func `settings are written anew, never half`() async throws {
    try await withLibrary { library, folder in
      #expect(try library.read(.settings) == nil)
      for settings: [UInt8] in [[1, 2, 3], [4]] {
        try library.write(settings, to: .settings)
        #expect(try library.read(.settings) == settings)
      }
      try library.write([5], to: .settings, replaces: false)
      #expect(try library.read(.settings) == [4])
      #expect(library.leftovers == [])
    }
  }

  @Test func `a damaged database is put aside, and none is lost`() async throws {
    try await withLibrary { library, folder in
      for records in Records.allCases {
        let path = library.path(of: records)
        var aside: [BytePath] = []
        for content in ["one", "two"] {
          #expect(try library.state(of: records) == .missing)
          try Disk.write(content, to: path)
          try Disk.write("log of " + content, to: path.adding(suffix: "-wal"))
          #expect(try library.state(of: records) == .present)
          aside.append(try #require(try library.putAside(records)))
        }
        #expect(try aside.map { try Disk.read($0) } == ["one", "two"].map { Array($0.utf8) })
        #expect(!Disk.exists(path.adding(suffix: "-wal")))
        #expect(try library.putAside(records) == nil)
      }
      // What was committed last stands in the log, and a journal cannot be made anew.
      let log = library.journalPath.adding(suffix: ".damaged-2-wal")
      #expect(try Disk.read(log) == Array("log of two".utf8))
    }
  }

  @Test func `a database that was emptied is not taken for one that never was`() async throws {
    try await withLibrary { library, folder in
      for records in Records.allCases {
        let path = library.path(of: records)
        try Disk.write("log", to: path.adding(suffix: "-wal"))
        #expect(try library.state(of: records) == .emptied)
        try Disk.write("", to: path)
        #expect(try library.state(of: records) == .emptied)
      }
    }
  }

  @Test func `a database gets its name once it is whole, and takes nobody's place`() async throws {
    try await withLibrary { library, folder in
      struct Stopped: Error {}
      #expect(throws: Stopped.self) {
        try library.make(.journal) { path in
          try Disk.write("half", to: path)
          try Disk.write("half", to: path.adding(suffix: "-wal"))
          throw Stopped()
        }
      }
      #expect(try library.state(of: .journal) == .missing)
      for content in ["one", "two"] { try library.make(.journal) { try Disk.write(content, to: $0) } }
      #expect(try Disk.read(library.journalPath) == Array("one".utf8))
      #expect(library.leftovers == [])
    }
  }

  @Test func `a job is worked on by one at a time`() async throws {
    try await withLibrary { library, folder in
      var claim = try library.claim(.job("0a1b"))
      #expect(claim != nil)
      #expect(try library.claim(.job("0a1b")) == nil)
      #expect(try library.claim(.job("0a1c")) != nil)
      claim = nil
      #expect(try library.claim(.job("0a1b")) != nil)
      #expect(throws: LibraryError.outside("../x")) { try library.claim(.job("../x")) }
    }
  }

  @Test(arguments: [
    (Claim.job("0a1b"), "0a1b"), (.run("nightly"), "runnightly"), (.operation(7), "operation7"), (.turn, "turn"),
  ])
  func `a claim has the file that every version of alice locks, until it is discarded`(
    claim: Claim, name: String
  ) async throws {
    try await withLibrary { library, folder in
      let path = library.root.appending(BytePath(".alice/jobs/\(name).lock"))
      #expect(!library.isClaimed(claim) && !Disk.exists(path))
      let held = try library.claim(claim)
      #expect(held != nil && library.isClaimed(claim) && Disk.exists(path))
      library.discard(claim)
      #expect(!library.isClaimed(claim) && !Disk.exists(path))
      // What cannot be told counts as claimed.
      try Disk.makeFolder(path)
      #expect(library.isClaimed(claim))
      withExtendedLifetime(held) {}
    }
  }
}
