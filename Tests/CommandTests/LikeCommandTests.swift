import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// `alice search` by what pictures show and by their colours.
@Suite(.needsProgram()) struct LikeCommandTests {
  private func withPictures(_ body: (Program, [String]) throws -> Void) async throws {
    try await Program.with { program in
      var ids: [String] = []
      for prompt in ["a kitten on a chair", "two cats", "a racing car"] {
        let made = try program.run(["generate", prompt, "--model", "flux-schnell", "--simulate", "-q", "--json"])
        ids.append(try #require(JSONValue(parsing: made.output)["assets"]?[0]?["id"]?.stringValue))
      }
      #expect(try program.run(["score", "--query", "*"]).status == 0)
      try body(program, ids)
    }
  }

  private func found(_ program: Program, _ query: String...) throws -> [(id: String, likeness: Double)] {
    let result = try program.run(["search", "--json"] + query)
    return try (JSONValue(parsing: result.output)["assets"]?.arrayValue ?? []).map { asset in
      (try #require(asset["id"]?.stringValue), try #require(asset["likeness"]?.doubleValue))
    }
  }

  @Test func `the pictures that are most like an asset come first, with their likeness`() async throws {
    try await withPictures { (program: Program, ids: [String]) throws in
      let others = try found(program, "like:\(ids[0].prefix(10))")
      #expect(Set(others.map(\.id)) == Set(ids.dropFirst()))
      #expect(others[0].likeness >= others[1].likeness && others.allSatisfy { (-1...1).contains($0.likeness) })
      #expect(try found(program, "like:\(ids[0])", "car").map(\.id) == [ids[2]])
      #expect(try !program.run(["search", "--json", "car"]).output.contains("likeness"))
      let plan = try program.run(["search", "--explain", "like:\(ids[0])"])
      #expect(plan.output.contains("like: by the angle"), "\(plan.output)")
    }
  }

  @Test func `a file can be the example, and finds its own copy first`() async throws {
    try await withPictures { (program: Program, ids: [String]) throws in
      let path = try program.run(["search", "car"]).output.trimmingCharacters(in: .newlines)
      #expect(try found(program, "like:\(ids[2])").count == 2)
      let copy = NSTemporaryDirectory() + "/alice-like-\(UUID().uuidString).png"
      defer { try? FileManager.default.removeItem(atPath: copy) }
      try FileManager.default.copyItem(atPath: path, toPath: copy)
      let all = try found(program, "like:\"\(copy)\"")
      #expect(all.count == 3 && all[0].id == ids[2] && all[0].likeness > 0.999)
    }
  }

  @Test func `what cannot be an example is an error of usage`() async throws {
    try await withPictures { (program: Program, _: [String]) throws in
      for query in ["like:no-such-file.png", "like:0123456789abcdef0123", "colour:tael", "colour:#12"] {
        let result = try program.run(["search", query])
        #expect(result.status == 2 && !result.errors.isEmpty, "\(query): \(result.errors)")
      }
      #expect(try program.run(["search", "colour:tael"]).errors.contains("did you mean teal?"))
      let plan = try program.run(["search", "--explain", "colour:teal"])
      #expect(plan.output.contains("colour: OKLab"), "\(plan.output)")
    }
  }
}
