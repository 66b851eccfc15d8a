import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// Changes from the page: the verbs of the command line, one journal, one undo.
@Suite struct GalleryVerdictTests {
  @Test func `a rating is in the file, in the catalog and in the journal, and is undone`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      let answer = try await shown.post("rate", ["ids": .array(ids.prefix(2).map(JSONValue.string)), "rating": 4])
      #expect(answer.status == 200)
      #expect(answer.json?["changed"] == 2)
      #expect(answer.json?["refused"]?.arrayValue == [])
      #expect(answer.json?["items"]?["rating"]?.arrayValue == [4, 4])
      let operation = try #require(answer.json?["operation"]?.intValue)
      #expect(try OperationHistory(shown.world.workspace).entries(limit: 1).first?.id == "\(operation)")
      #expect(try shown.ratings(Array(ids.prefix(2))) == [4, 4])
      let undone = try await shown.post("undo", ["operation": JSONValue(operation)])
      #expect(undone.status == 200)
      #expect(undone.json?["changed"] == 2)
      #expect(Set(undone.json?["items"]?["id"]?.arrayValue ?? []) == Set(ids.prefix(2).map(JSONValue.string)))
      #expect(try shown.ratings(Array(ids.prefix(2))) == [nil, nil])
      #expect(try await shown.post("undo", ["operation": JSONValue(operation)]).status == 409)
      let cleared = try await shown.post("rate", ["ids": [.string(ids[0])], "rating": 0])
      #expect(cleared.json?["items"]?["rating"]?.arrayValue == [0])
    }
  }

  @Test func `tags and picks are written, and shown as flags`() async throws {
    try await ShownLibrary.with { shown in
      let ids: JSONValue = .array(try await shown.ids().prefix(1).map(JSONValue.string))
      func flags(_ path: String, _ body: JSONValue) async throws -> Int? {
        try await shown.post(path, body).json?["items"]?["flags"]?[0]?.intValue
      }
      #expect(try await flags("tag", ["ids": ids, "add": ["favourite", "nsfw"]]).map { $0 & 12 } == 12)
      #expect(try await flags("tag", ["ids": ids, "remove": ["nsfw"]]).map { $0 & 12 } == 8)
      #expect(try await flags("pick", ["ids": ids, "verdict": "pick"]).map { $0 & 3 } == 1)
      #expect(try await flags("pick", ["ids": ids, "verdict": "reject"]).map { $0 & 3 } == 2)
      #expect(try await flags("pick", ["ids": ids, "verdict": "clear"]).map { $0 & 3 } == 0)
    }
  }

  @Test(arguments: [true, false])
  func `a gallery whose catalog is deleted or rebuilt changes nothing, and ends`(_ isRebuilt: Bool) async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let catalog = shown.world.root.appending(".alice/catalog.sqlite").description
      let bytes = try Data(contentsOf: URL(filePath: catalog))
      try FileManager.default.moveItem(atPath: catalog, toPath: catalog + ".old")
      if isRebuilt { try bytes.write(to: URL(filePath: catalog)) }
      // The gallery may have ended already.
      if let answer = try? await shown.post("rate", ["ids": [.string(id)], "rating": 4]) {
        #expect(answer.status == 503)
        #expect(answer.json?["exit"] == 9)
        #expect(answer.json?["detail"]?.stringValue?.contains(isRebuilt ? "replaced" : "gone") == true)
      }
      let start = ContinuousClock.now
      while (try? await shown.get("page")) != nil {
        try #require(ContinuousClock.now - start < .seconds(30))
        try await Task.sleep(for: .milliseconds(200))
      }
    }
  }

  @Test func `an unknown asset is refused, and the others are changed`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let stranger = String(repeating: "a", count: 64)
      let answer = try await shown.post("rate", ["ids": [.string(stranger), .string(id)], "rating": 2])
      #expect(answer.json?["changed"] == 1)
      #expect(answer.json?["refused"]?[0]?["id"]?.stringValue == stranger)
      let many = (0...500).map { number in
        let digits = String(number, radix: 16)
        return JSONValue.string(String(repeating: "0", count: 64 - digits.count) + digits)
      }
      #expect(try await shown.post("rate", ["ids": .array(many), "rating": 2]).status == 400)
    }
  }

  @Test func `a repeated request with its key changes nothing twice`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let body: JSONValue = ["ids": [.string(id)], "rating": 3]
      let first = try await shown.post("rate", body, ["Idempotency-Key": "a"])
      _ = try await shown.post("rate", ["ids": [.string(id)], "rating": 5])
      let again = try await shown.post("rate", body, ["Idempotency-Key": "a"])
      #expect(again.body == first.body)
      #expect(try shown.ratings([id]) == [5])
      #expect(
        try await shown.post("rate", ["ids": [.string(id)], "rating": 1], ["Idempotency-Key": "a"]).status == 422)
    }
  }

  @Test func `two requests with one key at the same time are one`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let body: JSONValue = ["ids": [.string(id)], "add": ["once"]]
      let before = try OperationHistory(shown.world.workspace).entries(limit: 100).count
      let answers = try await withThrowingTaskGroup(of: [UInt8].self) { group in
        for _ in 0..<8 { group.addTask { try await shown.post("tag", body, ["Idempotency-Key": "b"]).body } }
        return try await group.reduce(into: Set<[UInt8]>()) { $0.insert($1) }
      }
      #expect(answers.count == 1)
      #expect(try OperationHistory(shown.world.workspace).entries(limit: 100).count == before + 1)
    }
  }

  @Test func `a failed request is tried again with its key, and a key has a limit`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let lock = try await shown.world.workspace.library.lockForWriting()
      let body: JSONValue = ["ids": [.string(id)], "rating": 3]
      #expect(try await shown.post("rate", body, ["Idempotency-Key": "c"]).status == 503)
      withExtendedLifetime(lock) {}
      _ = consume lock
      #expect(try await shown.post("rate", body, ["Idempotency-Key": "c"]).json?["changed"] == 1)
      let long = String(repeating: "k", count: 201)
      for path in ["rate", "generate"] {
        #expect(try await shown.post(path, body, ["Idempotency-Key": long]).status == 400, "\(path)")
      }
    }
  }

  @Test func `two pages and an organize run at once lose nothing`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      for number in 0..<40 {
        let picture = NoisePicture.png(side: 24, seed: UInt64(number))
        try Data(picture).write(to: URL(filePath: shown.world.inbox.appending("n\(number).png").description))
      }
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          let workspace = try Workspace.openForWriting(shown.world.root)
          let request = OrganizeRequest(sources: [shown.world.inbox])
          _ = try await Organizer(workspace, root: workspace.root, request: request, now: Clock.system.now()).run()
        }
        for page in 0..<2 {
          group.addTask {
            for round in 0..<5 {
              for id in ids {
                let body: JSONValue = ["ids": [.string(id)], "add": [.string("p\(page)r\(round)")]]
                let answer = try await shown.post("tag", body)
                #expect(answer.status == 200 && answer.json?["changed"] == 1, "\(answer.text)")
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await shown.get("page").json?["total"] == 43)
      let tags = Set((0..<2).flatMap { page in (0..<5).map { "p\(page)r\($0)" } })
      for asset in try shown.world.workspace.catalog(ids) {
        #expect(tags.isSubset(of: asset.record.tags))
        // The file says the same as the catalog.
        let details = try AssetInspector.show(
          file: shown.world.root.appending(asset.path), now: Clock.system.now())
        #expect(Set(details.asset.record.tags) == Set(asset.record.tags))
      }
      #expect(try LibraryCheck(shown.world.workspace).run(repair: false).findings.isEmpty)
    }
  }

  @Test func `while another program changes the library for long, the page is told to come back`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let lock = try await shown.world.workspace.library.lockForWriting()
      let answer = try await shown.post("rate", ["ids": [.string(id)], "rating": 3])
      withExtendedLifetime(lock) {}
      #expect(answer.status == 503)
      #expect(answer.header("Retry-After") != nil)
      #expect(answer.json?["detail"]?.stringValue?.contains("another alice is changing the library") == true)
      #expect(answer.json?["exit"] == 9)
    }
  }

  @Test func `what another program wrote into a file is shown after a refresh`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      let asset = try #require(try shown.world.workspace.catalog([ids[0]]).first)
      let file = shown.world.root.appending(asset.path).description
      let none = try await shown.post("refresh", ["ids": .array(ids.map(JSONValue.string))])
      #expect(none.json?["items"]?["id"]?.arrayValue == [])
      let xmp = """
        <x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
        <rdf:Description xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmp:Rating="2"/></rdf:RDF></x:xmpmeta>
        """
      try Data(xmp.utf8).write(to: URL(filePath: file + ".xmp"))
      let answer = try await shown.post("refresh", ["ids": .array(ids.map(JSONValue.string))])
      #expect(answer.json?["items"]?["id"]?.arrayValue == [.string(ids[0])])
      #expect(answer.json?["items"]?["rating"]?.arrayValue == [2])
      let again = try await shown.post("refresh", ["ids": .array(ids.map(JSONValue.string))])
      #expect(again.json?["items"]?["id"]?.arrayValue == [])
      try FileManager.default.removeItem(atPath: file)
      let gone = try await shown.post("refresh", ["ids": [.string(ids[0])]])
      #expect(gone.json?["items"]?["flags"]?[0]?.intValue.map { $0 & 16 } == 16)
    }
  }

  @Test func `a dropped file is in its folder, under a harmless name`() async throws {
    try await ShownLibrary.with { shown in
      let bytes = NoisePicture.png(side: 30, seed: 9)
      let name = "..%2F..%2Fevil%0Aname.png"
      let type: [String: String?] = ["Content-Type": "application/octet-stream"]
      let answer = try await shown.ask("POST", "/api/1/drop?name=" + name, type, body: bytes)
      #expect(answer.status == 200)
      let id = try #require(answer.json?["placed"]?[0]?.stringValue)
      #expect(try await shown.get("file/" + id).status == 200)
      #expect(answer.json?["operation"]?.intValue != nil)
      let again = try await shown.ask("POST", "/api/1/drop?name=b.png", type, body: bytes)
      #expect(again.json?["placed"]?.arrayValue == [] && again.json?["already"]?.arrayValue == [.string(id)])
      let refused = try await shown.ask("POST", "/api/1/drop?name=c.png", type, body: Array("text".utf8))
      #expect(refused.status == 200 && refused.json?["refused"]?[0]?["file"]?.stringValue == "c.png")
      #expect(try await shown.ask("POST", "/api/1/drop", type, body: bytes).status == 400)
    }
  }

  @Test func `a page hears of changes by any process`() async throws {
    try await ShownLibrary.with { shown in
      let ids = try await shown.ids()
      let listening = Task { try await shown.heard(until: ["event: changed", "event: added", "event: version"]) }
      try await Task.sleep(for: .milliseconds(400))
      let other = try Workspace.openForWriting(shown.world.root)
      let asset = try #require(try other.catalog([ids[0]]).first)
      _ = try Annotator(other).apply(.init(rating: .some(Rating(4))), to: [asset])
      try Data(NoisePicture.png(side: 31, seed: 5)).write(
        to: URL(filePath: shown.world.inbox.appending("new.png").description))
      let request = OrganizeRequest(sources: [shown.world.inbox])
      _ = try await Organizer(other, root: other.root, request: request, now: Clock.system.now()).run()
      let text = try await listening.value
      #expect(text.contains(#""ids":["\#(ids[0])"]"#))
      #expect(text.contains(#"event: added"#))
    }
  }

  @Test func `a log that cannot be read for a while ends nothing`() async throws {
    try await ShownLibrary.with { shown in
      let id = try #require(try await shown.ids().first)
      let log = shown.world.root.appending(".alice/events.jsonl").description
      try? FileManager.default.moveItem(atPath: log, toPath: log + ".away")
      try FileManager.default.createDirectory(atPath: log, withIntermediateDirectories: false)
      // Without a page the server looks once a second.
      try await Task.sleep(for: .milliseconds(1_500))
      #expect(try await shown.get("page").status == 200)
      try FileManager.default.removeItem(atPath: log)
      try? FileManager.default.moveItem(atPath: log + ".away", toPath: log)
      let listening = Task { try await shown.heard(until: ["event: version"]) }
      try await Task.sleep(for: .milliseconds(400))
      let other = try Workspace.openForWriting(shown.world.root)
      let asset = try #require(try other.catalog([id]).first)
      _ = try Annotator(other).apply(.init(rating: .some(Rating(4))), to: [asset])
      #expect(try await listening.value.contains("event: version"))
    }
  }
}

extension ShownLibrary {
  fileprivate func ratings(_ ids: [String]) throws -> [Int?] {
    let known = try Browser(world.workspace).assets(ids.compactMap(AssetID.init(hex:)))
    return ids.map { id in AssetID(hex: id).flatMap { known[$0] }?.record.rating?.stars }
  }
}
