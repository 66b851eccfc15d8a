import AliceModel
import AliceOrganize
import AliceTestSupport
import AliceTestWorld
import AliceVision
import AliceWorkspace
import Foundation
import Testing

/// Copies in another size, format or form.
@Suite struct ExportRequestTests {
  /// A picture with a recipe in the library, of waves and noise, so that its size in bytes depends on the quality.
  private static func withPicture(
    _ width: Int, _ height: Int, alpha: Bool = false, _ body: (World, Asset, _ out: BytePath) async throws -> Void
  ) async throws {
    try await World.with { world in
      var random = SplitMix64(seed: 7)
      var rgb: [UInt8] = []
      for y in 0..<height {
        for x in 0..<width {
          rgb += [UInt8(x * 255 / width), UInt8(y * 255 / height), UInt8(random.next() >> 58)]
        }
      }
      let opacity = alpha ? (0..<width * height).map { UInt8($0 % width * 255 / width) } : nil
      let picture = AlphaPixels(Pixels(width: width, height: height, rgb: rgb), alpha: opacity)
      let file = world.inbox.appending("waves.png").description
      try Data(try ImageEncoder.png(picture)).write(to: URL(filePath: file))
      let text = "a wave of colour\nSteps: 20, Sampler: Euler a, Seed: 99, Size: 8x8, Model: m"
      try Data(text.utf8).write(to: URL(filePath: world.inbox.appending("waves.txt").description))
      _ = try await world.organize()
      try await body(world, try #require(try world.all().first), world.folder.appending("Out"))
    }
  }

  private static func export(_ world: World, _ asset: Asset, _ out: BytePath, _ request: ExportRequest) throws
    -> (file: ExportedFile, shown: AssetDetails)
  {
    let exported = try Exporter(world.workspace, to: out, request).export(asset)
    return (exported, try AssetInspector.show(file: exported.file, now: Clock.system.now()))
  }

  @Test(arguments: [(400, 300), (300, 400), (90, 60)])
  func `a picture becomes as long as asked, and never longer than it is`(_ width: Int, _ height: Int) async throws {
    try await Self.withPicture(width, height) { world, asset, out in
      var request = ExportRequest()
      request.edge = 100
      let facts = try Self.export(world, asset, out, request).shown.asset.facts
      let factor = min(1, 100.0 / Double(max(width, height)))
      #expect(facts.width == Int((Double(width) * factor).rounded()))
      #expect(facts.height == Int((Double(height) * factor).rounded()))
      #expect(facts.format == .png)
    }
  }

  @Test(arguments: ExportFormat.allCases)
  func `a converted copy keeps recipe, rating and mark, and names its origin`(_ format: ExportFormat) async throws {
    try await Self.withPicture(64, 48) { world, asset, out in
      let rated = try Annotator(world.workspace).apply(.init(rating: .some(Rating(4))), to: [asset])
      var request = ExportRequest()
      (request.format, request.edge) = (format, 32)
      let (file, shown) = try Self.export(world, try #require(rated.first), out, request)
      #expect(shown.asset.facts.format.rawValue == format.rawValue && file.format == shown.asset.facts.format)
      #expect(shown.asset.record.recipe == asset.record.recipe && shown.asset.record.rating == Rating(4))
      #expect(shown.asset.record.provenance.parents == [asset.id] && shown.asset.record.isDisclosed)
      #expect(file.bytes == shown.asset.facts.bytes)
      #expect(file.file.fileExtension == (format == .jpeg ? "jpg" : format.rawValue))
      // The same export again finds its copy.
      #expect(try Exporter(world.workspace, to: out, request).export(try #require(rated.first)).wasThere)
    }
  }

  @Test(arguments: [ExportForm.stripped, .infotext, .sidecar])
  func `a converted copy has only the metadata of its form`(_ form: ExportForm) async throws {
    try await Self.withPicture(64, 48) { world, asset, out in
      var request = ExportRequest(form)
      request.format = .jpeg
      let (file, _) = try Self.export(world, asset, out, request)
      let data = try Data(contentsOf: URL(filePath: file.file.description))
      let text = String(decoding: data.filter { $0 != 0 }, as: UTF8.self)
      #expect(text.contains("a wave of colour") == (form == .infotext))
      #expect((file.sidecar != nil) == (form == .sidecar))
    }
  }

  @Test(arguments: [(nil, UInt64(20_000)), (.jpeg, 5_000), (.webp, 3_000), (.png, 9_000)] as [(ExportFormat?, UInt64)])
  func `a copy fits into the bytes`(_ format: ExportFormat?, _ limit: UInt64) async throws {
    try await Self.withPicture(300, 200) { world, asset, out in
      var request = ExportRequest(.stripped)
      (request.format, request.maximumBytes) = (format, limit)
      let (file, shown) = try Self.export(world, asset, out, request)
      #expect(shown.asset.facts.bytes <= limit && file.format.rawValue == (format ?? .jpeg).rawValue)
    }
  }

  @Test func `what fits already is copied as it is`() async throws {
    try await Self.withPicture(64, 48) { world, asset, out in
      var request = ExportRequest()
      (request.edge, request.format, request.maximumBytes) = (64, .png, 8_000_000)
      let file = try Self.export(world, asset, out, request).file
      let kept = try Data(contentsOf: URL(filePath: world.root.appending(asset.path).description))
      #expect(try Data(contentsOf: URL(filePath: file.file.description)) == kept)
    }
  }

  @Test func `opacity is kept where the format has it, and JPEG is over white`() async throws {
    try await Self.withPicture(80, 40, alpha: true) { world, asset, out in
      for format in ExportFormat.allCases {
        var request = ExportRequest(.stripped)
        (request.format, request.edge) = (format, 40)
        let file = try Self.export(world, asset, out, request).file
        let bytes = try [UInt8](Data(contentsOf: URL(filePath: file.file.description)))
        let picture = try ImageDecoder.picture(bytes, format: file.format)
        #expect((picture.alpha != nil) == (format != .jpeg))
        // The left edge is transparent.
        if format == .jpeg { #expect(picture.pixels.rgb.prefix(3).allSatisfy { $0 > 230 }) }
        if let alpha = picture.alpha { #expect(alpha[0] < 20 && alpha[39] > 235) }
      }
    }
  }

  @Test func `a turned picture is upright when it is encoded anew, and its sides count as they are seen`() async throws
  {
    try await World.with { world in
      try world.drop("media/camera.jpg")
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      var request = ExportRequest(.stripped)
      request.format = .png
      let shown = try Self.export(world, asset, world.folder.appending("Out"), request).shown
      // The camera was held upright: 24 × 16 stored pixels, to be turned by 90 degrees.
      #expect(asset.facts.width == 24 && shown.asset.facts.width == 16 && shown.asset.facts.height == 24)
      request = ExportRequest(.stripped)
      (request.width, request.format) = (8, .jpeg)
      #expect(try Self.export(world, asset, world.folder.appending("Small"), request).shown.asset.facts.height == 12)
    }
  }

  @Test func `a pattern names the copies, and captions stand beside them`() async throws {
    try await Self.withPicture(64, 48) { world, asset, out in
      var request = ExportRequest(.stripped)
      request.name = try Layout(parsing: "{model}/{type}-{name}")
      request.captions = true
      let file = try Self.export(world, asset, out, request).file
      #expect(file.file.parent == out.appending("m") && file.file.lastComponent.description.hasPrefix("image-"))
      let caption = try #require(file.caption)
      #expect(caption == file.file.parent?.appending(file.file.stem).adding(suffix: ".txt"))
      #expect(try String(contentsOfFile: caption.description, encoding: .utf8) == "a wave of colour\n")
    }
  }

  @Test func `a picture without a prompt is captioned by its tags`() async throws {
    try await World.with { world in
      try world.drop("media/plain.png")
      _ = try await world.organize()
      let asset = try #require(
        try Annotator(world.workspace).apply(.init(addedTags: ["red", "blue"]), to: try world.all()).first)
      var request = ExportRequest(.stripped)
      request.captions = true
      let caption = try #require(try Self.export(world, asset, world.folder.appending("Out"), request).file.caption)
      #expect(try String(contentsOfFile: caption.description, encoding: .utf8) == "red, blue\n")
    }
  }

  @Test func `what is no picture is left out with its reason, or copied for a place`() async throws {
    try await World.with { world in
      let clip = try #require(
        try FileManager.default.contentsOfDirectory(atPath: Fixtures.url("clips").path).first { $0.hasSuffix(".mp4") })
      try world.drop("clips/" + clip)
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      var request = ExportRequest()
      request.edge = 100
      #expect {
        _ = try Exporter(world.workspace, to: world.folder.appending("Out"), request).export(asset)
      } throws: { error in
        if case AliceError.export(.notConverted(asset.path, let reason)) = error {
          reason.contains("pictures")
        } else {
          false
        }
      }
      let file = try Self.export(world, asset, world.folder.appending("Out"), ExportPreset.web.request).file
      #expect(file.format == .mp4)
    }
  }

  @Test(arguments: ExportPreset.allCases)
  func `a place gets what it takes`(_ preset: ExportPreset) async throws {
    try await Self.withPicture(2400, 1200) { world, asset, out in
      let (file, shown) = try Self.export(world, asset, out, preset.request)
      let facts = shown.asset.facts
      switch preset {
      case .civitai:
        #expect(file.format == .png && facts.width == 2400)
        #expect(shown.metadata.map(\.key) == ["parameters"])
      case .instagram: #expect(file.format == .jpeg && facts.width == 1080 && facts.height == 540)
      case .web: #expect(file.format == .webp && facts.width == 2048 && facts.height == 1024)
      }
      if preset != .civitai { #expect(shown.asset.record.recipe.isEmpty && shown.metadata.isEmpty) }
    }
  }

  @Test func `an archive that is stopped at any moment says so, and leaves nothing`() async throws {
    try await Self.withPicture(512, 512) { world, asset, out in
      let exporter = try Exporter(world.workspace, to: out, ExportRequest())
      for moment in 1...12 {
        let work = Task.detached {
          try exporter.archive(Array(repeating: asset, count: 2_000), as: "set.zip") { _, error in
            if let error { throw error }
          }
        }
        try await Task.sleep(for: .milliseconds(moment * 3))
        work.cancel()
        await #expect(throws: CancellationError.self) { try await work.value }
        let left = (try? FileManager.default.contentsOfDirectory(atPath: out.description)) ?? []
        #expect(left.isEmpty, "\(left)")
      }
    }
  }

  @Test func `an animated picture is not made a still one`() async throws {
    try await World.with { world in
      var bytes = try ImageEncoder.png(
        AlphaPixels(Pixels(width: 40, height: 30, rgb: .init(repeating: 9, count: 3600))))
      // The control of the animation stands behind the signature and the header, which are 33 bytes long.
      bytes.insert(contentsOf: HandmadePNG.chunk("acTL", [0, 0, 0, 1, 0, 0, 0, 0]), at: 33)
      try Data(bytes).write(to: URL(filePath: world.inbox.appending("moving.png").description))
      _ = try await world.organize()
      let asset = try #require(try world.all().first)
      let out = world.folder.appending("Out")
      for (edge, format) in [(20, nil), (nil, .jpeg)] as [(Int?, ExportFormat?)] {
        var request = ExportRequest()
        (request.edge, request.format) = (edge, format)
        let exporter = try Exporter(world.workspace, to: out, request)
        let error = #expect(throws: AliceError.self) { try exporter.export(asset) }
        #expect(error.map { "\($0)".contains("animated") } == true)
      }
      var fitting = ExportRequest()
      fitting.edge = 100
      let copy = try Exporter(world.workspace, to: out, fitting).export(asset).file
      #expect(FileManager.default.fileExists(atPath: copy.description))
    }
  }

  @Test(.enabled(if: Tool.missing(["unzip"]) == nil))
  func `an archive holds every copy once, with what belongs to it`() async throws {
    try await Self.withPicture(64, 48) { world, asset, out in
      try world.drop("media/plain.png")
      _ = try await world.organize()
      var request = ExportRequest(.sidecar)
      request.captions = true
      request.name = try Layout(parsing: "{name}")
      let assets = try world.all()
      let exporter = try Exporter(world.workspace, to: out, request)
      let made = try exporter.archive(assets + assets, as: "set.zip") { _, error in #expect(error == nil) }
      #expect(made.archive == out.appending("set.zip") && made.files.count == 4)
      #expect(try FileManager.default.contentsOfDirectory(atPath: out.description) == ["set.zip"])
      let listed = try Tool.run("unzip", ["-tqq", made.archive.description])
      #expect(listed.status == 0, "\(listed.output)")
      let names = try Tool.run("unzip", ["-Z1", made.archive.description]).output.split(separator: "\n").map(
        String.init)
      #expect(Set(names).count == names.count && names.count(where: { $0.hasSuffix(".png") }) == 4)
      #expect(names.count { $0.hasSuffix(".xmp") } == 4 && names.contains { $0.hasSuffix(".txt") })
      // The same archive again is the same file.
      #expect(try exporter.archive(assets + assets, as: "set.zip") { _, _ in }.files.allSatisfy(\.wasThere))
    }
  }
}
