import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

/// The order of albums, and saved queries, in the journal.
struct AlbumTests {
  private let ids = (1...4).compactMap { AssetID(digest: [UInt8](repeating: UInt8($0), count: 32)) }

  @Test func `assets keep the order in which they were put into an album`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Journal(at: folder.appending("journal.sqlite").description)
      try journal.append([ids[2], ids[0]], toAlbum: "Best")
      try journal.append([ids[0], ids[1]], toAlbum: "best")
      try journal.append([ids[3]], toAlbum: "other")
      #expect(try journal.order(ofAlbum: "BEST") == [ids[2], ids[0], ids[1]])
      try journal.remove([ids[0], ids[3]], fromAlbum: "best")
      #expect(try journal.order(ofAlbum: "best") == [ids[2], ids[1]])
      #expect(try journal.order(ofAlbum: "other") == [ids[3]])
      #expect(try journal.order(ofAlbum: "none").isEmpty)
    }
  }

  @Test func `assets are put before another one, which may be among them`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Journal(at: folder.appending("journal.sqlite").description)
      try journal.append(ids, toAlbum: "a")
      try journal.arrange([ids[3], ids[1]], inAlbum: "a", before: ids[0])
      #expect(try journal.order(ofAlbum: "a") == [ids[3], ids[1], ids[0], ids[2]])
      try journal.arrange([ids[1], ids[3]], inAlbum: "a", before: ids[3])
      #expect(try journal.order(ofAlbum: "a") == [ids[1], ids[3], ids[0], ids[2]])
      try journal.arrange([ids[1]], inAlbum: "a", before: nil)
      #expect(try journal.order(ofAlbum: "a") == [ids[3], ids[0], ids[2], ids[1]])
    }
  }

  @Test func `a saved query replaces the one of the same name in any case`() async throws {
    try await withTemporaryFolder { folder in
      let journal = try Journal(at: folder.appending("journal.sqlite").description)
      let saved = SavedSearch(name: "Hero", query: "castle \"a b\"", saved: SampleLibrary.today)
      try journal.save(saved)
      #expect(try journal.savedSearches() == [saved])
      let other = SavedSearch(name: "hero", query: "dragon", saved: SampleLibrary.today)
      try journal.save(other)
      #expect(try journal.savedSearches() == [other])
      #expect(try !journal.isBlank)
      #expect(try journal.forgetSearch("HERO"))
      #expect(try !journal.forgetSearch("hero"))
      #expect(try journal.savedSearches().isEmpty)
    }
  }
}
