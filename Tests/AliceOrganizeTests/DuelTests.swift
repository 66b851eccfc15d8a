import AliceCatalog
import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct DuelTests {
  private func withPictures(_ body: (World, [Asset]) async throws -> Void) async throws {
    try await World.with { world in
      for name in ["plain.png", "plain.jpg", "codestream.jxl"] { try world.drop("media/\(name)") }
      _ = try await world.organize()
      let assets = try world.all()
      try #require(assets.count == 3)
      try await body(world, assets)
    }
  }

  private func ratings(_ world: World, _ assets: [Asset]) throws -> [Double?] {
    try assets.map { asset in
      let present = try #require(try world.workspace.catalog.asset(asset.id))
      #expect(try world.workspace.reader.read(present.path)?.asset.record == present.record)
      return present.record.elo
    }
  }

  @Test func `a duel counts at once, is in the files when the duels end, and can be undone there`() async throws {
    try await withPictures { world, assets in
      let duels = Duels(world.workspace)
      let first = try duels.record(winner: assets[0].id, loser: assets[1].id)
      #expect(first == (1516, 1484))
      let second = try duels.record(winner: assets[2].id, loser: assets[0].id)
      #expect(second.winner > 1516 && second.loser > 1484 && second.loser < 1516)
      #expect(try ratings(world, assets) == [nil, nil, nil])
      // A crash: another process ends what this one began.
      let changed = try Duels(world.workspace).finish()
      #expect(Set(changed.map(\.id)) == Set(assets.map(\.id)))
      let written = [second.loser, 1484, second.winner]
      #expect(try ratings(world, assets) == written)
      #expect(try duels.finish().isEmpty)
      #expect(try world.search("elo:>=1500").count == 1 && world.search("has:elo").count == 3)
      let third = try duels.record(winner: assets[1].id, loser: assets[2].id)
      #expect(third == Elo.after(winner: 1484, loser: second.winner))
      _ = try duels.finish()
      _ = try world.undo()
      #expect(try ratings(world, assets) == written)
      _ = try world.undo()
      #expect(try ratings(world, assets) == [nil, nil, nil])
    }
  }

  @Test func `the last duel is taken back, also from the files, and again the one before it`() async throws {
    try await withPictures { world, assets in
      let duels = Duels(world.workspace)
      _ = try duels.record(winner: assets[0].id, loser: assets[1].id)
      _ = try duels.finish()
      _ = try duels.record(winner: assets[1].id, loser: assets[0].id)
      let last = try #require(try duels.undoLast())
      #expect(last == (assets[1].id, assets[0].id))
      _ = try duels.finish()
      #expect(try ratings(world, assets) == [1516, 1484, nil])
      #expect(try duels.undoLast() != nil)
      _ = try duels.finish()
      #expect(try ratings(world, assets) == [nil, nil, nil])
      #expect(try duels.undoLast() == nil)
    }
  }

  @Test func `ratings that wait for the library are written as they are then`() async throws {
    try await withPictures { world, assets in
      _ = try Duels(world.workspace).record(winner: assets[0].id, loser: assets[1].id)
      var lock: LibraryLock? = try await world.workspace.library.lockForWriting()
      let finishing = Task.detached { try Duels(world.workspace).finish() }
      try await Task.sleep(for: .milliseconds(200))
      let second = try Duels(world.workspace).record(winner: assets[1].id, loser: assets[0].id)
      withExtendedLifetime(lock) {}
      lock = nil
      #expect(try await finishing.value.count == 2)
      #expect(try ratings(world, Array(assets.prefix(2))) == [second.loser, second.winner])
      #expect(try world.workspace.journal().pendingElo().isEmpty)
    }
  }

  @Test func `what is deleted keeps its rating in the journal until it is back`() async throws {
    try await withPictures { world, assets in
      let duels = Duels(world.workspace)
      _ = try duels.record(winner: assets[0].id, loser: assets[1].id)
      _ = try Trash(world.workspace).delete([assets[0]])
      #expect(try duels.finish().map(\.id) == [assets[1].id])
      _ = try Trash(world.workspace).restore(ids: [assets[0].id])
      #expect(try duels.finish().map(\.id) == [assets[0].id])
      #expect(try ratings(world, Array(assets.prefix(2))) == [1516, 1484])
    }
  }

  @Test func `an asset cannot meet itself, and nobody meets what is not there`() async throws {
    try await withPictures { world, assets in
      let duels = Duels(world.workspace)
      #expect(try duels.record(winner: assets[0].id, loser: assets[0].id) == (1500, 1500))
      let stranger = try #require(AssetID(hex: String(repeating: "0", count: 64)))
      #expect(throws: AliceError.noSuchAsset(stranger.hex)) {
        _ = try duels.record(winner: assets[0].id, loser: stranger)
      }
      #expect(try duels.finish().isEmpty && duels.undoLast() == nil)
    }
  }
}
