import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// The bytes of files: whole, in parts, unchanged, and never another file.
@Suite struct GalleryFileTests {
  /// RFC 9110, section 14: nil is the whole file, an empty range cannot be satisfied.
  static let ranges: [(header: String, part: @Sendable (Int) -> Range<Int>?)] = [
    ("bytes=0-0", { _ in 0..<1 }), ("bytes=0-9", { _ in 0..<10 }), ("bytes=5-", { 5..<$0 }),
    ("bytes=-7", { ($0 - 7)..<$0 }), ("bytes=-99999999", { 0..<$0 }), ("bytes=10-99999999", { 10..<$0 }),
    ("bytes=0-18446744073709551615", { 0..<$0 }), ("bytes=-0", { _ in 0..<0 }), ("bytes=99999999-", { _ in 0..<0 }),
    ("bytes=18446744073709551616-", { _ in 0..<0 }), ("bytes=99999999999999999999-5", { _ in nil }),
    ("bytes=9-5", { _ in nil }), ("bytes=-", { _ in nil }), ("bytes=a-b", { _ in nil }), ("bytes", { _ in nil }),
    ("bytes=0-1,3-4", { _ in nil }), ("items=0-5", { _ in nil }), ("bytes=0x1-5", { _ in nil }),
    ("bytes=+1-5", { _ in nil }), ("bytes= 1-5", { _ in nil }), ("BYTES=1-5", { _ in 1..<6 }),
  ]

  @Test func `a range is answered as RFC 9110 says`() async throws {
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let path = "file/" + asset.id
      let whole = try shown.bytes(asset)
      for (header, part) in Self.ranges {
        let answer = try await shown.get(path, ["Range": header])
        switch part(whole.count) {
        case nil:
          #expect(answer.status == 200, "\(header)")
          #expect(answer.body == whole, "\(header)")
        case let range? where range.isEmpty:
          #expect(answer.status == 416, "\(header)")
          #expect(answer.header("Content-Range") == "bytes */\(whole.count)", "\(header)")
        case let range?:
          #expect(answer.status == 206, "\(header)")
          #expect(answer.body == Array(whole[range]), "\(header)")
          #expect(
            answer.header("Content-Range") == "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(whole.count)",
            "\(header)")
        }
      }
    }
  }

  @Test func `conditions spare the bytes, and a changed file is sent whole`() async throws {
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let path = "file/" + asset.id
      let first = try await shown.get(path)
      let tag = try #require(first.header("ETag"))
      let modified = try #require(first.header("Last-Modified"))
      #expect(tag.hasPrefix("\"\(asset.id)-\(first.body.count)-"))
      for match in [tag, "W/" + tag, "*", "\"a\", \(tag)"] {
        let answer = try await shown.get(path, ["If-None-Match": match])
        #expect(answer.status == 304, "\(match)")
        #expect(answer.body.isEmpty && answer.header("ETag") == tag, "\(match)")
      }
      #expect(try await shown.get(path, ["If-None-Match": "\"a\""]).status == 200)
      for (condition, status) in [
        (tag, 206), (modified, 206), ("\"a\"", 200), ("W/" + tag, 200), ("Thu, 01 Jan 1970 00:00:00 GMT", 200),
      ] {
        let answer = try await shown.get(path, ["Range": "bytes=1-2", "If-Range": condition])
        #expect(answer.status == status, "\(condition)")
      }
      _ = try await shown.post("rate", ["ids": [.string(asset.id)], "rating": 5])
      let changed = try await shown.get(path, ["Range": "bytes=1-2", "If-Range": tag])
      #expect(changed.status == 200)
      #expect(changed.header("ETag") != tag)
    }
  }

  @Test func `HEAD tells the length and sends nothing`() async throws {
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let whole = try shown.bytes(asset)
      let answer = try await shown.ask("HEAD", "/api/1/file/" + asset.id, ["Range": "bytes=0-1"])
      #expect(answer.status == 200)
      #expect(answer.header("Content-Length") == "\(whole.count)")
      #expect(answer.header("Accept-Ranges") == "bytes")
    }
  }

  @Test func `a file is shown by its type, and downloaded under its own name`() async throws {
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let inline = try await shown.get("file/" + asset.id)
      #expect(inline.header("Content-Type")?.hasPrefix("image/") == true)
      #expect(inline.header("Content-Disposition")?.hasPrefix("inline; ") == true)
      #expect(inline.header("X-Content-Type-Options") == "nosniff")
      let download = try await shown.get("file/\(asset.id)?download=1")
      #expect(download.header("Content-Disposition")?.hasPrefix("attachment; filename=\"") == true)
      #expect(download.header("Content-Disposition")?.contains("/") == false)
    }
  }

  @Test func `a link in the place of a file or a folder is not followed`() async throws {
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let file = shown.world.root.appending(asset.path).description
      try FileManager.default.removeItem(atPath: file)
      try FileManager.default.createSymbolicLink(atPath: file, withDestinationPath: "/etc/passwd")
      let answer = try await shown.get("file/" + asset.id)
      #expect(answer.status >= 400)
      #expect(!answer.text.contains("root:"))
    }
    try await ShownLibrary.with { shown in
      let asset = try await shown.first()
      let bytes = try shown.bytes(asset)
      let folder = try #require(shown.world.root.appending(BytePath(asset.path)).parent).description
      let away = shown.world.folder.appending("away").description
      try FileManager.default.moveItem(atPath: folder, toPath: away)
      try FileManager.default.createSymbolicLink(atPath: folder, withDestinationPath: away)
      let answer = try await shown.get("file/" + asset.id)
      #expect(answer.status >= 400 && answer.body != bytes)
    }
  }

  @Test func `a zip of a selection opens, with numbered names and within the archive`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      let prepared = try await shown.post("zip", ["ids": .array(ids.map(JSONValue.string))])
      let url = try #require(prepared.json?["url"]?.stringValue)
      let head = try await shown.ask("HEAD", url)
      let answer = try await shown.ask("GET", url)
      #expect(answer.status == 200)
      #expect(answer.header("Content-Length") == "\(answer.body.count)")
      #expect(head.status == 200 && head.header("Content-Length") == "\(answer.body.count)")
      #expect(try await shown.ask("GET", url).status == 404, "a download is used once")
      let file = shown.world.folder.appending("selection.zip").description
      try Data(answer.body).write(to: URL(filePath: file))
      let out = shown.world.folder.appending("out").description
      let script =
        "import sys,zipfile\nz=zipfile.ZipFile(sys.argv[1]); assert z.testzip() is None; z.extractall(sys.argv[2]); print(len(z.namelist()))"
      let opened = try Tool.run("python3", ["-c", script, file, out])
      #expect(opened.output.trimmingCharacters(in: .whitespacesAndNewlines) == "\(ids.count)")
      let names = try FileManager.default.contentsOfDirectory(atPath: out)
      #expect(names.count == ids.count)
      let contents = try names.map { try Data(contentsOf: URL(filePath: out + "/" + $0)) }
      for asset in try shown.world.workspace.catalog(ids) {
        let bytes = try Data(contentsOf: URL(filePath: shown.world.root.appending(asset.path).description))
        #expect(contents.contains(bytes))
      }
    }
  }
}

