import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceVision
import AliceWorkspace
import Foundation
import Synchronization
import Testing

@Suite struct `Thumbnails` {
  @Test func `every size is an upright image in its format, which never exceeds its edge`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 1_500, height: 1_000, orientation: 6)
      let service = world.thumbnails()
      for edge in ThumbnailEdge.allCases {
        let thumbnail = try await service.thumbnail(of: asset, edge: edge, priority: .visible)
        #expect(thumbnail.format == (edge == .edge1280 ? .jpeg : .webp))
        let pixels = try ImageDecoder.decode(thumbnail.bytes, format: thumbnail.format).pixels
        #expect(pixels.height == edge.rawValue && abs(pixels.width * 3 - pixels.height * 2) <= 3)
      }
    }
  }

  @Test func `a small image keeps its size`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 100, height: 60)
      let thumbnail = try await world.thumbnails().thumbnail(of: asset, edge: .edge1280, priority: .idle)
      let pixels = try ImageDecoder.decode(thumbnail.bytes, format: .jpeg).pixels
      #expect((pixels.width, pixels.height) == (100, 60))
    }
  }

  @Test func `any size leaves that of 320 pixels behind, in a folder that only the owner enters`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let service = world.thumbnails()
      #expect(service.cached(id: asset.id, edge: .edge320) == nil)
      _ = try await service.thumbnail(of: asset, edge: .edge640, priority: .near)
      #expect(service.cached(id: asset.id, edge: .edge320) != nil)
      let hex = asset.id.hex
      #expect(
        try world.cacheFiles() == ["\(hex.prefix(2))/\(hex).320.webp", "\(hex.prefix(2))/\(hex).640.webp"])
      let attributes = try FileManager.default.attributesOfItem(atPath: world.cacheRoot.description)
      #expect(attributes[.posixPermissions] as? Int == 0o700)
    }
  }

  @Test func `what is in the cache needs no original, and that of 160 pixels is made from it`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let made = try await world.thumbnails().thumbnail(of: asset, edge: .edge320, priority: .visible)
      try FileManager.default.removeItem(atPath: world.root.appending(asset.path).description)
      let other = world.thumbnails()
      #expect(other.cached(id: asset.id, edge: .edge320) == made)
      #expect(try await other.thumbnail(of: asset, edge: .edge320, priority: .visible) == made)
      let small = try await other.thumbnail(of: asset, edge: .edge160, priority: .visible)
      #expect(try ImageDecoder.decode(small.bytes, format: .webp).pixels.width == 160)
      #expect(small.color == made.color)
      await #expect(throws: ThumbnailFailure.missing) {
        try await other.thumbnail(of: asset, edge: .edge640, priority: .visible)
      }
    }
  }

  @Test(arguments: [0, 1, 40, 2_000]) func `a damaged file in the cache is removed and made again`(
    position: Int
  ) async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let service = world.thumbnails()
      let made = try await service.thumbnail(of: asset, edge: .edge320, priority: .visible)
      let path = world.cacheRoot.appending(try #require(world.cacheFiles().first)).description
      var bytes = try #require(FileManager.default.contents(atPath: path))
      if position < bytes.count { bytes[position] ^= 1 } else { bytes = bytes.dropLast(5) }
      try bytes.write(to: URL(filePath: path))
      #expect(service.cached(id: asset.id, edge: .edge320) == nil)
      #expect(try world.cacheFiles().isEmpty)
      #expect(try await service.thumbnail(of: asset, edge: .edge320, priority: .visible) == made)
      #expect(service.cached(id: asset.id, edge: .edge320) == made)
    }
  }

  @Test func `concurrent requests for one asset share one decoded image, whose colour is told once`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 900, height: 900)
      let told = Mutex<[UInt32]>([])
      let service = world.thumbnails { _, facts in told.withLock { $0.append(facts.color) } }
      let made = try await withThrowingTaskGroup(of: Thumbnail.self) { group in
        for _ in 0..<40 {
          group.addTask { try await service.thumbnail(of: asset, edge: .edge320, priority: .visible) }
        }
        return try await group.reduce(into: Set<Thumbnail>()) { $0.insert($1) }
      }
      #expect(made.count == 1)
      // The colour is told after the thumbnail is delivered.
      _ = try? await service.thumbnail(of: try await world.noise(), edge: .edge320, priority: .idle)
      #expect(told.withLock { $0.first } == made.first?.color && told.withLock { $0.count } <= 2)
    }
  }

  @Test func `a file that shows something else by now is no picture of the asset`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let other = try ImageEncoder.jpeg(Pixels(width: 400, height: 400, filledWith: 9), quality: 90)
      try Data(other).write(to: URL(filePath: world.root.appending(asset.path).description))
      let service = world.thumbnails()
      await #expect(throws: ThumbnailFailure.changed) {
        try await service.thumbnail(of: asset, edge: .edge320, priority: .visible)
      }
      #expect(service.cached(id: asset.id, edge: .edge320) == nil)
    }
  }

  @Test func `without a folder for the cache they are made all the same`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let service = ThumbnailService(workspace: world.workspace, environment: [:])
      let thumbnail = try await service.thumbnail(of: asset, edge: .edge160, priority: .visible)
      #expect(try ImageDecoder.decode(thumbnail.bytes, format: .webp).pixels.width == 160)
      #expect(service.cached(id: asset.id, edge: .edge160) == nil)
    }
  }

  @Test func `a file that another program damaged has no picture`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 700, height: 500)
      let path = URL(filePath: world.root.appending(asset.path).description)
      for bytes in [Data(), Data([0xFF, 0xD8, 0xFF, 0xE0]), Data(repeating: 0x41, count: 5_000)] {
        try bytes.write(to: path)
        let failure = await #expect(throws: ThumbnailFailure.self) {
          try await world.thumbnails().thumbnail(of: asset, edge: .edge320, priority: .visible)
        }
        #expect(failure == .changed || failure == .noPicture("the file is damaged"))
      }
    }
  }

  @Test func `organizing with quality leaves thumbnail and colour of what it scored, a dry run nothing`() async throws {
    try await World.with { world in
      let environment = ["XDG_CACHE_HOME": world.folder.appending("cache").description]
      let cache = try #require(ThumbnailCache(environment: environment))
      world.workspace.leaveThumbnails(in: cache)
      let pixels = Pixels(width: 600, height: 300, filledWith: 40)
      try Data(ImageEncoder.jpeg(pixels, quality: 90)).write(
        to: URL(filePath: world.inbox.appending("a.jpg").description))
      let request = OrganizeRequest(sources: [world.inbox], quality: true)
      let organizer = Organizer(world.workspace, root: world.root, request: request, now: Clock.system.now())
      _ = try await organizer.plan()
      #expect(!FileManager.default.fileExists(atPath: world.cacheRoot.description))
      let placed = try #require(try await organizer.run().placed.first)
      let thumbnail = try #require(cache.thumbnail(placed.id, .edge320))
      #expect(thumbnail.color == 0x282828)
      let columns = try Browser(world.workspace).columns(of: [placed.id]).json
      #expect(columns["color"]?.arrayValue == [0x282828])
      #expect(try ImageDecoder.decode(thumbnail.bytes, format: .webp).pixels.width == 320)
    }
  }

  @Test func `a cache that cannot be written does not keep files from being organized`() async throws {
    try await World.with { world in
      try Data().write(to: URL(filePath: world.folder.appending("cache").description))
      let environment = ["XDG_CACHE_HOME": world.folder.appending("cache").description]
      world.workspace.leaveThumbnails(in: ThumbnailCache(environment: environment))
      try world.drop("demo/grid-0003.jpg")
      #expect(try await world.organize(quality: true).placed.count == 1)
    }
  }

  @Test func `the cache loses first what was not used for the longest time`() async throws {
    try await World.with { world in
      let asset = try await world.picture(width: 100, height: 100)
      let today = Mutex(Timestamp(milliseconds: 1_800_000_000_000, offsetMinutes: 0))
      let clock = Clock { today.withLock { $0 } }
      let environment = ["XDG_CACHE_HOME": world.folder.description]
      let cache = try #require(ThumbnailCache(environment: environment, limit: 40_000, clock: clock))
      let thumbnail = Thumbnail(bytes: [UInt8](repeating: 7, count: 9_989), format: .webp, color: 0x010203)
      let ids = try (0..<5).map { try #require(AssetID(hex: String(repeating: "\($0)", count: 64))) }
      for id in ids {
        cache.keep(thumbnail, id, .edge320)
        today.withLock { $0 = Timestamp(milliseconds: $0.milliseconds + 86_400_000, offsetMinutes: 0) }
      }
      // Reading the oldest makes it the newest.
      #expect(cache.thumbnail(ids[0], .edge320) == thumbnail)
      cache.trim()
      let left = ids.filter { cache.thumbnail($0, .edge320) != nil }
      #expect(left == [ids[0], ids[3], ids[4]])
      #expect(asset.id != ids[0])
    }
  }
}

