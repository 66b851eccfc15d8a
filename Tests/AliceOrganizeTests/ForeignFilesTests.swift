import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

private let sqlite: Bool = Tool.path("sqlite3") != nil

@Suite struct `Coming from another program` {
  @Test(.enabled(if: sqlite, "not installed: sqlite3"))
  func `InvokeAI's stars and boards are in the library's files`() async throws {
    try await World.with { world in
      let images = try world.folder(of: "outputs/images")
      try world.drop("media/plain.png", as: "outputs/images/a.png")
      try world.drop("media/plain.jpg", as: "outputs/images/b.jpg")
      try world.drop("media/palette.png", as: "outputs/images/step.png")
      try world.database(
        "databases/invokeai.db",
        ForeignSchema.invokeAI + """
          insert into images (image_name, starred, is_intermediate)
            values ('a.png', 1, 0), ('b.jpg', 0, 0), ('step.png', 0, 1), ('gone.png', 1, 0);
          insert into boards (board_id, board_name) values ('1', 'Cats');
          insert into board_images values ('1', 'a.png'), ('1', 'b.jpg'), ('1', 'gone.png');
          """)
      let before = try snapshot(of: world.inbox)
      let report = try await world.organize(from: .invokeAI)
      #expect(report.placed.map(\.source) == [images.appending("a.png"), images.appending("b.jpg")])
      #expect(try world.search("tag:album/cats").count == 2)
      #expect(try world.search("is:picked tag:album/Cats").count == 1)
      let from = try #require(report.from)
      #expect(from.pictures == 2 && from.picked == 1 && from.albums == 1 && from.passedOver == 1 && from.gone == 1)
      #expect(try snapshot(of: world.inbox) == before)
      _ = try Reindexer(library: world.root).run()
      #expect(try world.search("is:picked tag:album/Cats").count == 1)
    }
  }

