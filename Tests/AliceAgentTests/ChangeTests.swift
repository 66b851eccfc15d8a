import AliceAgent
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Testing

/// What an assistant changes, and how it is taken back.
@Suite struct ChangeTests {
  @Test func `a rating is written for the client and taken back`() async throws {
    try await Assistant.with([.read, .write]) { assistant in
      let ids = try await assistant.ids()
      let rated = try await assistant.done(
        "rate", ["ids": .array(ids.prefix(2).map(JSONValue.string)), "rating": 4])
      #expect(rated["changed"] == 2 && rated["refused"] == [])
      #expect(try assistant.world.all().count { $0.record.rating?.stars == 4 } == 2)
      let operation = try #require(rated["operation"]?.stringValue)
      let entry = try #require(try OperationHistory(assistant.world.workspace).entries(limit: 1).first)
      #expect(entry.id == operation && entry.json["arguments"]?["by"] == "mcp/tester")
      let undone = try await assistant.done("undo", ["operation": .string(operation)])
      #expect(undone["undone"] == 2 && Set(undone["assets"]?.arrayValue ?? []).count == 2)
      #expect(try assistant.world.all().allSatisfy { $0.record.rating == nil })
      let again = try await assistant.refusal("undo", ["operation": .string(operation)])
      #expect(again.contains("undone"))
    }
  }

  @Test func `tags are added and removed, and what is no tag or no asset is told`() async throws {
    try await Assistant.with([.read, .write]) { assistant in
      let id = try #require(try await assistant.ids().first)
      let tagged = try await assistant.done(
        "tag", ["ids": [.string(String(id.prefix(10))), "00000000"], "add": ["place/sea", "calm"]])
      #expect(tagged["changed"] == 1 && tagged["refused"]?.arrayValue?.count == 1)
      _ = try await assistant.done("tag", ["ids": [.string(id)], "remove": ["calm"]])
      #expect(try assistant.world.search("tag:place/sea").map(\.id.hex) == [id])
      #expect(try assistant.world.search("tag:calm").isEmpty)
      for bad in ["", "a\u{7}b", "\u{202E}live", "\u{E0041}"] {
        _ = try await assistant.refusal("tag", ["ids": [.string(id)], "add": [.string(bad)]])
      }
      _ = try await assistant.refusal("tag", ["ids": [.string(id)]])
      let many = JSONValue.array((0..<101).map { _ in .string(id) })
      #expect(try await assistant.refusal("tag", ["ids": many, "add": ["a"]]).contains("at most 100"))
    }
  }

  @Test func `what the user did is not the assistant's to undo`() async throws {
    try await Assistant.with([.read, .write]) { assistant in
      let asset = try #require(try assistant.world.all().first)
      _ = try Annotator(assistant.world.workspace).apply(.init(rating: .some(Rating(5))), to: [asset])
      let entry = try #require(try OperationHistory(assistant.world.workspace).entries(limit: 1).first)
      let sentence = try await assistant.refusal("undo", ["operation": .string(entry.id)])
      #expect(sentence.contains("not one of an assistant"))
      #expect(try assistant.world.all().contains { $0.record.rating?.stars == 5 })
      _ = try await assistant.refusal("undo", ["operation": "99999"])
      _ = try await assistant.refusal("undo", ["operation": "../1"])
    }
  }

  @Test func `an inbox is taken in as planned, once`() async throws {
    try await Assistant.with([.read, .write], settings: "inboxes: [~/Inbox, ~/Away]\n", isEmpty: true) { assistant in
      for name in ["00017-2718281828.png", "grid-0003.jpg"] { try assistant.world.drop("demo/" + name) }
      try assistant.world.write("no picture", as: "notes.txt")
      let before = try snapshot(of: assistant.world.root).keys.filter { !$0.hasPrefix(".alice") }
      let plan = try await assistant.done("organize", ["inbox": ["Inbox"]])
      #expect(plan["placed"] == 2 && plan["skipped"] == 1 && plan["operation"]?.isNull == true)
      #expect(
        plan["first"]?.arrayValue?.compactMap { $0["name"]?.stringValue }.sorted() == [
          "00017-2718281828.png", "grid-0003.jpg",
        ])
      let after = try snapshot(of: assistant.world.root).keys.filter { !$0.hasPrefix(".alice") }
      #expect(Set(before) == Set(after))
      let name = try #require(plan["plan_id"])
      let applied = try await assistant.done("organize", ["plan_id": name])
      #expect(applied["placed"] == 2 && applied["operation"]?.isNull == false)
      #expect(try assistant.world.all().count == 2)
      #expect(try await assistant.refusal("organize", ["plan_id": name]).contains("applied already"))
      let undone = try await assistant.done("undo", ["operation": try #require(applied["operation"])])
      #expect(undone["undone"] == 2)
      #expect(try assistant.world.all().isEmpty)
      let text = String(decoding: assistant.lines.joined(), as: UTF8.self)
      #expect(!text.contains(assistant.world.folder.description))
    }
  }

  @Test func `only configured inboxes are taken in, by their names`() async throws {
    try await Assistant.with([.read, .write], settings: "inboxes: [~/Inbox]\n", isEmpty: true) { assistant in
      for name in ["/etc", "..", "Inbox/..", "Other"] {
        let sentence = try await assistant.refusal("organize", ["inbox": [.string(name)]])
        #expect(sentence.contains("there is no inbox"))
      }
    }
    try await Assistant.with([.read, .write], isEmpty: true) { assistant in
      let sentence = try await assistant.refusal("organize")
      #expect(sentence.contains("no inbox is configured"))
    }
  }
}
