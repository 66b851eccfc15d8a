import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Deleting, restoring, emptying, undoing, organizing, rating and reindexing in any order.
@Suite struct TrashPropertyTests {
  private enum Place: Equatable { case library, trash(operation: String), gone }

  /// What a library must hold, and the companions that must be where their assets are.
  private struct Expectation {
    var places: [AssetID: Place] = [:]
    var ratings: [AssetID: Rating?] = [:]
    var operations: [String] = []

    func ids(_ isWanted: (Place) -> Bool) -> [AssetID] { places.filter { isWanted($0.value) }.keys.sorted() }
    var present: [AssetID] { ids { $0 == .library } }
    var trashed: [AssetID] { ids { if case .trash = $0 { true } else { false } } }
    var gone: [AssetID] { ids { $0 == .gone } }
  }

  private static let texts = ["00017-2718281828": "a prompt\nSteps: 20, Seed: 5, Size: 64x64", "plain": "a second one"]

  private func fill(_ world: World) throws {
    for fixture in [
      "demo/00017-2718281828.png", "media/codestream.jxl", "demo/grid-0003.jpg", "media/lossy.webp", "media/plain.png",
    ] { try world.drop(fixture) }
    // One name begins like another.
    try world.drop("media/plain.jpg", as: "plain.final.jpg")
    for (stem, text) in TrashPropertyTests.texts { try world.write(text, as: stem + ".txt") }
    try world.write(
      """
      <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
      <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="2" xmp:Label="Red"/></rdf:RDF></x:xmpmeta>
      """, as: "grid-0003.jpg.xmp")
  }

  @Test(arguments: UInt64(0)..<16)
  func `nothing is lost that was not emptied, and disk, catalog and trash agree`(_ seed: UInt64) async throws {
    try await World.with { world in
      try fill(world)
      _ = try await world.organize()
      var expected = Expectation()
      for asset in try world.all() {
        expected.places[asset.id] = .library
        expected.ratings[asset.id] = .some(asset.record.rating)
      }
      try #require(expected.present.count == 6)
      var random = SplitMix64(seed: seed)
      for number in 0..<14 {
        let told = try await act(world, &expected, &random)
        try check(world, expected, "\(seed).\(number): \(told)")
      }
      let request = OrganizeRequest(sources: [world.inbox], again: true)
      _ = try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
      #expect(try Set(world.all().map(\.id)) == Set(expected.places.keys))
    }
  }

  /// Does something by chance, and returns what.
  private func act(_ world: World, _ expected: inout Expectation, _ random: inout SplitMix64) async throws -> String {
    let trash = Trash(world.workspace)
    switch random.below(10) {
    case 0...2:
      let chosen = some(of: expected.present, &random)
      let assets = try world.all().filter { chosen.contains($0.id) }
      let report = try trash.delete(assets)
      if let operation = report.operation { expected.operations.append(operation) }
      for id in chosen { expected.places[id] = .trash(operation: report.operation ?? "") }
      return "delete \(chosen.map(\.short))"
    case 3, 4:
      let chosen = some(of: expected.trashed, &random)
      #expect(try trash.restore(ids: chosen).map(\.id) == chosen)
      for id in chosen { expected.places[id] = .library }
      return "restore \(chosen.map(\.short))"
    case 5 where random.below(2) == 0:
      #expect(try trash.empty(deletedBefore: nil).files.count == expected.trashed.count)
      for id in expected.trashed { expected.places[id] = .gone }
      return "empty"
    case 5, 6:
      guard let operation = expected.operations.randomElement(using: &random) else { return "nothing to undo" }
      do {
        _ = try world.undo(Int64(operation))
        for id in expected.trashed where expected.places[id] == .trash(operation: operation) {
          expected.places[id] = .library
        }
      } catch AliceError.notUndoable {}
      return "undo \(operation)"
    case 7 where random.below(2) == 0:
      let request = OrganizeRequest(sources: [])
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      #expect(try await organizer.run().refused.isEmpty)
      return "refile"
    case 7:
      let report = try await world.organize()
      let reasons = report.skipped.map(\.reason)
      #expect(reasons.allSatisfy { [.deleted, .companion].contains($0) } && report.placed.isEmpty)
      #expect(reasons.count { $0 == .deleted } == expected.trashed.count + expected.gone.count)
      return "organize"
    case 8:
      _ = try Reindexer(library: world.root).run()
      return "reindex"
    case 9 where random.below(3) == 0: return try strip(world, &expected)
    default:
      let chosen = some(of: expected.present, &random)
      let rating = Rating(1 + random.below(5))
      _ = try Annotator(world.workspace).apply(
        .init(rating: .some(rating)), to: world.all().filter { chosen.contains($0.id) })
      for id in chosen { expected.ratings[id] = .some(rating) }
      return "rate \(chosen.map(\.short))"
    }
  }

  /// Takes the record out of a file, as another program would, and deletes it.
  private func strip(_ world: World, _ expected: inout Expectation) throws -> String {
    guard let asset = try world.all().first(where: { $0.path.stem == "plain.final" }) else { return "nothing to strip" }
    let path = world.root.appending(asset.path).description
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.copyItem(at: Fixtures.url("media/plain.jpg"), to: URL(filePath: path))
    let operation = try #require(try Trash(world.workspace).delete([asset]).operation)
    expected.operations.append(operation)
    expected.places[asset.id] = .trash(operation: operation)
    return "strip and delete \(asset.id.short)"
  }

  private func some(of ids: [AssetID], _ random: inout SplitMix64) -> [AssetID] {
    ids.filter { _ in random.below(3) > 0 }
  }

  private func check(_ world: World, _ expected: Expectation, _ told: String) throws {
    let assets = try world.all()
    #expect(assets.map(\.id).sorted() == expected.present, "\(told)")
    for asset in assets {
      #expect(!asset.missing && expected.ratings[asset.id] == .some(asset.record.rating), "\(told)")
      let read = try #require(world.workspace.reader.asset(at: asset.path)?.asset, "\(told)")
      #expect(read.record == asset.record, "\(told)")
    }
    #expect(try Trash(world.workspace).list().map(\.id).sorted() == expected.trashed, "\(told)")
    let problems = try LibraryCheck(world.workspace).run(repair: false).findings.filter(\.isProblem)
    #expect(problems.isEmpty, "\(told): \(problems)")
    try checkCompanions(world, expected, told)
  }

  /// Recipes lie beside their assets, wherever those are, and nowhere else.
  private func checkCompanions(_ world: World, _ expected: Expectation, _ told: String) throws {
    let library = world.workspace.library
    let places = try world.all().map(\.path) + Trash(world.workspace).list().map(\.place)
    let beside = try places.flatMap {
      try library.recipeSidecars(for: $0).map { String(decoding: $0.bytes, as: UTF8.self) }
    }
    let lost = expected.gone.count
    #expect(Set(beside).isSubset(of: TrashPropertyTests.texts.values) && Set(beside).count == beside.count, "\(told)")
    #expect(beside.count >= TrashPropertyTests.texts.count - lost, "\(told)")
    let all = try snapshot(of: world.root).keys.filter { $0.hasSuffix(".txt") }
    #expect(all.count == beside.count, "\(told): \(all)")
    let sidecars = try snapshot(of: world.root).keys.filter { $0.hasSuffix(".xmp") }
    #expect(sidecars.allSatisfy { name in places.contains { $0.description + ".xmp" == name } }, "\(told): \(sidecars)")
  }
}
