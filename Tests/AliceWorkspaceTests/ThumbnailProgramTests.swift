import AliceModel
import AliceTestSupport
import AliceTestWorld
import AliceVision
import AliceWorkspace
import Foundation
import Synchronization
import Testing

@Suite struct `Thumbnails by other programs` {
  /// Makes a file of a format from an image, by a program.
  private static func converted(
    _ world: World, to name: String, by program: String, _ arguments: (String, String) -> [String]
  ) throws -> [UInt8] {
    let source = world.folder.appending("source.png").description
    let target = world.folder.appending(name).description
    var pixels = Pixels(width: 400, height: 200, filledWith: 200)
    for at in stride(from: 0, to: pixels.rgb.count, by: 3) { pixels.rgb[at] = 10 }
    try Data(ImageEncoder.png(pixels)).write(to: URL(filePath: source))
    let result = try Tool.run(program, arguments(source, target))
    #expect(result.status == 0, "\(result.output)")
    return try [UInt8](Data(contentsOf: URL(filePath: target)))
  }

  @Test(.enabled(if: Tool.path("ffmpeg") != nil)) func `a video shows one of its frames`() async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-9x16-5s.mp4"), as: "clip.mp4")
      let thumbnail = try await world.thumbnails().thumbnail(of: clip, edge: .edge320, priority: .visible)
      let pixels = try ImageDecoder.decode(thumbnail.bytes, format: .webp).pixels
      #expect((pixels.width, pixels.height) == (180, 320))
      #expect(thumbnail.color != 0)
    }
  }

  @Test(.enabled(if: Tool.path("ffmpeg") != nil))
  func `a video that was replaced is no picture of the asset, and one that was only copied is`() async throws {
    try await World.with { world in
      let bytes = try Fixtures.bytes("clips/clip-9x16-5s.mp4")
      let clip = try await world.organized(bytes, as: "clip.mp4")
      let file = URL(filePath: world.root.appending(clip.path).description)
      let placed = try Data(contentsOf: file)
      let service = world.thumbnails()
      try Data(Fixtures.bytes("clips/clip-1x1-5s.mp4")).write(to: file)
      await #expect(throws: ThumbnailFailure.changed) {
        try await service.thumbnail(of: clip, edge: .edge320, priority: .visible)
      }
      #expect(service.cached(id: clip.id, edge: .edge320) == nil)
      // The copy has another stamp than the catalog knows.
      try FileManager.default.removeItem(at: file)
      try placed.write(to: file)
      let thumbnail = try await service.thumbnail(of: clip, edge: .edge320, priority: .visible)
      #expect(try ImageDecoder.decode(thumbnail.bytes, format: .webp).pixels.width == 180)
    }
  }

  @Test(.enabled(if: Tool.path("ffmpeg") != nil), arguments: ["gif", "avif", "tiff"])
  func `an image without a decoder is shown by ffmpeg`(format: String) async throws {
    try await World.with { world in
      let bytes = try Self.converted(world, to: "made.\(format)", by: "ffmpeg") { source, target in
        ["-v", "error", "-i", source] + (format == "avif" ? ["-c:v", "libaom-av1", "-still-picture", "1"] : [])
          + [target]
      }
      try await Self.expectBlueGreen(world, bytes, "made.\(format)")
    }
  }

  @Test(.enabled(if: Tool.missing(["heif-enc", "heif-convert"]) == nil))
  func `HEIC is shown by heif-convert`() async throws {
    try await World.with { world in
      let bytes = try Self.converted(world, to: "made.heic", by: "heif-enc") { [$0, "-o", $1] }
      try await Self.expectBlueGreen(world, bytes, "made.heic")
    }
  }

  private static func expectBlueGreen(_ world: World, _ bytes: [UInt8], _ name: String) async throws {
    let asset = try await world.organized(bytes, as: name)
    let thumbnail = try await world.thumbnails().thumbnail(of: asset, edge: .edge160, priority: .visible)
    let pixels = try ImageDecoder.decode(thumbnail.bytes, format: .webp).pixels
    #expect((pixels.width, pixels.height) == (160, 80))
    #expect(pixels.rgb[0] < 30 && pixels.rgb[1] > 180 && pixels.rgb[2] > 180)
  }

  @Test func `without the program the failure names it`() async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "clip.mp4")
      let service = world.thumbnails(path: world.folder.description)
      await #expect(throws: ThumbnailFailure.needsProgram("ffmpeg", .mp4)) {
        try await service.thumbnail(of: clip, edge: .edge320, priority: .visible)
      }
      #expect("\(ThumbnailFailure.needsProgram("ffmpeg", .mp4))" == "MP4 needs ffmpeg, which is not installed")
    }
  }

  @Test(arguments: [
    "exit 3", "exit 0", "printf 'no image'", "head -c 40000000 /dev/zero", "kill -9 $$",
  ]) func `a program that fails, writes nothing or too much leaves no picture`(script: String) async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "clip.mp4")
      let service = world.thumbnails(path: try world.program("ffmpeg", script) + ":/usr/bin:/bin")
      let failure = await #expect(throws: ThumbnailFailure.self) {
        try await service.thumbnail(of: clip, edge: .edge320, priority: .visible)
      }
      if case .noPicture = failure {} else { Issue.record("\(String(describing: failure))") }
    }
  }

  @Test func `a video without a picture is not tried again until it changes`() async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "clip.mp4")
      let starts = world.folder.appending("starts").description
      let service = world.thumbnails(path: try world.program("ffmpeg", "echo x >> '\(starts)'; exit 3") + ":/bin")
      func fail() async {
        await #expect(throws: ThumbnailFailure.noPicture("ffmpeg ended with status 3")) {
          try await service.thumbnail(of: clip, edge: .edge320, priority: .visible)
        }
      }
      await fail()
      await fail()
      #expect(World.lines(of: starts) == 1)
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: 1_000_000)],
        ofItemAtPath: world.root.appending(clip.path).description)
      await fail()
      #expect(World.lines(of: starts) == 2)
    }
  }

  @Test func `one video at a time leaves a thread for the images`() async throws {
    try await World.with { world in
      let clips = [
        try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "a.mp4"),
        try await world.organized(Fixtures.bytes("clips/clip-9x16-5s.mp4"), as: "b.mp4"),
      ]
      let image = try await world.picture(width: 400, height: 300)
      let (gate, starts) = (world.folder.appending("gate").description, world.folder.appending("starts").description)
      let script = "echo x >> '\(starts)'; while [ ! -e '\(gate)' ]; do sleep 0.02; done; exit 3"
      let service = world.thumbnails(path: try world.program("ffmpeg", script) + ":/usr/bin:/bin")
      let tasks = clips.map { clip in
        Task { try await service.thumbnail(of: clip, edge: .edge320, priority: .visible) }
      }
      while World.lines(of: starts) == 0 { try await Task.sleep(for: .milliseconds(5)) }
      _ = try await service.thumbnail(of: image, edge: .edge320, priority: .idle)
      #expect(World.lines(of: starts) == 1)
      try Data().write(to: URL(filePath: gate))
      for task in tasks { await #expect(throws: ThumbnailFailure.self) { try await task.value } }
      #expect(World.lines(of: starts) == 2)
    }
  }

  @Test func `ending the service ends a program that hangs`() async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "clip.mp4")
      let file = world.folder.appending("pid").description
      let script = "trap '' TERM; echo $$ > '\(file).part'; mv '\(file).part' '\(file)'; while :; do sleep 0.1; done"
      let service = world.thumbnails(path: try world.program("ffmpeg", script) + ":/usr/bin:/bin")
      let waiting = Task { try await service.thumbnail(of: clip, edge: .edge320, priority: .visible) }
      while !FileManager.default.fileExists(atPath: file) { try await Task.sleep(for: .milliseconds(5)) }
      let text = try String(contentsOfFile: file, encoding: .utf8)
      let process = try #require(Int32(text.trimmingCharacters(in: .whitespacesAndNewlines)))
      service.end()
      await #expect(throws: ThumbnailFailure.ended) { try await waiting.value }
      await service.waitForPrograms(atMost: .seconds(10))
      #expect(kill(process, 0) == -1)
    }
  }

  @Test func `audio has no picture`() async throws {
    try await World.with { world in
      let sound = Asset(
        id: try #require(AssetID(hex: String(repeating: "a", count: 64))), path: "x.mp3",
        facts: FileFacts(format: .mp3, bytes: 1), record: AssetRecord(added: Clock.system.now()))
      await #expect(throws: ThumbnailFailure.noPicture("audio has no picture")) {
        try await world.thumbnails().thumbnail(of: sound, edge: .edge320, priority: .visible)
      }
    }
  }

  @Test func `the most urgent is made first, and what nobody waits for is not made`() async throws {
    try await World.with { world in
      let clip = try await world.organized(Fixtures.bytes("clips/clip-1x1-5s.mp4"), as: "clip.mp4")
      var assets: [Asset] = []
      for seed in 1...4 { assets.append(try await world.picture(width: 400, height: 300, seed: seed)) }
      let gate = world.folder.appending("gate").description
      let path = try world.program("ffmpeg", "touch '\(gate)-closed'; while [ ! -e '\(gate)' ]; do sleep 0.02; done")
      let order = Mutex<[AssetID]>([])
      let service = world.thumbnails(path: path + ":/usr/bin:/bin", workers: 1) { id, _ in
        order.withLock { $0.append(id) }
      }
      let first = Task { try await service.thumbnail(of: clip, edge: .edge320, priority: .visible) }
      while !FileManager.default.fileExists(atPath: gate + "-closed") { try await Task.sleep(for: .milliseconds(5)) }
      let wanted: [ThumbnailPriority] = [.idle, .near, .visible, .visible]
      let tasks = zip(assets, wanted).map { asset, priority in
        Task { try await service.thumbnail(of: asset, edge: .edge320, priority: priority) }
      }
      try await Task.sleep(for: .milliseconds(200))
      tasks[2].cancel()
      await #expect(throws: CancellationError.self) { try await tasks[2].value }
      try Data().write(to: URL(filePath: gate))
      for index in [0, 1, 3] { _ = try await tasks[index].value }
      await #expect(throws: ThumbnailFailure.self) { try await first.value }
      _ = try await service.thumbnail(of: try await world.noise(), edge: .edge320, priority: .idle)
      #expect(order.withLock { Array($0.prefix(3)) } == [assets[3].id, assets[1].id, assets[0].id])
      #expect(service.cached(id: assets[2].id, edge: .edge320) == nil)
    }
  }
}

extension World {
  fileprivate static func lines(of file: String) -> Int {
    FileManager.default.contents(atPath: file)?.count { $0 == UInt8(ascii: "\n") } ?? 0
  }

  /// Creates a program from the text of a shell script, and returns its folder.
  fileprivate func program(_ name: String, _ script: String) throws -> String {
    let folder = self.folder.appending("programs").description
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Data("#!/bin/sh\n\(script)\n".utf8).write(to: URL(filePath: folder + "/" + name))
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder + "/" + name)
    return folder
  }
}
