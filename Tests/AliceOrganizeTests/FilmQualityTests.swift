import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

@Suite struct `The quality of films` {
  private static let hasFFmpeg = Tool.path("ffmpeg") != nil

  /// A search path without any program.
  private static func nothing(_ world: World) -> ScoringPrograms {
    ScoringPrograms(environment: ["PATH": world.inbox.description])
  }

  private static func rearrange(_ world: World) async throws -> OrganizeReport {
    let request = OrganizeRequest(sources: [], refiles: true)
    return try await Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now()).run()
  }

  @Test func `without ffmpeg films are taken in unscored, and the report says why and how many`() async throws {
    try await World.with { world in
      world.workspace.score(by: Self.nothing(world))
      try world.drop("clips/clip-1x1-5s-0.mp4")
      try world.drop("clips/clip-1x1-5s-1.mp4")
      try world.drop("demo/ComfyUI_00042_.png")
      let report = try await world.organize(quality: true)
      #expect(report.placed.count == 3 && report.refused.isEmpty)
      #expect(report.notScored.sentences == ["2 films are not scored: ffmpeg is not installed"])
      #expect(try world.search("is:video no:score").count == 2 && world.search("is:image has:score").count == 1)
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `a film has a score, which is in its file, and stays when it is organized again`() async throws {
    try await World.with { world in
      try world.drop("clips/clip-1x1-5s-0.mp4")
      #expect(try await world.organize(quality: true).notScored == NotScoredFiles())
      let film = try #require(try world.search("is:video has:score").first)
      let score = try #require(film.record.assessment.score)
      let own = FileScorer().score(world.root.appending(film.path))
      #expect(own.assessment.score == score && film.quality == own.stars)
      // Nothing is left to be scored, so a missing program is not noticed.
      world.workspace.score(by: Self.nothing(world))
      #expect(try await Self.rearrange(world).notScored == NotScoredFiles())
      _ = try Reindexer(library: world.root).run()
      #expect(try world.search("id:\(film.id.hex)").first?.record.assessment.score == score)
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `films that were unscored are scored once ffmpeg is there`() async throws {
    try await World.with { world in
      world.workspace.score(by: Self.nothing(world))
      try world.drop("clips/clip-1x1-5s-0.mp4")
      _ = try await world.organize(quality: true)
      #expect(try await Self.rearrange(world).notScored.sentences == ["1 film is not scored: ffmpeg is not installed"])
      world.workspace.score(by: ScoringPrograms())
      let report = try await Self.rearrange(world)
      #expect(report.notScored == NotScoredFiles() && report.refused.isEmpty)
      #expect(try world.search("is:video has:score").count == 1)
    }
  }

  @Test func `a library without quality starts no program`() async throws {
    try await World.with { world in
      world.workspace.score(by: Self.nothing(world))
      try world.drop("clips/clip-1x1-5s-0.mp4")
      #expect(try await world.organize().notScored == NotScoredFiles())
    }
  }
}