extension World {
  var cacheRoot: BytePath { folder.appending("cache/alice/thumbs") }

  func thumbnails(
    path: String = "/usr/bin:/bin", workers: Int = 2,
    onDecoded: @escaping @Sendable (AssetID, DecodedFacts) -> Void = { _, _ in }
  ) -> ThumbnailService {
    ThumbnailService(
      workspace: workspace, environment: ["XDG_CACHE_HOME": folder.appending("cache").description, "PATH": path],
      workers: workers, onDecoded: onDecoded)
  }

  /// Returns the files in the cache, in the order of their names.
  func cacheFiles() throws -> [String] {
    try FileManager.default.subpathsOfDirectory(atPath: cacheRoot.description).filter { $0.contains(".") }.sorted()
  }

  /// Organizes a JPEG with a soft pattern; `orientation` is written as EXIF.
  func picture(width: Int, height: Int, orientation: UInt8? = nil, seed: Int = 0) async throws -> Asset {
    var pixels = Pixels(width: width, height: height, filledWith: 0)
    for at in pixels.rgb.indices { pixels.rgb[at] = UInt8(truncatingIfNeeded: (at / 3 % width + seed * 31) / 3) }
    var file = try ImageEncoder.jpeg(pixels, quality: 90)
    if let orientation {
      let tiff: [UInt8] =
        Array("MM\0*".utf8) + [0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0]
      file.insert(contentsOf: [0xFF, 0xE1, 0, UInt8(tiff.count + 8)] + Array("Exif\0\0".utf8) + tiff, at: 2)
    }
    return try await organized(file, as: "picture-\(width)-\(height)-\(seed).jpg")
  }

  func noise() async throws -> Asset {
    let rgb = (0..<64 * 64 * 3).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 7) }
    return try await organized(ImageEncoder.png(Pixels(width: 64, height: 64, rgb: rgb)), as: "noise.png")
  }

  func organized(_ bytes: [UInt8], as name: String) async throws -> Asset {
    try Data(bytes).write(to: URL(filePath: inbox.appending(name).description))
    let report = try await organize()
    let placed = try #require(report.placed.last)
    return try workspace.asset(named: BytePath(placed.id.hex))
  }
}
