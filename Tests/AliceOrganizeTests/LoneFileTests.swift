import AliceLibrary
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Files without sidecars are recognized by the names in their folders.
@Suite struct LoneFileTests {
  @Test func `a folder that was not changed for long gives the same assets as one that was`() async throws {
    func recipes(isOld: Bool) async throws -> [String] {
      try await World.with { world in
        for (seed, name) in ["a.png", "b.png", "c.png", "d.png"].enumerated() {
          let file = URL(filePath: world.inbox.appending(name).description)
          try Data(NoisePicture.png(side: 8, seed: UInt64(seed))).write(to: file)
        }
        for (name, text) in [("a.txt", "a red fox"), ("c.png.TXT", "a blue bird"), ("d.Txt", "a green frog")] {
          try world.write(
            text + "\nSteps: 20, Sampler: Euler a, CFG scale: 7, Seed: 7, Size: 8x8, Model: sdxl", as: name)
        }
        let now = world.workspace.clock.now()
        let organizer = Organizer(
          world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]),
          now: isOld ? Timestamp(milliseconds: now.milliseconds + 3_600_000) : now)
        let report = try await organizer.run()
        #expect(report.refused.isEmpty && report.placed.count == 4)
        return try world.all().map { $0.record.prompt ?? "" }.sorted()
      }
    }
    let recipes = (try await recipes(isOld: true), try await recipes(isOld: false))
    #expect(recipes.0 == recipes.1 && recipes.0.count { !$0.isEmpty } == 3, "\(recipes)")
  }
}
