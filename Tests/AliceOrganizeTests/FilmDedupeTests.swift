import AliceCatalog
import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceWorkspace
import Foundation
import Testing

/// Films, and pictures that other programs decode, compared with others of their kind.
@Suite struct `Duplicates among films` {
  private static let hasFFmpeg = Tool.path("ffmpeg") != nil

  private static func path(_ name: String, _ world: World) -> String {
    world.inbox.appending(BytePath(name)).description
  }

  private static func ffmpeg(_ arguments: [String]) throws {
    let result = try Tool.run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-threads", "1"] + arguments)
    try #require(result.status == 0, "\(result.output)")
  }

  /// Makes a film of two seconds that moves over a scene.
  private static func shoot(_ number: UInt64, _ zoom: String, as name: String, _ world: World) throws {
    let still = world.inbox.description + "-scene.png"
    try Data(PaintedScene(number).png(width: 480, height: 360)).write(to: URL(filePath: still))
    let moves = "zoompan=\(zoom):d=48:s=240x180:fps=24"
    try ffmpeg(["-i", still, "-vf", moves, "-frames:v", "48", "-pix_fmt", "yuv420p", "-crf", "20", path(name, world)])
  }

  private static func edit(_ name: String, _ arguments: [String], as copy: String, _ world: World) throws {
    try ffmpeg(["-i", path(name, world)] + arguments + ["-pix_fmt", "yuv420p", path(copy, world)])
  }

  private static let closer = "z='1+0.5*on/48':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'"
  private static let farther = "z='1.5-0.5*on/48':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'"
  private static let slowly = "z='1+0.1*on/48':x='(iw-iw/zoom)/2':y='(ih-ih/zoom)/2'"
  private static let across = "z=1.4:x='(iw-iw/zoom)*on/48':y='(ih-ih/zoom)/2'"
  private static let still = "z=1"

