import AliceGallery
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Thumbnails that need another program, which a script stands in for.
@Suite struct GalleryThumbnailTests {
  private static let clips = ["clip-1x1-5s.mp4", "clip-9x16-5s.mp4"]

  /// Shows a library with two clips. The program waits until `gate` exists, writes a line into `starts` and fails.
  private func withClips(
    _ body: (_ shown: ShownLibrary, _ ids: [String], _ gate: String, _ starts: String) async throws -> Void
  ) async throws {
    try await withTemporaryFolder { folder in
      let (gate, starts) = (folder.appending("gate").description, folder.appending("starts").description)
      let program = folder.appending("ffmpeg").description
      let script = "#!/bin/sh\necho x >> '\(starts)'\nwhile [ ! -e '\(gate)' ]; do sleep 0.02; done\nexit 3\n"
      try Data(script.utf8).write(to: URL(filePath: program))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
      let environment = ["PATH": "\(folder.description):/usr/bin:/bin"]
      try await ShownLibrary.with(environment: environment, isEmpty: true) { world in
        for clip in Self.clips { try world.drop("clips/" + clip) }
        try world.drop("demo/grid-0003.jpg")
        _ = try await Organizer(
          world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]), now: Clock.system.now()
        ).run()
      } _: { shown in
        let page = try await shown.get("page?q=type:video")
        let ids = page.json?["columns"]?["id"]?.arrayValue?.compactMap(\.stringValue) ?? []
        try #require(ids.count == 2)
        try await body(shown, ids, gate, starts)
      }
    }
  }

  private func lines(of file: String) -> Int {
    FileManager.default.contents(atPath: file)?.count { $0 == UInt8(ascii: "\n") } ?? 0
  }

  @Test func `a limit of the cache that is no size is reported before anything is shown`() async throws {
    try await World.with { world in
      let settings = world.folder.appending("alice").description
      try FileManager.default.createDirectory(atPath: settings, withIntermediateDirectories: true)
      try Data("gallery:\n  cache: much\n".utf8).write(to: URL(filePath: settings + "/config.yaml"))
      let environment = ["XDG_CONFIG_HOME": world.folder.description]
      let failure = await #expect(throws: Failure.self) {
        try await ShownLibrary.show(world, GalleryOptions(), environment) { _ in }
      }
      #expect(failure.map { "\($0)" }?.contains("gallery.cache") == true)
    }
  }

  @Test func `a thumbnail for a client that is gone is not made`() async throws {
    try await withClips { shown, ids, gate, starts in
      func request(_ id: String) -> [UInt8] {
        Array(
          "GET /api/1/thumb/\(id)/320 HTTP/1.1\r\nHost: \(shown.host)\r\nCookie: \(shown.cookie)\r\n\r\n".utf8)
      }
      let first = try shown.wire.open(sending: request(ids[0]))
      defer { close(first) }
      while lines(of: starts) == 0 { try await Task.sleep(for: .milliseconds(10)) }
      let second = try shown.wire.open(sending: request(ids[1]))
      try await Task.sleep(for: .milliseconds(300))
      close(second)
      try await Task.sleep(for: .milliseconds(300))
      try Data().write(to: URL(filePath: gate))
      // The next one is made by the thread that made the first one.
      let picture = try await shown.get("page?q=type:image").json?["columns"]?["id"]?.arrayValue?.first?.stringValue
      #expect(try await shown.get("thumb/\(picture ?? "")/320").status == 200)
      try await Task.sleep(for: .milliseconds(500))
      #expect(lines(of: starts) == 1)
    }
  }
}