extension GalleryFileTests {
  @Test func `a drop that breaks off files nothing and leaves nothing`() async throws {
    try await ShownLibrary.with { shown in
      let picture = NoisePicture.png(side: 64, seed: 3)
      var request = "POST /api/1/drop?name=half.png HTTP/1.1\r\nHost: \(shown.host)\r\nCookie: \(shown.cookie)\r\n"
      request += "Origin: \(shown.origin)\r\nX-Alice: 1\r\nContent-Type: application/octet-stream\r\n"
      request += "Content-Length: \(picture.count + 1)\r\n\r\n"
      let descriptor = try shown.wire.open(sending: Array(request.utf8) + picture)
      #expect(try await shown.becomes(true) { try shown.staged().contains("half.png") })
      close(descriptor)
      #expect(try await shown.becomes(false) { try shown.staged().contains("half.png") })
      #expect(try await shown.get("page").json?["total"] == 3)
    }
  }

  @Test func `a zip without one of its files is no zip`() async throws {
    try await ShownLibrary.with { shown in
      let ids: JSONValue = .array(try await shown.ids().map(JSONValue.string))
      let url = try #require(try await shown.post("zip", ["ids": ids]).json?["url"]?.stringValue)
      let asset = try await shown.first()
      try FileManager.default.removeItem(atPath: shown.world.root.appending(asset.path).description)
      for answer in [try await shown.ask("GET", url), try await shown.post("zip", ["ids": ids])] {
        #expect(answer.status == 404)
        #expect(answer.json?["detail"]?.stringValue?.contains(asset.path) == true)
      }
    }
  }
}