  /// Returns the names of each pair that is found, and the turn.
  private static func pairs(_ world: World) throws -> [[String]: PictureTurn] {
    let names = try Dictionary(uniqueKeysWithValues: world.all().map { ($0.id, $0.record.originalName ?? "") })
    let twins = try world.workspace.catalog.twins()
    return Dictionary(
      twins.map { ([names[$0.one] ?? "", names[$0.other] ?? ""].sorted(), $0.turn) },
      uniquingKeysWith: { one, _ in one })
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `a film in another size, another container and another codec is a copy, and a mirrored one is told`()
    async throws
  {
    try await World.with { world in
      try Self.shoot(1, Self.closer, as: "film.mp4", world)
      try Self.edit("film.mp4", ["-vf", "scale=120:90"], as: "small.mp4", world)
      try Self.edit("film.mp4", ["-c", "copy"], as: "other.mkv", world)
      try Self.edit("film.mp4", ["-vf", "hflip"], as: "mirrored.mp4", world)
      try Self.shoot(2, Self.closer, as: "stranger.mp4", world)
      _ = try await world.organize()
      let found = try await DuplicateFinder(world.workspace, records: true).run(.all)
      #expect(found.compared.phrase == "5 films" && found.unread.isEmpty && found.undecoded == NotScoredFiles())
      try #require(found.groups.count == 2)
      #expect(found.groups[0].kind == .near && found.groups[0].keeper.facts.width == 240)
      #expect(found.groups[0].others.count == 2 && found.groups[0].others.contains { $0.facts.width == 120 })
      #expect(found.groups[1].turn == .mirrored && found.groups[1].others.count == 1)
      let pairs = try Self.pairs(world)
      #expect(pairs.count == 6 && pairs.keys.allSatisfy { !$0.contains("stranger.mp4") })
      #expect(pairs.filter { $0.value != .same }.keys.allSatisfy { $0.contains("mirrored.mp4") })
      // Nothing is decoded again.
      #expect(try DuplicateFinder(world.workspace, records: true).known(.all).unseen.total == 0)
      #expect(try world.search("is:dup type:video").count == 4)
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `edited films are found, and no pair of different ones`() async throws {
    try await World.with { world in
      var edited: Set<[String]> = []
      for scene in UInt64(1)...5 {
        let moves = [("in", Self.closer), ("out", Self.farther), ("slow", Self.slowly), ("pan", Self.across)]
        for (name, zoom) in moves + [("still", Self.still)] {
          let film = "\(scene)-\(name)"
          try Self.shoot(scene, zoom, as: film + ".mp4", world)
          guard scene <= 3, name != "slow" else { continue }
          let size = try FileManager.default.attributesOfItem(atPath: Self.path(film + ".mp4", world))[.size] as? Int
          let rate = try #require(size) * 8 / 2 / 2
          let edits = [
            ("half.mp4", ["-vf", "scale=iw/2:ih/2"]), ("rate.mp4", ["-b:v", "\(rate)"]),
            ("box.mkv", ["-c", "copy"]), ("codec.mp4", ["-c:v", "mpeg4", "-q:v", "5"]),
          ]
          for (copy, arguments) in edits {
            try Self.edit(film + ".mp4", arguments, as: "\(film)-\(copy)", world)
            edited.insert(["\(film).mp4", "\(film)-\(copy)"].sorted())
          }
        }
      }
      let sources = ["testsrc", "testsrc2", "mandelbrot", "life=ratio=0.1:mold=10:seed=3", "cellauto=seed=3"]
      for (number, source) in sources.enumerated() {
        let target = Self.path("source-\(number).mp4", world)
        try Self.ffmpeg(["-f", "lavfi", "-i", source, "-vf", "scale=240:180", "-t", "2", "-pix_fmt", "yuv420p", target])
      }
      _ = try await world.organize()
      let found = try await DuplicateFinder(world.workspace, records: true).run(.all)
      #expect(found.compared.films == 30 + edited.count && found.unread.isEmpty)
      let pairs = try Self.pairs(world).filter { $0.value == .same }
      // `3-in.mp4` and `3-in-half.mp4` show the same.
      let wrong = pairs.keys.filter { pair in
        Set(pair.map { $0.prefix { $0 != "." }.split(separator: "-").prefix(2) }).count > 1
      }
      #expect(wrong.isEmpty, "\(wrong)")
      let recall = Double(edited.intersection(pairs.keys).count) / Double(edited.count)
      print("\(edited.count) edited films: recall \(String(format: "%.3f", recall)); \(wrong.count) wrong pairs")
      #expect(recall >= 0.95, "\(edited.subtracting(pairs.keys))")
    }
  }

  @Test func `without ffmpeg films are not compared, and the result says why and how many`() async throws {
    try await World.with { world in
      world.workspace.score(by: ScoringPrograms(environment: ["PATH": world.inbox.description]))
      try world.drop("clips/clip-1x1-5s-0.mp4")
      try world.drop("clips/clip-1x1-5s-1.mp4")
      try world.drop("demo/ComfyUI_00042_.png")
      _ = try await world.organize()
      let finder = DuplicateFinder(world.workspace, records: true)
      let found = try await finder.run(.all)
      #expect(found.compared.phrase == "1 image" && found.unread.isEmpty)
      let sentence = "2 films are not compared: ffmpeg is not installed"
      #expect(found.undecoded.sentences(done: "compared") == [sentence])
      let known = try finder.known(.all)
      #expect(known.unseen.total == 0 && known.undecoded.sentences(done: "compared") == [sentence])
      let query = try SearchQuery(parsing: "is:dup", today: Clock.system.now())
      #expect(try Searcher(world.workspace).unseenHints(query) == [sentence])
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `a film that is scored is not decoded again, and is told if it looks like one that is there`()
    async throws
  {
    try await World.with { world in
      try Self.shoot(1, Self.across, as: "film.mp4", world)
      #expect(try await world.organize(quality: true).alike.isEmpty)
      #expect(try world.workspace.catalog.countUnseen([.mp4]) == 0)
      try Self.edit("film.mp4", ["-vf", "scale=120:90"], as: "small.mp4", world)
      #expect(try await world.organize(quality: true).alike.count == 1)
      let looks = try world.workspace.catalog.looks(of: world.all().map(\.id)).mapValues { $0?.bytes.count }
      #expect(looks.count == 2 && looks.values.allSatisfy { $0 == 108 })
      // Looking at it alone sees the same.
      for asset in try world.all() {
        let read = LookReader(world.workspace).look(of: asset.id, at: asset.path)
        #expect(try .look(world.workspace.catalog.looks(of: [asset.id])[asset.id] ?? nil) == read)
      }
    }
  }

  @Test(.enabled(if: hasFFmpeg, "ffmpeg is not installed"))
  func `pictures that ffmpeg decodes are compared with others, and animations with animations`()
    async throws
  {
    try await World.with { world in
      let png = Self.path("scene.png", world)
      try Data(PaintedScene(1).png(width: 160, height: 120)).write(to: URL(filePath: png))
      var names: Set<String> = ["scene.png"]
      // An ffmpeg without one of the encoders makes the others.
      for name in ["still.gif", "scene.tiff", "scene.avif"] {
        let made = try Tool.run("ffmpeg", ["-nostdin", "-v", "error", "-y", "-i", png, Self.path(name, world)])
        if made.status == 0 {
          names.insert(name)
        } else {
          try? FileManager.default.removeItem(atPath: Self.path(name, world))
        }
      }
      #expect(names.count >= 3)
      try Self.shoot(1, Self.still, as: "long.gif", world)
      try Self.edit("long.gif", ["-vf", "scale=120:90"], as: "small.gif", world)
      _ = try await world.organize()
      let found = try await DuplicateFinder(world.workspace, records: true).run(.all)
      #expect(found.unread.isEmpty && found.compared.images == names.count + 2, "\(found)")
      let pairs = try Self.pairs(world)
      let animated: Set<String> = ["long.gif", "small.gif"]
      #expect(pairs.keys.filter { animated.contains($0[0]) || animated.contains($0[1]) } == [animated.sorted()])
      #expect(pairs.count == names.count * (names.count - 1) / 2 + 1, "\(pairs)")
    }
  }
}
