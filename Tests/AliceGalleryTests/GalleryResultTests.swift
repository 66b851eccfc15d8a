import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Results: what the page shows of the library.
@Suite struct GalleryResultTests {
  @Test func `a result keeps its name and its order while the library changes`() async throws {
    try await ShownLibrary.with { shown in
      let page = try #require(try await shown.get("page").json)
      #expect(page["schema"] == 1)
      #expect(page["total"] == 3 && page["tiles"] == 3 && page["from"] == 0)
      #expect(page["sort"] == "newest")
      let result = try #require(page["r"]?.stringValue)
      #expect(try await shown.get("page").json?["r"]?.stringValue == result)
      let ids = try #require(page["columns"]?["id"]?.arrayValue)
      #expect(ids.count == 3)
      _ = try await shown.post("rate", ["ids": [ids[2]], "rating": 5])
      let items = try await shown.get("items?r=\(result)&from=1&to=3").json
      #expect(items?["from"] == 1)
      #expect(items?["columns"]?["id"]?.arrayValue == Array(ids[1...]))
      #expect(items?["columns"]?["rating"]?.arrayValue == [0, 5])
      #expect(try await shown.get("page").json?["r"]?.stringValue != result)
      let position = try await shown.get("find?r=\(result)&id=\(ids[2].stringValue ?? "")").json?["position"]
      #expect(position == 2)
      let stranger = String(repeating: "a", count: 64)
      #expect(try await shown.get("find?r=\(result)&id=\(stranger)").json?["position"] == .null)
    }
  }

  @Test func `equal questions at the same time share one scan`() async throws {
    try await ShownLibrary.with { shown in
      let names = try await withThrowingTaskGroup(of: String?.self) { group in
        for _ in 0..<24 {
          group.addTask { try await shown.get("page?q=type:image&sort=oldest").json?["r"]?.stringValue }
        }
        return try await group.reduce(into: Set<String?>()) { $0.insert($1) }
      }
      #expect(names.count == 1 && !names.contains(nil))
    }
  }

  @Test func `every column has one value a tile`() async throws {
    try await ShownLibrary.with { shown in
      let columns = try #require(try await shown.get("page").json?["columns"]?.objectValue)
      #expect(
        Set(columns.keys) == [
          "id", "ratio", "color", "quality", "rating", "flags", "kind", "count", "duration", "elo", "prompt", "model",
        ])
      for (name, values) in columns { #expect(values.arrayValue?.count == 3, "\(name)") }
    }
  }

  @Test func `the layout has a byte a tile and a line a day`() async throws {
    try await ShownLibrary.with { shown in
      let result = try #require(try await shown.get("page").json?["r"]?.stringValue)
      let answer = try await shown.get("layout?r=\(result)")
      #expect(answer.status == 200)
      #expect(Array(answer.body.prefix(4)) == Array("ALG1".utf8))
      func number(_ at: Int) -> Int { (0..<4).reduce(0) { $0 | Int(answer.body[at + $1]) << (8 * $1) } }
      let (tiles, days, assets) = (number(8), number(12), number(16))
      #expect(tiles == 3 && assets == 3 && days >= 1)
      #expect(answer.body[20..<32].allSatisfy { $0 == 0 })
      #expect(answer.body[32..<35].allSatisfy { $0 > 0 })
      #expect(answer.body.count == 36 + 8 * days)
      #expect((0..<days).map { number(40 + 8 * $0) }.reduce(0, +) == 3)
      let tag = try #require(answer.header("ETag"))
      let again = try await shown.get("layout?r=\(result)", ["If-None-Match": tag])
      #expect(again.status == 304 && again.body.isEmpty)
      #expect(try await shown.get("days?r=\(result)&from=0&to=101").status == 400)
      let summary = try await shown.get("days?r=\(result)&from=0&to=\(days)").json
      #expect(summary?["assets"]?.arrayValue?.compactMap(\.intValue).reduce(0, +) == 3)
      let named = try #require(try await shown.get("page?sort=name").json?["r"]?.stringValue)
      #expect(try await shown.get("layout?r=\(named)").body[12] == 0, "only times have days")
    }
  }