extension ShownLibrary {
  func first() async throws -> (id: String, path: String) {
    let id = try await ids().first ?? ""
    let path = try await get("asset/" + id).json?["asset"]?["path"]?.stringValue
    return (id, path ?? "")
  }

  func bytes(_ asset: (id: String, path: String)) throws -> [UInt8] {
    try [UInt8](Data(contentsOf: URL(filePath: world.root.appending(asset.path).description)))
  }
}

extension ShownLibrary {
  /// The names of the files in `.alice/tmp`.
  fileprivate func staged() throws -> [String] {
    let paths = try FileManager.default.subpathsOfDirectory(atPath: world.root.appending(".alice/tmp").description)
    return paths.compactMap { $0.split(separator: "/").last.map(String.init) }
  }

  /// Waits at most ten seconds.
  fileprivate func becomes(_ wanted: Bool, _ look: () throws -> Bool) async throws -> Bool {
    let end = ContinuousClock.now + .seconds(10)
    while ContinuousClock.now < end {
      // A folder that goes away while it is listed is looked at again.
      if let found = try? look(), found == wanted { return true }
      try await Task.sleep(for: .milliseconds(20))
    }
    return false
  }
}

extension Workspace {
  func catalog(_ ids: [String]) throws -> [Asset] {
    let found = try Browser(self).assets(ids.compactMap(AssetID.init(hex:)))
    return Array(found.values)
  }
}

/// Files without a picture: what cards show, and that nothing in them runs.
@Suite struct GalleryCardTests {
  @Test func `a text begins on its card, and a mesh is counted`() async throws {
    try await ShownLibrary.with(prepare: { world in
      _ = try world.keep(Returned("A lighthouse stands in fog.\n", "answer.txt"))
      _ = try world.keep(.mesh, with: [.material])
    }) { shown in
      let text = try #require(try shown.world.search("kind:text").first)
      let card = try JSONValue(parsing: try await shown.get("contents/" + text.id.hex).body)
      #expect(card["text"]?.stringValue?.hasPrefix("A lighthouse") == true && card["format"]?.stringValue == "txt")
      let mesh = try #require(try shown.world.search("kind:3d").first)
      let counts = try JSONValue(parsing: try await shown.get("contents/" + mesh.id.hex).body)
      #expect(counts["words"]?.stringValue == "3 vertices, 1 triangle")
      let details = try JSONValue(parsing: try await shown.get("asset/" + mesh.id.hex).body)
      #expect(details["asset"]?["contents"]?["vertices"]?.intValue == 3)
      #expect(details["asset"]?["companions"]?[0]?["name"]?.stringValue == "material.mtl")
    }
  }

  @Test func `a selection is downloaded without the companions that are gone`() async throws {
    try await ShownLibrary.with(isEmpty: true, prepare: { world in _ = try world.keep(.mesh, with: [.material]) }) {
      shown in
      let mesh = try #require(try shown.world.all().first)
      func download() async throws -> Int {
        let url = try await shown.post("zip", ["ids": [.string(mesh.id.hex)]]).json?["url"]?.stringValue
        let answer = try await shown.ask("GET", try #require(url))
        #expect(answer.status == 200)
        return answer.body.count
      }
      let whole = try await download()
      let folder = shown.world.root.appending(mesh.path).description.split(separator: "/").dropLast()
      try FileManager.default.removeItem(atPath: "/" + folder.joined(separator: "/") + "/material.mtl")
      let rest = try await download()
      #expect(rest < whole && rest > Int(mesh.facts.bytes))
    }
  }

  @Test(arguments: [
    "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "<!DOCTYPE html><script>alert(1)</script>",
    "{\"a\": \"<script>\"}",
  ])
  func `what could run is only downloaded`(text: String) async throws {
    try await ShownLibrary.with(isEmpty: true, prepare: { world in _ = try world.keep(Returned(text, "drawing")) }) {
      shown in
      let asset = try #require(try shown.world.all().first)
      let answer = try await shown.get("file/" + asset.id.hex)
      #expect(answer.header("Content-Type") == "application/octet-stream")
      #expect(answer.header("Content-Disposition")?.hasPrefix("attachment") == true)
      #expect(answer.header("X-Content-Type-Options") == "nosniff" && answer.body == Array(text.utf8))
    }
  }
}
