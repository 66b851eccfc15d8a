import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

@Suite struct `Databases of other programs` {
  /// Makes a database, and returns what is read from it.
  private func read(
    _ tool: ForeignTool, _ statements: String, rowLimit: Int = ForeignStore.rowLimit
  ) async throws -> ForeignPictures {
    try await withTemporaryFolder { folder in
      let file = folder.appending("other.db")
      let queue = try DatabaseQueue(path: file.description)
      try await queue.write { try $0.execute(sql: statements) }
      try queue.close()
      let before = try contents(of: folder)
      let found = try ForeignStore.pictures(of: tool, at: file, rowLimit: rowLimit)
      #expect(try contents(of: folder) == before, "nothing is written, and nothing is left beside it")
      return found
    }
  }

  private func contents(of folder: BytePath) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try FileManager.default.contentsOfDirectory(atPath: folder.description) where !name.hasSuffix("-shm") {
      files[name] = try Data(contentsOf: URL(filePath: folder.appending(name).description))
    }
    return files
  }

  private func paths(_ found: ForeignPictures) -> [String] { found.pictures.map(\.path.description) }

  @Test func `InvokeAI's stars become picks and its boards albums, and intermediate pictures are passed over`()
    async throws
  {
    let found = try await read(
      .invokeAI,
      ForeignSchema.invokeAI + """
        insert into images (image_name, starred, is_intermediate) values ('a.png', 1, 0), ('b.png', 0, 0), ('c.png', 0, 1);
        insert into boards (board_id, board_name) values ('1', 'Cats / Black');
        insert into board_images values ('1', 'b.png'), ('1', 'c.png'), ('2', 'a.png');
        """)
    #expect(paths(found) == ["outputs/images/a.png", "outputs/images/b.png"])
    #expect(found.pictures.map(\.verdict.pick) == [.picked, nil])
    #expect(found.pictures.map(\.verdict.allTags) == [[], ["album/Cats/Black"]])
    #expect(found.passedOver == 1 && found.malformed == 0)
  }

  @Test func `InvokeAI's pictures of later versions lie in folders, and it has videos`() async throws {
    let found = try await read(
      .invokeAI,
      ForeignSchema.invokeAI + ForeignSchema.laterInvokeAI + """
        insert into images (image_name, image_subfolder) values ('a.png', '2026/11'), ('b.png', '../..'), ('c.png', '');
        insert into videos (video_name, starred) values ('d.mp4', 1);
        insert into boards (board_id, board_name) values ('1', 'Films');
        insert into board_videos values ('1', 'd.mp4');
        """)
    #expect(paths(found) == ["outputs/images/2026/11/a.png", "outputs/images/c.png", "outputs/videos/d.mp4"])
    #expect(found.pictures.last?.verdict.pick == .picked)
    #expect(found.pictures.last?.verdict.albums == ["Films"])
    #expect(found.malformed == 1, "no path leads out of the library")
  }

  @Test func `a database of InvokeAI from before the stars is read`() async throws {
    let found = try await read(
      .invokeAI,
      "create table images (image_name text primary key); insert into images values ('a.png');")
    #expect(paths(found) == ["outputs/images/a.png"] && found.pictures.first?.verdict.isEmpty == true)
  }

  @Test func `only the user's own tags are taken from Infinite Image Browsing`() async throws {
    let found = try await read(
      .infiniteImageBrowsing,
      ForeignSchema.infiniteImageBrowsing + """
        insert into image (id, path, size) values (1, '/p/a.png', 10), (2, '/p/b.png', 20);
        insert into tag (id, name, type) values (7, 'best', 'custom'), (8, '512 * 512', 'size'), (9, 'x', 'lora');
        insert into image_tag (image_id, tag_id) values (1, 1), (1, 7), (1, 8), (1, 9), (2, 8);
        """)
    #expect(paths(found) == ["/p/a.png", "/p/b.png"] && found.pictures.map(\.size) == [10, 20])
    #expect(found.pictures[0].verdict.pick == .picked && found.pictures[0].verdict.allTags == ["best"])
    #expect(found.pictures[1].verdict.isEmpty)
  }

  @Test func `Diffusion Toolkit's ten steps become five stars, and its flags picks`() async throws {
    let found = try await read(
      .diffusionToolkit,
      ForeignSchema.diffusionToolkit + ForeignSchema.laterDiffusionToolkit + #"""
        insert into Image (Id, Path, Rating, Favorite, ForDeletion, NSFW) values (1, 'C:\p\a.png', 10, 1, 0, 0),
          (2, '/b.png', 7, 0, 1, 1), (3, '/c.png', 1, 1, 1, 0), (4, '/d.png', 0, 0, 0, 0), (5, '/e.png', 11, 0, 0, 0);
        insert into Album (Id, Name) values (1, 'One'), (2, 'Two');
        insert into AlbumImage values (1, 1), (2, 1), (1, 2);
        insert into Tag (Id, Name) values (4, 'green');
        insert into ImageTag (ImageId, TagId) values (1, 4);
        """#)
    #expect(found.pictures.map(\.verdict.rating?.stars) == [5, 4, 1, nil, nil])
    #expect(found.pictures.map(\.verdict.pick) == [.picked, .rejected, .picked, nil, nil])
    #expect(Set(found.pictures[0].verdict.allTags) == ["green", "album/One", "album/Two"])
    #expect(found.pictures[1].verdict.allTags == ["nsfw", "album/One"])
    #expect(found.pictures[0].path == #"C:\p\a.png"#)
  }

  @Test func `values of wrong types, NULs and huge names cost the row and no more`() async throws {
    let found = try await read(
      .diffusionToolkit,
      ForeignSchema.diffusionToolkit + #"""
        insert into Image (Id, Path, Rating, Favorite) values (1, x'2f612e706e67', 3, 1), (2, null, 3, 1), (3, x'', 3, 1),
          (4, '/d' || char(0) || '.png', 3, 1), (5, '/' || hex(zeroblob(9000)), 3, 1),
          (6, '/f.png', 'three', 'true'), (7, '/g.png', 1e300, x'00'), (8, '/h.png', -5, -1), (9, '', 1, 1);
        insert into Album (Id, Name) values (1, 'a' || char(10) || 'b'), (2, ' / '), (3, x'ff'), (4, hex(zeroblob(300)));
        insert into AlbumImage values (1, 6), (2, 6), (3, 6), (4, 6), ('x', 'y');
        """#)
    #expect(paths(found) == ["/f.png", "/g.png", "/h.png"] && found.malformed == 6)
    #expect(found.pictures.map(\.verdict.rating) == [nil, nil, nil])
    #expect(found.pictures.map(\.verdict.pick) == [.picked, nil, .picked])
    let tags = found.pictures[0].verdict.allTags
    #expect(tags.contains("album/a b") && tags.count == 2)
    #expect(tags.allSatisfy { $0.count <= 100 })
  }

  @Test func `rows without end are refused`() async throws {
    let many = """
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 50)
      insert into image (path) select '/' || i from n;
      """
    await #expect(throws: ForeignError.self) {
      try await read(.infiniteImageBrowsing, ForeignSchema.infiniteImageBrowsing + many, rowLimit: 49)
    }
    let whole = try await read(.infiniteImageBrowsing, ForeignSchema.infiniteImageBrowsing + many, rowLimit: 50)
    #expect(whole.pictures.count == 50)
    let endless = """
      create view images (image_name) as with recursive n(i) as (select 1 union all select i + 1 from n) select i from n;
      """
    await #expect(throws: ForeignError.self) { try await read(.invokeAI, endless) }
  }

  @Test(arguments: [
    (ForeignTool.invokeAI, ForeignSchema.diffusionToolkit, "table 'images'"),
    (.infiniteImageBrowsing, ForeignSchema.diffusionToolkit, "table 'tag'"),
    (.diffusionToolkit, ForeignSchema.infiniteImageBrowsing, "column 'Rating' in the table 'Image'"),
  ])
  func `a database of another program or version is told in one sentence`(
    tool: ForeignTool, statements: String, lacking: String
  ) async throws {
    let error = await #expect(throws: ForeignError.self) { try await read(tool, statements) }
    #expect(error?.description.contains(lacking) == true && error?.description.contains(tool.name) == true)
  }

  @Test func `the latest changes are in the log, which stays as it is`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending("iib.db")
      let pool = try DatabasePool(path: file.description)
      try await pool.write { db in
        try db.execute(sql: ForeignSchema.infiniteImageBrowsing + "insert into image (path) values ('/a.png');")
      }
      let before = try contents(of: folder)
      #expect(before.keys.contains("iib.db-wal"))
      #expect(paths(try ForeignStore.pictures(of: .infiniteImageBrowsing, at: file)) == ["/a.png"])
      #expect(try contents(of: folder) == before)
      try pool.close()
    }
  }

  @Test func `what is no database, or is in the middle of a change, is not read`() async throws {
    try await withTemporaryFolder { folder in
      let file = folder.appending("iib.db")
      try Data("no database, but long enough to be one".utf8).write(to: URL(filePath: file.description))
      #expect(throws: ForeignError.self) { try ForeignStore.pictures(of: .infiniteImageBrowsing, at: file) }
      let other = folder.appending("other.db")
      let queue = try DatabaseQueue(path: other.description)
      try await queue.write { try $0.execute(sql: ForeignSchema.infiniteImageBrowsing) }
      try queue.close()
      #expect(try ForeignStore.pictures(of: .infiniteImageBrowsing, at: other).pictures.isEmpty)
      try Data("journal".utf8).write(to: URL(filePath: other.description + "-journal"))
      let error = #expect(throws: ForeignError.self) {
        try ForeignStore.pictures(of: .infiniteImageBrowsing, at: other)
      }
      #expect(error?.description.contains("in use") == true)
    }
  }
}