  @Test func `the page of an asset begins around it`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      let around = try await shown.get("page?n=1&at=\(ids[2])").json
      #expect(around?["at"] == 2 && around?["from"] == 2)
      #expect(around?["columns"]?["id"]?.arrayValue == [.string(ids[2])])
      let gone = try await shown.get("page?n=1&at=\(String(repeating: "a", count: 64))").json
      #expect(gone?["at"] == .null && gone?["from"] == 0)
    }
  }

  @Test func `a query has chips, or an error with its place`() async throws {
    try await ShownLibrary.with { shown in
      let good = try await shown.get("check?q=" + "%F0%9F%98%80%20quality%3A%3E%3D4%20-blurry").json
      #expect(good?["ok"] == true)
      let terms = try #require(good?["terms"]?.arrayValue)
      #expect(terms.map { $0["from"]?.intValue } == [0, 3, 15])
      #expect(terms.map { $0["label"]?.stringValue } == ["😀", "quality ≥ 4", "not blurry"])
      let bad = try await shown.get("check?q=a%20flavor%3Ared")
      #expect(bad.status == 400)
      #expect(bad.json?["detail"]?.stringValue?.hasPrefix("unknown field flavor") == true)
      #expect(bad.json?["from"] == 2 && bad.json?["exit"] == 2)
      #expect(try await shown.get("page?q=a%20flavor%3Ared").body == bad.body)
      #expect(try await shown.get("check?q=").json?["terms"]?.arrayValue == [])
    }
  }

  @Test func `facets count within the query`() async throws {
    try await ShownLibrary.with { shown in
      for field in ["model", "quality", "type", "tag", "generator", "project", "cost"] {
        #expect(try await shown.get("facets?field=\(field)").status == 200, "\(field)")
      }
      let types = try await shown.get("facets?field=type").json?["values"]?.arrayValue
      #expect(types == [["value": "image", "count": 3]])
      let generators = try #require(try await shown.get("facets?field=generator").json?["values"]?.arrayValue)
      for generator in generators {
        let name = generator["value"]?.stringValue ?? ""
        let found = try await shown.get("page?q=generator%3A\(name)").json?["total"]
        #expect(found == generator["count"], "\(name)")
        let within = try await shown.get("facets?field=generator&q=generator%3A\(name)").json?["values"]?.arrayValue
        #expect(within == [generator])
      }
      #expect(try await shown.get("facets?field=seed").status == 400)
    }
  }

  @Test func `an asset has its object, its texts, its family and its command`() async throws {
    try await ShownLibrary.with { shown in
      for id in try await shown.ids() {
        let answer = try #require(try await shown.get("asset/" + id).json)
        #expect(answer["asset"]?["id"]?.stringValue == id)
        #expect(answer["metadata"]?.arrayValue != nil)
        #expect(answer["lineage"]?["parents"]?.arrayValue != nil && answer["lineage"]?["children"]?.arrayValue != nil)
        if answer["asset"]?["prompt"]?.stringValue != nil {
          #expect(answer["command"]?.stringValue?.hasPrefix("alice generate ") == true)
        }
      }
    }
  }

  @Test func `hostile prompts are data, and harmless to a shell`() async throws {
    let prompts = [
      "</script><img src=x onerror=alert(1)>", "'; rm -rf ~; echo '", "$(touch /tmp/x)`id`", "\u{202E}gnp.exe",
      "line\nbreak\u{7}", String(repeating: "long ", count: 200_000),
    ]
    try await ShownLibrary.with(
      isEmpty: true,
      prepare: { world in
        for (number, prompt) in prompts.enumerated() { try world.write(prompt, number: number) }
        _ = try await Organizer(
          world.workspace, root: world.root, request: OrganizeRequest(sources: [world.inbox]), now: Clock.system.now()
        ).run()
      }
    ) { shown in
      let page = try await shown.get("page")
      #expect(page.header("Content-Type") == "application/json; charset=utf-8")
      #expect(page.body.count < 100_000, "tiles show the beginning of a prompt")
      let ids = try await shown.ids()
      #expect(ids.count == prompts.count)
      for id in ids {
        let answer = try #require(try await shown.get("asset/" + id).json)
        let prompt = try #require(answer["asset"]?["prompt"]?.stringValue)
        let command = try #require(answer["command"]?.stringValue)
        #expect(prompt.utf8.count <= 256 << 10)
        #expect(prompt.utf8.count < 256 << 10 || answer["asset"]?["clipped"] == true)
        guard prompt.count < 1000 else { continue }
        let script = command.replacing("alice generate", with: "printf '%s\\0'", maxReplacements: 1)
        let words = try Tool.run("bash", ["-c", script]).output.split(separator: "\0").map(String.init)
        #expect(words.last == prompt)
      }
    }
  }

  @Test func `an empty library has an empty page`() async throws {
    try await ShownLibrary.with(isEmpty: true) { shown in
      let page = try #require(try await shown.get("page").json)
      #expect(page["total"] == 0 && page["tiles"] == 0)
      #expect(page["columns"]?["id"]?.arrayValue == [])
      let result = page["r"]?.stringValue ?? ""
      #expect(try await shown.get("layout?r=\(result)").body.count == 32)
    }
  }

  @Test func `every file of the page is served under the address that the page names`() async throws {
    try await ShownLibrary.with(isEmpty: true) { shown in
      let page = try await shown.ask("GET", "/")
      #expect(page.header("Content-Type") == "text/html; charset=utf-8")
      let csp = try #require(page.header("Content-Security-Policy"))
      for part in ["default-src 'none'", "require-trusted-types-for 'script'", "frame-ancestors 'none'"] {
        #expect(csp.contains(part))
      }
      #expect(!csp.contains("unsafe"))
      #expect(!page.text.contains("/a/BUILD/"))
      let folder = Fixtures.root.appending(path: "Sources/AliceGallery/Page").path
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0 != "index.html" }
      let build = try #require(page.text.firstMatch(of: /\/a\/([0-9a-f]+)\//)?.1)
      for name in names {
        let file = try await shown.ask("GET", "/a/\(build)/\(name)")
        #expect(file.status == 200, "\(name)")
        #expect(file.body == [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + name))), "\(name)")
        #expect(file.header("Cache-Control")?.contains("immutable") == true, "\(name)")
      }
      for address in page.text.matches(of: /(?:href|src)="(\/a\/[^"]+)"/) {
        #expect(try await shown.ask("GET", String(address.1)).status == 200, "\(address.1)")
      }
    }
  }
}

extension World {
  /// Puts a picture with a prompt of its own into the inbox, as AUTOMATIC1111 writes it.
  fileprivate func write(_ prompt: String, number: Int) throws {
    var png = HandmadePNG(width: 8, height: 8, colour: 0)
    let text = prompt + "\nSteps: 20, Sampler: Euler, Seed: \(number)"
    png.add("iTXt", Array("parameters".utf8) + [0, 0, 0, 0, 0] + Array(text.utf8))
    png.addPixels((0..<8).map { row in (0..<8).map { UInt8(8 * row + $0 + number) } })
    png.add("IEND", [])
    try Data(png.bytes).write(to: URL(filePath: inbox.appending("\(number).png").description))
  }
}
