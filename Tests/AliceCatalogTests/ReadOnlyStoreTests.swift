import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

/// Stores where nothing can be written. Permissions keep nobody from writing who is root, so root mounts a disk for it.
@Suite(.enabled(if: Medium.isPossible, "needs root that may mount, or a user who is not root"))
struct ReadOnlyStoreTests {
  private func fill(_ path: String) throws {
    let catalog = try Catalog(at: path)
    try catalog.record([try SampleLibrary.asset(1), try SampleLibrary.asset(2)])
    try catalog.close()
  }

  @Test func `a catalog is searched where nothing can be written, and leaves nothing there`() async throws {
    try await Medium.with { medium in
      let path = medium.folder.appending("a b%?#.sqlite").description
      try fill(path)
      try medium.seal()
      let catalog = try Catalog(at: path, access: .existing)
      #expect(try catalog.count() == 2)
      #expect(catalog.obstacle == .notWritable(path: path))
      #expect(throws: CatalogError.notWritable(path: path)) { try catalog.record([SampleLibrary.asset(3)]) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: medium.folder.description) == ["a b%?#.sqlite"])
    }
  }

  @Test func `what a crash left in the log is read as well`() async throws {
    for keepsIndex in [true, false] {
      try await Medium.with { medium in
        let path = medium.folder.appending("catalog.sqlite").description
        try fill(path)
        // As a crash leaves it: the files as they are while it is open.
        let copy = medium.folder.appending("crashed.sqlite").description
        do {
          let open = try Catalog(at: path)
          try open.record([try SampleLibrary.asset(3)])
          for suffix in ["", "-wal"] + (keepsIndex ? ["-shm"] : []) {
            try FileManager.default.copyItem(atPath: path + suffix, toPath: copy + suffix)
          }
        }
        try medium.seal()
        let catalog = try Catalog(at: copy, access: .existing)
        #expect(try catalog.count() == 3)
        #expect(throws: CatalogError.notWritable(path: copy)) { try catalog.record([SampleLibrary.asset(4)]) }
      }
    }
  }

  @Test func `a catalog of an earlier version is read in a copy`() async throws {
    try await Medium.with { medium in
      let path = medium.folder.appending("catalog.sqlite").description
      try FormerLibrary.make(at: path, version: 1, [SampleLibrary.asset(1), SampleLibrary.asset(2)])
      try medium.seal()
      let catalog = try Catalog(at: path, access: .existing)
      #expect(try catalog.count() == 2)
      #expect(try catalog.children(of: SampleLibrary.asset(1).id, limit: 1).isEmpty)
    }
  }

  @Test func `an answer that somebody wrote into meanwhile does not count`() async throws {
    try await Medium.with { medium in
      let path = medium.folder.appending("catalog.sqlite").description
      try fill(path)
      try medium.seal()
      let catalog = try Catalog(at: path, access: .existing)
      #expect(try catalog.count() == 2)
      try medium.unseal()
      try Catalog(at: path).record([try SampleLibrary.asset(3)])
      #expect(throws: CatalogError.busy(path: path)) { try catalog.count() }
    }
  }

  @Test func `costs that somebody wrote into meanwhile do not count either`() async throws {
    try await Medium.with { medium in
      let path = medium.folder.appending("journal.sqlite").description
      try Journal(at: path).close()
      try medium.seal()
      let journal = try Journal(at: path, access: .existing)
      #expect(try journal.costs(by: [], verdicts: []).isEmpty)
      try medium.unseal()
      try Journal(at: path).insert(JournalTests.job("j1"))
      #expect(throws: CatalogError.busy(path: path)) { try journal.costs(by: [], verdicts: []) }
    }
  }

  @Test func `damage is damage there, too`() async throws {
    try await Medium.with { medium in
      let path = medium.folder.appending("catalog.sqlite").description
      try Data(repeating: 7, count: 9000).write(to: URL(filePath: path))
      let none = medium.folder.appending("none.sqlite").description
      try medium.seal()
      let error = #expect(throws: CatalogError.self) { try Catalog(at: path, access: .existing) }
      guard case .damaged = error else {
        Issue.record("\(String(describing: error))")
        return
      }
      #expect(throws: CatalogError.missing(path: none)) { try Catalog(at: none, access: .existing) }
    }
  }
}
