import AliceCatalog
import AliceModel
import AliceTestSupport
import GRDB
import Testing

@Suite struct LineageTests {
  private func ids(_ catalog: Catalog, _ text: String) throws -> [String] {
    try catalog.search(SampleLibrary.query(text), order: .oldest).assets.map(\.id.short)
  }

  /// 3 and 4 were made from 9 and 8; 2 from 3; 1 from what nobody has.
  private func family() throws -> [Asset] {
    func id(_ number: Int) throws -> AssetID { try SampleLibrary.asset(number).id }
    let parents: [Int: [AssetID]] = [
      9: [], 8: [], 4: [try id(9)], 3: [try id(9), try id(8), try id(9)], 2: [try id(3)], 1: [try id(77)],
    ]
    return try parents.map { number, parents in
      try SampleLibrary.asset(number) { $0.record.provenance.parents = parents }
    }
  }

  private let nine = "000009", eight = "000008", three = "000003"

  private func short(_ numbers: Int...) throws -> [String] { try numbers.map { try SampleLibrary.asset($0).id.short } }

  private func expectFamily(_ catalog: Catalog) throws {
    #expect(try ids(catalog, "from:\(nine)") == short(4, 3))
    #expect(try ids(catalog, "from:\(eight)") == short(3))
    #expect(try ids(catalog, "of:\(three)") == short(9, 8))
    #expect(try ids(catalog, "of:000002|000004") == short(9, 3))
    #expect(try ids(catalog, "of:000001") == [])
    #expect(try ids(catalog, "from:00004d") == short(1))
    #expect(try ids(catalog, "-from:*") == short(9, 8))
    #expect(try ids(catalog, "has:child") == short(9, 8, 3))
    #expect(try ids(catalog, "has:parent no:child") == short(4, 2, 1))
    #expect(try catalog.children(of: SampleLibrary.asset(9).id, limit: 10).map(\.short) == short(4, 3))
  }

  @Test func `what was made from an asset is found, and what it was made from`() async throws {
    try await withTemporaryFolder { folder in
      let catalog = try Catalog(at: folder.appending("catalog.sqlite").description)
      try catalog.record(try family())
      try expectFamily(catalog)
      try catalog.record(try family())
      try expectFamily(catalog)
      try catalog.record([try SampleLibrary.asset(3)])
      #expect(try ids(catalog, "from:\(nine)") == short(4))
      try catalog.remove([try SampleLibrary.asset(4).id])
      #expect(try ids(catalog, "from:\(nine)") == [])
      let all = try family()
      try catalog.rebuild { writer in for asset in all { try writer.add(asset) } }
      try expectFamily(catalog)
    }
  }

  @Test func `a catalog of the first version learns them from its records`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      try FormerLibrary.make(at: path, version: 1, try family())
      let catalog = try Catalog(at: path)
      try expectFamily(catalog)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `ids that are none, and names that are nearly right, are told`() throws {
    let bad = #expect(throws: SearchQueryError.self) { try SampleLibrary.query("from:xyz") }
    #expect(bad.map { "\($0)" }?.contains("from:xyz cannot be read") == true)
    for (name, field) in [("parent", "from"), ("children", "of"), ("fron", "from")] {
      let error = #expect(throws: SearchQueryError.self) { try SampleLibrary.query("\(name):0000") }
      #expect(error == .unknownField(name, suggestion: field))
    }
  }
}

@Suite struct UploadCacheTests {
  @Test func `an upload is known until it ends, or is forgotten with the request that names it`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Journal(at: folder.appending("journal.sqlite").description)
      let now = SampleLibrary.today
      func later(_ seconds: Int64) -> Timestamp { Timestamp(milliseconds: now.milliseconds + seconds * 1000) }
      try journal.record(upload: "https://a/1", of: "one", until: later(10))
      try journal.record(upload: "https://a/2", of: "two", until: later(10))
      #expect(try journal.upload(of: "one", at: later(9)) == "https://a/1")
      #expect(try journal.upload(of: "one", at: later(10)) == nil)
      #expect(try journal.upload(of: "three", at: now) == nil)
      try journal.record(upload: "https://a/3", of: "one", until: later(99))
      #expect(try journal.upload(of: "one", at: later(50)) == "https://a/3")
      #expect(try journal.forgetUploads(in: ["images": ["https://a/3", "https://b"], "prompt": "https://a/2 x"]) == 1)
      #expect(try journal.upload(of: "one", at: now) == nil)
      #expect(try journal.upload(of: "two", at: now) == "https://a/2")
    }
  }
}
