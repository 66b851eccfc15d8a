import AliceCatalog
import AliceModel
import AliceTestSupport
import Foundation
import Testing

struct CatalogTests {
  @Test func `what is recorded comes back exactly`() async throws {
    try await withCatalog { catalog in
      var assets = try SampleLibrary.random(100, seed: 9)
      assets.append(
        try SampleLibrary.asset(5_000, prompt: "NUL \0 and \u{2028}\n\"quotes\" \\ and e\u{301}") {
          $0.path = BytePath(bytes: [0x66, 0xFF, 0x2F, 0xFE, 0x2E, 0x70])
          $0.facts.bytes = .max
          $0.facts.duration = 0.1 + 0.2
          $0.record.provenance.recipe.negativePrompt = ""
          $0.record.provenance.recipe.parameters = ["deep": [[[["x": 1e300]]]], "": .null, "n": 18_446_744_073]
          $0.record.alsoFrom = [Provenance(recipe: Recipe(prompt: "other"))]
          $0.record.provenance.parents = [$0.id]
          $0.record.originalName = "IMG 1.png"
        })
      assets.append(try SampleLibrary.asset(5_001, prompt: String(repeating: "long 猫 ", count: 20_000)))
      try catalog.record(assets)
      for asset in assets {
        #expect(try catalog.asset(asset.id) == asset)
        #expect(try catalog.asset(at: asset.path) == asset)
      }
      #expect(try catalog.census() == assets.count)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `recording again replaces what was known`() async throws {
    try await withCatalog { catalog in
      var asset = try SampleLibrary.asset(1, prompt: "first") { $0.record.tags = ["old"] }
      try catalog.record([asset])
      asset.record.provenance.recipe.prompt = "second"
      asset.record.tags = ["new"]
      asset.record.provenance.created = Timestamp(milliseconds: 5, offsetMinutes: -60)
      asset.path = "moved.png"
      try catalog.record([asset])
      #expect(try catalog.search(.all).assets == [asset])
      #expect(try catalog.count(SampleLibrary.query("first OR tag:old")) == 0)
      #expect(try catalog.count(SampleLibrary.query("second tag:new moved")) == 1)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `assets that say they were made at the end of time stand side by side and go one by one`() async throws {
    try await withCatalog { catalog in
      // Ids that begin with ones have the last place of their millisecond, and this one is the last there is.
      let assets = try ["a", "b", "c"].map { digit in
        try SampleLibrary.asset(0, name: digit) {
          $0.id = AssetID(hex: "ffffff" + String(repeating: digit, count: 58)) ?? $0.id
          $0.record.provenance.created = Timestamp("9999-12-31T12:00:00+00:00")
        }
      }
      try catalog.record(assets)
      #expect(try catalog.count() == 3)
      try catalog.remove([assets[1].id])
      try catalog.remove([assets[0].id])
      #expect(try catalog.asset(assets[2].id) == assets[2])
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `a path belongs to the asset that was recorded last, and assets may change places`() async throws {
    try await withCatalog { catalog in
      var first = try SampleLibrary.asset(1, name: "a")
      var second = try SampleLibrary.asset(2, name: "b")
      try catalog.record([
        CatalogEntry(asset: first, searchableRaw: "apples"), CatalogEntry(asset: second, searchableRaw: "pears"),
      ])
      (first.path, second.path) = (second.path, first.path)
      try catalog.record([first, second])
      #expect(try catalog.search(.all).assets == [first, second])
      #expect(try catalog.names("apples OR pears", .newest) == ["b", "a"])
      var third = try SampleLibrary.asset(3)
      third.path = first.path
      try catalog.record([third])
      first.missing = true
      first.path = BytePath(first.path.description + "~" + first.id.hex)
      #expect(try catalog.search(SampleLibrary.query("-is:missing OR is:missing")).assets == [first, second, third])
      #expect(try catalog.names("apples is:missing", .newest).count == 1)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `what another program made of a picture takes its place for good`() async throws {
    try await withCatalog { catalog in
      let first = try SampleLibrary.asset(1)
      let cropped = try SampleLibrary.asset(2) {
        $0.path = first.path
        $0.record.provenance.parents = [first.id]
      }
      try catalog.record([first])
      try catalog.record([cropped])
      #expect(try catalog.search(.all).assets == [cropped])
    }
  }

  @Test func `assets are found by the beginnings of their ids`() async throws {
    try await withCatalog { catalog in
      let assets = try [0x12, 0x1234, 0x1235].map { try SampleLibrary.asset($0) }
      try catalog.record(assets)
      #expect(try catalog.assets(withPrefix: "00123").map(\.id) == assets.dropFirst().map(\.id))
      #expect(try catalog.assets(withPrefix: "00123", limit: 1).count == 1)
      #expect(try catalog.assets(withPrefix: assets[0].id.hex) == [assets[0]])
      for prefix in ["", "x", "00124", assets[0].id.hex + "0"] {
        #expect(try catalog.assets(withPrefix: prefix).isEmpty)
      }
    }
  }

  @Test func `missing files are marked, removed ones are gone`() async throws {
    try await withCatalog { catalog in
      let assets = try (1...3).map { try SampleLibrary.asset($0) }
      try catalog.record(assets)
      try catalog.setMissing([assets[0].id, assets[1].id])
      try catalog.setMissing([assets[1].id], false)
      try catalog.remove([assets[2].id, assets[2].id])
      #expect(try catalog.search(SampleLibrary.query("is:missing")).assets.map(\.id) == [assets[0].id])
      #expect(try catalog.search(.all).assets.map(\.id) == [assets[1].id])
      #expect(try catalog.count() == 1 && catalog.census() == 2)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `files are told with their stamps and those of their sidecars`() async throws {
    try await withCatalog { catalog in
      let stamp = FileStamp(device: .max, inode: 1 << 63, size: 7, modifiedNanoseconds: -1, changedNanoseconds: .max)
      let beside = FileStamp(device: 1, inode: 2, size: 0, modifiedNanoseconds: 0, changedNanoseconds: 0)
      let assets = try (1...3).map { try SampleLibrary.asset($0) }
      try catalog.record([
        CatalogEntry(asset: assets[0], stamp: stamp, sidecar: .present(beside)), CatalogEntry(asset: assets[1]),
        CatalogEntry(asset: assets[2], stamp: beside, sidecar: .none),
      ])
      var files: [AssetID: CatalogFile] = [:]
      try catalog.forEachFile { files[$0.id] = $0 }
      #expect(assets.map { files[$0.id]?.stamp } == [stamp, nil, beside])
      #expect(assets.map { files[$0.id]?.sidecar } == [.present(beside), .unknown, SidecarStamp.none])
      try catalog.setStamps([
        (assets[1].id, stamp, SidecarStamp.none), (assets[0].id, nil, .unknown),
        (assets[2].id, beside, .present(stamp)),
      ])
      #expect(try catalog.file(of: assets[1].id)?.stamp == stamp)
      #expect(try catalog.file(of: assets[1].id)?.sidecar == SidecarStamp.none)
      #expect(try catalog.file(of: assets[0].id)?.stamp == nil)
      #expect(try catalog.file(of: assets[0].id)?.sidecar == .unknown)
      #expect(try catalog.file(of: assets[2].id)?.sidecar == .present(stamp))
      #expect(try catalog.file(of: SampleLibrary.asset(9).id) == nil)
    }
  }

  @Test func `sources are known while they and their assets are what they were`() async throws {
    try await withCatalog { catalog in
      let asset = try SampleLibrary.asset(1)
      let stamp = FileStamp(device: 1, inode: 2, size: 3, modifiedNanoseconds: 4, changedNanoseconds: 5)
      let taken = TakenSource(asset: asset.id, place: asset.path)
      try catalog.record([asset])
      try catalog.remember(sources: [KnownSource(path: "/in/a.png", stamp: stamp, asset: asset.id)])
      #expect(try catalog.taken([("/in/a.png", stamp), ("/no", stamp)]) == [taken, nil])
      var touched = stamp
      touched.changedNanoseconds = 6
      #expect(try catalog.taken([("/in/a.png", touched)]) == [nil])
      try catalog.rebuild { try $0.add(asset) }
      #expect(try catalog.taken([("/in/a.png", stamp)]) == [taken])
      try catalog.setMissing([asset.id])
      #expect(try catalog.taken([("/in/a.png", stamp)]) == [nil])
      try catalog.setMissing([asset.id], false)
      #expect(try catalog.taken([("/in/a.png", stamp)]) == [taken])
      try catalog.remove([asset.id])
      #expect(try catalog.taken([("/in/a.png", stamp)]) == [nil])
    }
  }
}

struct SourceLookupTests {
  /// Paths whose order by bytes is not that of a walk: `a-b` comes before `a/x`.
  private static let paths = ["/in/a/x", "/in/a/y", "/in/a-b/z", "/in/a", "/in/é", "/in/b/1", "/in/b/2"]

  @Test(arguments: [0, 3, 100])
  func `many sources are found in any order, whatever else lies between them`(strangers: Int) async throws {
    try await withCatalog { catalog in
      let stamp = FileStamp(device: 1, inode: 2, size: 3, modifiedNanoseconds: 4, changedNanoseconds: 5)
      let assets = try (0..<Self.paths.count).map { try SampleLibrary.asset($0) }
      try catalog.record(assets)
      let between = (0..<strangers).map { BytePath("/in/a/x\($0)") }
      try catalog.remember(
        sources: zip(Self.paths, assets).map {
          KnownSource(path: BytePath($0), stamp: stamp, asset: $1.id)
        } + between.map { KnownSource(path: $0, stamp: stamp, asset: assets[0].id) })
      let wanted: [(path: BytePath, stamp: FileStamp)] =
        Self.paths.map { (BytePath($0), stamp) } + [("/in/no", stamp), ("/in/b/1", stamp), ("/zz", stamp)]
      var random = SystemRandomNumberGenerator()
      for _ in 0..<5 {
        let order = wanted.indices.shuffled(using: &random)
        let found = try catalog.taken(order.map { wanted[$0] })
        let expected = order.map { index -> BytePath? in
          guard let place = Self.paths.firstIndex(of: wanted[index].path.description) else { return nil }
          return assets[place].path
        }
        #expect(found.map { $0?.place } == expected)
      }
      #expect(try catalog.taken([]).isEmpty)
    }
  }
}
