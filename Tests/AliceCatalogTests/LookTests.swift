import AliceCatalog
import AliceModel
import AliceTestSupport
import Testing

@Suite struct LookTests {
  private func look(_ number: UInt64, changed bits: Int = 0, turn: PictureTurn = .same, pixels: UInt64 = 0)
    -> PictureLook
  {
    var random = SplitMix64(seed: number)
    let hash = PictureHash(low: random.next(), right: random.next(), below: random.next(), high: random.next())
    let near = PictureHash(
      low: hash.low, right: hash.right, below: hash.below, high: hash.high ^ (1 << UInt64(bits) - 1))
    return PictureLook(hash: near.turned(turn), pixels: pixels == 0 ? random.next() &+ UInt64(bits) : pixels)
  }

  private func id(_ number: Int) throws -> AssetID { try SampleLibrary.asset(number).id }

  /// 1, 2 and 3 look alike, 3 mirrored; 4 and 5 are equal; 6 is alone, and 7 flat.
  private func withPictures(_ body: (Catalog) throws -> Void) async throws {
    try await withCatalog { catalog in
      try catalog.record(try (1...7).map { try SampleLibrary.asset($0, name: "\($0)") })
      try catalog.setLooks([
        (id(1), look(100)), (id(2), look(100, changed: 9)), (id(3), look(100, turn: .mirrored)),
        (id(4), look(200)), (id(5), look(200)), (id(6), look(300)), (id(7), nil),
      ])
      try catalog.compareLooks()
      try body(catalog)
    }
  }

  private func expectPairs(_ catalog: Catalog) throws {
    #expect(try Set(catalog.names("is:dup")) == ["1", "2", "3", "4", "5"])
    #expect(try Set(catalog.names("dup:000001")) == ["2", "3"])
    #expect(try Set(catalog.names("-is:dup")) == ["6", "7"])
    let twins = try catalog.twins(of: [id(1), id(4)])
    #expect(twins.count == 3)
    #expect(try twins.contains(Twins(id(1), id(2), turn: .same, distance: 9)))
    #expect(try twins.contains(Twins(id(1), id(3), turn: .mirrored, distance: 0)))
    #expect(try twins.contains(Twins(id(4), id(5), turn: .same, distance: nil)))
    #expect(try catalog.twins().count == 4)
  }

  @Test func `what looks alike is found, however often it is compared`() async throws {
    try await withPictures { catalog in
      try expectPairs(catalog)
      try catalog.compareLooks()
      try expectPairs(catalog)
      #expect(try catalog.countUnseen([.png]) == 0 && catalog.countUnseen([.jpeg]) == 0)
      #expect(try catalog.images(SampleLibrary.query("*"), [.png]).allSatisfy(\.isSeen))
    }
  }

  @Test func `a new picture is compared with all that are there`() async throws {
    try await withPictures { catalog in
      try catalog.record([try SampleLibrary.asset(8, name: "8")])
      #expect(try catalog.countUnseen([.png]) == 1)
      try catalog.setLooks([(id(8), look(300, changed: 30))])
      #expect(try catalog.names("dup:000006").isEmpty)
      try catalog.compareLooks()
      #expect(try catalog.names("dup:000006") == ["8"] && catalog.names("dup:000008") == ["6"])
      #expect(try catalog.twins().count == 5)
    }
  }

  @Test func `a change of the record, of the date and of the whole catalog keeps how pictures look`() async throws {
    try await withPictures { catalog in
      try catalog.record([try SampleLibrary.asset(1, name: "1") { $0.record.tags = ["new"] }])
      try expectPairs(catalog)
      try catalog.record([
        try SampleLibrary.asset(2, name: "2") { $0.record.provenance.created = Timestamp("2001-01-01T00:00:00Z") }
      ])
      try catalog.compareLooks()
      try expectPairs(catalog)
      let assets = try catalog.search(.all).assets
      try catalog.rebuild { writer in for asset in assets { try writer.add(asset) } }
      #expect(try catalog.countUnseen([.png]) == 0 && catalog.names("is:dup").isEmpty)
      try catalog.compareLooks()
      try expectPairs(catalog)
      #expect(try catalog.problems().isEmpty)
    }
  }

  @Test func `an asset that is gone is nobody's copy`() async throws {
    try await withPictures { catalog in
      try catalog.remove([id(5)])
      #expect(try catalog.names("dup:000005").isEmpty && catalog.twins(of: [id(4)]).isEmpty)
      try catalog.setMissing([id(2), id(3)])
      #expect(try catalog.names("is:dup").isEmpty)
      // It comes back, and has to be looked at again.
      try catalog.record([try SampleLibrary.asset(5, name: "5")])
      #expect(try catalog.countUnseen([.png]) == 1)
    }
  }

  @Test func `assets that share a millisecond keep their own looks when they make room for each other`() async throws {
    try await withCatalog { catalog in
      let moment = Timestamp("2020-02-02T02:02:02Z")
      func asset(_ number: Int) throws -> Asset {
        // Their ids begin with the same 20 bits, so they want the same place.
        let digits = String(repeating: "1", count: 5) + String(number, radix: 16)
        let id = try #require(AssetID(hex: digits + String(repeating: "a", count: 64 - digits.count)))
        var asset = try SampleLibrary.asset(0) { $0.record.provenance.created = moment }
        asset = Asset(
          id: id, path: BytePath("\(number).png"), facts: asset.facts, record: asset.record)
        return asset
      }
      let assets = try (0..<6).map(asset)
      for number in [3, 5, 0, 4, 1, 2] {
        try catalog.record([assets[number]])
        try catalog.setLooks([(assets[number].id, look(UInt64(number / 2 + 1), changed: number % 2))])
        try catalog.compareLooks()
      }
      let looks = try catalog.looks(of: assets.map(\.id))
      for number in 0..<6 {
        #expect(looks[assets[number].id] == .some(look(UInt64(number / 2 + 1), changed: number % 2)))
        #expect(try catalog.twins(of: [assets[number].id]).map(\.other) == [assets[number ^ 1].id])
      }
      try catalog.remove([assets[0].id, assets[3].id])
      #expect(try catalog.twins().map { Set([$0.one, $0.other]) } == [[assets[4].id, assets[5].id]])
    }
  }
}