  @Test(.enabled(if: sqlite, "not installed: sqlite3"))
  func `a person's ratings in Diffusion Toolkit count more than those in the files`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      try world.write(
        """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="2"/></rdf:RDF></x:xmpmeta>
        """, as: "a.png.xmp")
      try world.drop("media/plain.jpg", as: "b.jpg")
      try world.database(
        "diffusion-toolkit.db",
        ForeignSchema.diffusionToolkit + """
          insert into Image (Id, Path, Rating, Favorite, ForDeletion, NSFW)
            values (1, '\(world.inbox)/a.png', 8, 1, 0, 0), (2, '\(world.inbox)/b.jpg', null, 0, 1, 1);
          insert into Album (Id, Name) values (1, 'x');
          insert into AlbumImage values (1, 1);
          """)
      let report = try await world.organize(from: .diffusionToolkit)
      #expect(report.placed.count == 2 && report.refused.isEmpty)
      #expect(try world.search("rating:4 tag:album/x is:picked").count == 1)
      #expect(try world.search("is:rejected tag:nsfw").count == 1)
    }
  }

  @Test(.enabled(if: sqlite, "not installed: sqlite3"))
  func `verdicts reach pictures that are in the library, and never replace alice's own`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png", as: "a.png")
      try world.drop("media/plain.jpg", as: "b.jpg")
      #expect(try await world.organize().placed.count == 2)
      let rated = try #require(try world.search("format:png").first)
      _ = try Annotator(world.workspace).apply(.init(rating: .some(Rating(2))), to: [rated])
      try world.database(
        "diffusion-toolkit.db",
        ForeignSchema.diffusionToolkit + """
          insert into Image (Path, Rating, Favorite) values ('\(world.inbox)/a.png', 10, 1), ('\(world.inbox)/b.jpg', 10, 0);
          """)
      let report = try await world.organize(from: .diffusionToolkit)
      #expect(report.placed.isEmpty && report.already.count == 2)
      #expect(try world.search("rating:2 is:picked format:png").count == 1)
      #expect(try world.search("rating:5 format:jpeg").count == 1)
    }
  }

  @Test(.enabled(if: sqlite, "not installed: sqlite3"))
  func `pictures that moved are found in the folders that are named`() async throws {
    try await World.with { world in
      let pictures = try world.folder(of: "pictures/day")
      try world.drop("media/plain.png", as: "pictures/day/a.png")
      try world.drop("media/plain.jpg", as: "pictures/b.jpg")
      try world.drop("media/camera.jpg", as: "pictures/c.jpg")
      let size = try Fixtures.bytes("media/camera.jpg").count
      try world.database(
        "db/iib.db",
        ForeignSchema.infiniteImageBrowsing + #"""
          insert into image (id, path, size) values (1, 'D:\sd\out\day\a.png', null), (2, '/old/x/b.jpg', null),
            (3, '/old/y/b.jpg', null), (4, '/old/c.jpg', \#(size + 1)), (5, '/old/../../etc/passwd', null);
          insert into tag (id, name, type) values (2, 'best', 'custom');
          insert into image_tag (image_id, tag_id) values (1, 1), (1, 2), (2, 2), (3, 2), (4, 2), (5, 2);
          """#)
      let lost = try ForeignFiles.read(.infiniteImageBrowsing, world.inbox.appending("db")).summary
      #expect(lost.pictures == 0 && lost.line.contains("5 whose files are gone; name the folders"))
      let report = try await world.organize(
        from: .infiniteImageBrowsing, at: "db", in: [pictures.parent ?? pictures])
      #expect(report.placed.map(\.source) == [pictures.appending("a.png")])
      #expect(try world.search("is:picked tag:best").count == 1)
      #expect(report.from?.gone == 4, "two entries compete for one file, one has another size, one leads astray")
    }
  }

  @Test func `Eagle's stars, tags and folders are brought, and its trash is not`() async throws {
    try await World.with { world in
      try world.eagleItem("A", "plain.png", #"{"star": 4, "tags": ["sea", 7], "folders": ["f2", "none"]}"#)
      try world.eagleItem("B", "plain.jpg", #"{"isDeleted": true, "star": 5}"#)
      try world.eagleItem("C", "camera.jpg", #"{"star": 9, "name": "another name"}"#)
      try world.eagleItem("D", "palette.png", "[")
      try world.write(
        #"""
        {"folders": [{"id": "f1", "name": "Trips", "children": [{"id": "f2", "name": "Sea/Side", "children": []}]}]}
        """#, as: "metadata.json")
      try world.drop("media/lossy.webp", as: "images/A.info/plain_thumbnail.png")
      let report = try await world.organize(from: .eagle)
      #expect(report.placed.map(\.source.lastComponent) == ["plain.png", "camera.jpg"])
      #expect(try world.search("rating:4 tag:sea tag:album/Trips/Sea-Side").count == 1)
      #expect(try world.search("rating:5").isEmpty)
      let from = try #require(report.from)
      #expect(from.rated == 1 && from.tagged == 1 && from.albums == 1 && from.passedOver == 1 && from.malformed == 1)
      #expect(from.json["rated"] == 1 && from.json["boards"] == 1 && from.json["tool"] == "eagle")
    }
  }

  @Test func `a dry run tells the same and writes nothing`() async throws {
    try await World.with { world in
      try world.eagleItem("A", "plain.png", #"{"star": 4}"#)
      try world.write(#"{"folders": []}"#, as: "metadata.json")
      var request = OrganizeRequest(sources: [world.inbox])
      request.from = try ForeignFiles.read(.eagle, world.inbox)
      let before = try snapshot(of: world.folder)
      let planned = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
        .plan().report
      #expect(planned.placed.count == 1 && planned.from?.rated == 1)
      #expect(try snapshot(of: world.folder) == before)
    }
  }

  @Test(arguments: ForeignTool.allCases)
  func `a folder without the program's library is told`(tool: ForeignTool) async throws {
    try await World.with { world in
      let error = #expect(throws: ForeignError.self) { try ForeignFiles.read(tool, world.inbox) }
      #expect(error == .notFound(tool, in: world.inbox))
    }
  }
}

extension World {
  fileprivate func folder(of name: String) throws -> BytePath {
    let folder = inbox.appending(name)
    try FileManager.default.createDirectory(atPath: folder.description, withIntermediateDirectories: true)
    return folder
  }

  fileprivate func database(_ name: String, _ statements: String) throws {
    let file = inbox.appending(name)
    if let parent = BytePath(name).parent { _ = try folder(of: parent.description) }
    let made = try Tool.run("sqlite3", [file.description, statements])
    #expect(made.status == 0, "\(made.output)")
  }

  fileprivate func eagleItem(_ id: String, _ picture: String, _ metadata: String) throws {
    _ = try folder(of: "images/\(id).info")
    try drop("media/\(picture)", as: "images/\(id).info/\(picture)")
    try write(metadata, as: "images/\(id).info/metadata.json")
  }

  fileprivate func organize(
    from tool: ForeignTool, at name: String? = nil, in folders: [BytePath] = []
  ) async throws -> OrganizeReport {
    let source = name.map { inbox.appending($0) } ?? inbox
    var request = OrganizeRequest(sources: [source])
    request.from = try ForeignFiles.read(tool, source, in: folders)
    return try await Organizer(workspace, root: root, request: request, now: Clock.system.now()).run()
  }
}
