import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import GRDB
import Testing

/// Searches by what pictures show and by their colours.
struct PictureSearchTests {
  /// A vector that is turned away from the first axis by so many degrees.
  private func features(_ degrees: Double) throws -> PictureFeatures {
    var vector = [Float](repeating: 0, count: PictureFeatures.count)
    vector[0] = Float(cos(degrees * .pi / 180))
    vector[1] = Float(sin(degrees * .pi / 180))
    return try #require(PictureFeatures(vector))
  }

  private func palette(_ colors: (String, Double)...) throws -> PicturePalette {
    PicturePalette(
      try colors.map { name, share in
        .init(PictureColor(rgb: try #require(ColorName.rgb(of: name))), share: share)
      })
  }

  private func id(_ number: Int) throws -> AssetID { try SampleLibrary.asset(number).id }

  /// 2 is nearest to 1, then 3 and 4; 5 cannot be compared, and of 6 nothing is known.
  private func withPictures(_ body: (Catalog) throws -> Void) async throws {
    try await withCatalog { catalog in
      try catalog.record(
        try (1...6).map { number in
          try SampleLibrary.asset(number, prompt: number % 2 == 0 ? "a castle" : "a lake", name: "\(number)")
        })
      try catalog.setFeatures([
        (id(1), features(0)), (id(2), features(10)), (id(3), features(40)), (id(4), features(100)), (id(5), nil),
      ])
      try catalog.setPalettes([
        (id(1), palette(("teal", 0.3), ("white", 0.7))), (id(2), palette(("teal", 0.9))),
        (id(3), palette(("red", 0.5), ("black", 0.5))), (id(4), palette(("teal", 0.02), ("grey", 0.98))),
      ])
      try catalog.setColor(0x00_8080, of: id(5))
      try body(catalog)
    }
  }

  private func names(_ catalog: Catalog, _ text: String, _ order: SearchOrder? = nil) throws -> [String] {
    try catalog.search(SampleLibrary.query(text), order: order).assets.map { $0.path.stem.description }
  }

  @Test func `the most like comes first, and the picture itself is left out`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      #expect(try names(catalog, "like:000001") == ["2", "3", "4"])
      #expect(try names(catalog, "like:000004") == ["3", "2", "1"])
      #expect(try names(catalog, "like:000001", .relevance) == ["2", "3", "4"])
      #expect(try names(catalog, "like:000001|000004 lake") == ["1", "3"])
      #expect(try names(catalog, "like:000001 castle") == ["2", "4"])
      #expect(try names(catalog, "like:000001 like:000004") == ["3", "2"])
      #expect(try Set(names(catalog, "-like:000001")) == ["1", "5", "6"])
      #expect(try names(catalog, "like:000001", .oldest).count == 3)
      for nothing in ["like:000005", "like:000006", "like:00000f", "like:nothing.png"] {
        #expect(try names(catalog, nothing).isEmpty, "\(nothing)")
      }
    }
  }

  @Test func `pages, paths and the gallery have the same order`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      let query = try SampleLibrary.query("like:000001")
      let page = try catalog.search(query, limit: 1, offset: 1)
      #expect(page.assets.map(\.id) == [try id(3)] && page.total == 3)
      var paths: [String] = []
      try catalog.forEachPath(query, limit: 2) { path in
        paths.append(path.stem.description)
        return true
      }
      #expect(paths == ["2", "3"])
      #expect(try catalog.count(query) == 3)
      let shape = try catalog.shape(of: query, order: nil, stacked: false)
      #expect(shape.order == .relevance)
      #expect(try catalog.tiles(shape.ids).compactMap { $0?.asset } == [id(2), id(3), id(4)])
    }
  }

  @Test func `the likeness of results is told`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      let ids = try [id(2), id(3), id(5), id(6)]
      let found = try catalog.likenesses(SampleLibrary.query("like:000001 castle"), of: ids)
      #expect(found.count == 2)
      #expect(try abs((found[id(2)] ?? 0) - cos(10 * Double.pi / 180)) < 0.01)
      #expect(try abs((found[id(3)] ?? 0) - cos(40 * Double.pi / 180)) < 0.01)
      #expect(try catalog.likenesses(SampleLibrary.query("castle"), of: ids).isEmpty)
      #expect(try catalog.countWithoutFeatures([.png]) == 1 && catalog.countWithoutFeatures([.jpeg]) == 0)
    }
  }

  @Test func `a picture outside of the library can be the example`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      let query = SearchQuery(
        try SampleLibrary.query("like:a.png").term.replacingLikes(["a.png": .features(features(35))]))
      let found = try catalog.search(query).assets.map { $0.path.stem.description }
      #expect(found == ["3", "2", "1", "4"])
    }
  }

  @Test func `what has most of a colour comes first`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      #expect(try names(catalog, "colour:teal") == ["5", "2", "1"])
      #expect(try names(catalog, "colour:red") == ["3"])
      #expect(try Set(names(catalog, "colour:red|white")) == ["1", "3"])
      #expect(try names(catalog, "colour:teal -lake") == ["2"])
      #expect(try Set(names(catalog, "-colour:teal")) == ["3", "4", "6"])
      #expect(try Set(names(catalog, "colour:*")) == ["1", "2", "3", "4", "5"])
      #expect(try catalog.countWithoutColors([.png]) == 1)
      #expect(try names(catalog, "like:000001 colour:teal") == ["2"])
    }
  }

  @Test func `a change of the record, of the date and of the whole catalog keeps both`() async throws {
    try await withPictures { (catalog: Catalog) throws in
      func expectBoth() throws {
        #expect(try names(catalog, "like:000001") == ["2", "3", "4"])
        #expect(try names(catalog, "colour:teal") == ["5", "2", "1"])
        #expect(try catalog.problems().isEmpty)
      }
      try catalog.record([
        try SampleLibrary.asset(2, prompt: "a castle", name: "2") { $0.record.tags = ["new"] },
        try SampleLibrary.asset(1, prompt: "a lake", name: "1") {
          $0.record.provenance.created = Timestamp("2001-01-01T00:00:00Z")
        },
      ])
      try expectBoth()
      let assets = try catalog.search(.all).assets
      try catalog.rebuild { writer in for asset in assets { try writer.add(asset) } }
      try expectBoth()
      try catalog.remove([id(3)])
      #expect(try names(catalog, "like:000001") == ["2", "4"])
      try catalog.setFeatures([(id(3), features(1))])
      #expect(try names(catalog, "like:000001") == ["2", "4"])
    }
  }

  @Test func `a catalog without features gets a place for them, and keeps its looks`() async throws {
    try await withTemporaryFolder { folder in
      let path = folder.appending("catalog.sqlite").description
      let asset = try SampleLibrary.asset(1, name: "sphinx")
      do {
        let catalog = try Catalog(at: path)
        try catalog.record([asset])
        try catalog.setLooks([(asset.id, nil)])
      }
      let queue = try DatabaseQueue(path: path)
      try await queue.write { db in
        try db.execute(sql: "drop table feature; drop table palette; pragma user_version = 8")
      }
      try queue.close()
      let catalog = try Catalog(at: path)
      #expect(try catalog.countUnseen([.png]) == 0 && catalog.countWithoutFeatures([.png]) == 1)
      try catalog.setFeatures([(asset.id, nil)])
      #expect(try catalog.countWithoutFeatures([.png]) == 0 && catalog.problems().isEmpty)
    }
  }
}
