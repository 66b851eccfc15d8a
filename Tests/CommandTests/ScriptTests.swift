import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// What a script reads: chosen fields, tables, pages, counts, and documents for errors, too.
@Suite(.needsProgram()) struct ScriptTests {
  private static func withPictures(_ count: Int, _ body: (Program) async throws -> Void) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: false)
      for number in 0..<count {
        try Data(NoisePicture.png(side: 8, seed: UInt64(number))).write(
          to: URL(filePath: inbox.appending("p\(number + 100).png").description))
      }
      #expect(try program.run(["organize", inbox.description, "-q"]).status == 0)
      try await body(program)
    }
  }

  private static func ids(_ answer: Program.Answer) -> [String] {
    answer.json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
  }

  @Test func `fields are columns, lines with tabs, and the members of objects`() async throws {
    try await Self.withPictures(2) { program in
      #expect(try program.run(["rate", "--query", "*", "4", "-q"]).status == 0)
      let lines = try program.run(["search", "*", "--fields", "path,quality,w"]).output.split(separator: "\n")
      #expect(lines.count == 2 && lines.allSatisfy { $0.hasSuffix(".png\t4\t8") }, "\(lines)")
      let ended = try program.run(["search", "*", "--fields", "file", "-0"]).output
      #expect(ended.split(separator: "\0").count == 2 && !ended.contains("\n"))
      let document = try program.run(["search", "*", "--fields", "w,cost", "--json"])
      #expect(document.json?["assets"]?[0]?.objectValue == ["w": 8, "cost": nil])
      let shown = try program.run(["show", "--query", "*", "--fields", "short,rating"])
      #expect(shown.status == 0 && shown.output.split(separator: "\n").allSatisfy { $0.hasSuffix("\t4") })
      let wrong = try program.run(["search", "*", "--fields", "path,qualty"])
      #expect(wrong.status == 2 && wrong.output.isEmpty && wrong.errors.contains("did you mean 'quality'"))
    }
  }

  @Test func `a format is printed for each asset, with its own end or a line break`() async throws {
    try await Self.withPictures(2) { program in
      let lines = try program.run(["search", "*", "--format", #"{type}\t{w}x{h}"#])
      #expect(lines.output == "image\t8x8\nimage\t8x8\n")
      #expect(try program.run(["search", "*", "--format", #"{type}\0"#]).output == "image\0image\0")
      #expect(try program.run(["search", "*", "--format", "{type}", "-0"]).output == "image\0image\0")
      #expect(try program.run(["search", "*", "--format", "-{type}"]).output == "-image\n-image\n")
      #expect(try program.run(["search", "*", "--format", "{tpye}"]).status == 2)
      #expect(try program.run(["search", "*", "--format", "{type}", "--json"]).status == 2)
      #expect(try program.run(["search", "zeppelin", "--format", "{type}"]).status == 1)
    }
  }

  @Test func `a table for spreadsheets has a head, quoted cells and no formulas`() async throws {
    try await Self.withPictures(1) { program in
      #expect(try program.run(["tag", "--query", "*", "+=cmd|x", "+b,c", "-q"]).status == 0)
      let table = try program.run(["search", "*", "--csv", "--fields", "tags,w"])
      #expect(table.output == "tags,w\r\n\"'=cmd|x, b,c\",8\r\n")
      let standard = try program.run(["search", "*", "--csv"]).output
      #expect(standard.hasPrefix("id,path,type,") && standard.split(separator: "\r\n").count == 2)
      let none = try program.run(["search", "zeppelin", "--csv", "--fields", "id"])
      #expect(none.status == 1 && none.output == "id\r\n")
    }
  }

  @Test(arguments: ["newest", "oldest", "name", "quality"])
  func `pages follow each other without a gap, whatever the order`(_ order: String) async throws {
    try await Self.withPictures(7) { program in
      let all = Self.ids(try program.run(["search", "*", "--sort", order, "--json"]))
      var (read, next, pages) = ([String](), nil as String?, 0)
      repeat {
        let cursor = next.map { ["--after", $0] } ?? []
        let page = try program.run(["search", "*", "--sort", order, "--limit", "3", "--json"] + cursor)
        #expect(page.status == 0, "\(page.errors)")
        read += Self.ids(page)
        next = page.json?["next"]?.stringValue
        pages += 1
      } while next != nil && pages < 9
      #expect(read == all && all.count == 7 && pages == 3)
    }
  }

  @Test func `a page goes on where its asset was, though it is gone or others came`() async throws {
    try await Self.withPictures(6) { program in
      let all = Self.ids(try program.run(["search", "*", "--sort", "oldest", "--json"]))
      let first = try program.run(["search", "*", "--sort", "oldest", "--limit", "2", "--json"])
      let next = try #require(first.json?["next"]?.stringValue)
      #expect(try program.run(["delete", all[0], "-q"]).status == 0)
      let second = try program.run(["search", "*", "--sort", "oldest", "--limit", "2", "--after", next, "--json"])
      #expect(Self.ids(second) == Array(all[2...3]))
      #expect(try program.run(["delete", all[1], "-q"]).status == 0)
      let byID = try program.run(["search", "*", "--sort", "oldest", "--after", all[3], "--json"])
      #expect(Self.ids(byID) == Array(all[4...5]))
      #expect(try program.run(["search", "*", "--after", "nonsense!"]).status == 2)
      #expect(try program.run(["search", "*", "--after", all[1]]).status == 2, "an id alone has no other place")
    }
  }

  @Test func `assets are counted by what they share`() async throws {
    try await Self.withPictures(3) { program in
      let ids = Self.ids(try program.run(["search", "*", "--json"]))
      #expect(try program.run(["rate", ids[0], ids[1], "5", "-q"]).status == 0)
      #expect(try program.run(["tag", ids[0], "+sea", "+land", "-q"]).status == 0)
      let total = try program.run(["stats", "--json"]).json
      #expect(total?["total"]?["assets"] == 3 && total?["total"]?["rated"] == 2 && total?["groups"] == [])
      let quality = try program.run(["stats", "--by", "quality", "--json"]).json
      #expect(quality?["by"] == "quality")
      #expect(quality?["groups"]?.arrayValue?.map { $0["value"] } == ["5", JSONValue.null])
      #expect(quality?["groups"]?.arrayValue?.map { $0["assets"] } == [2, 1])
      let tags = try program.run(["stats", "rating:5", "--by", "tag", "--csv"])
      #expect(tags.output.hasPrefix("tag,assets,bytes,rated,cost,first,last\r\n"))
      #expect(tags.output.split(separator: "\r\n").count == 4, "land, sea, and the one without tags")
      let months = try program.run(["stats", "--by", "month"])
      #expect(months.output.contains(/^20\d\d-\d\d\t3\t\d+\t2\t\t/), "\(months.output)")
      #expect(try program.run(["stats", "zeppelin"]).status == 1)
      #expect(try program.run(["stats", "--by", "colour"]).status == 2)
    }
  }

  @Test(
    arguments: [
      (["search", "qualty:4"], 2), (["search", "--limit", "x"], 2), (["serch", "x"], 2),
      (["rate", "--stars"], 2),
      (["show", "0000000000"], 2), (["rate", "--query", "zeppelin", "5"], 1), (["undo", "99"], 2),
      (["export", "--strip", "--sidecar", "abcd", "x"], 2), (["search", "x", "--library", "Nowhere"], 9),
    ] as [([String], Int32)])
  func `a failure is a document as well`(_ command: [String], _ status: Int32) async throws {
    try await Self.withPictures(1) { program in
      let answer = try program.run(command + ["--json"])
      let error = answer.json?["error"]
      #expect(answer.status == status && answer.json?["schema"] == 1, "\(answer.output)")
      #expect(error?["status"]?.intValue == Int(status) && error?["message"]?.stringValue?.isEmpty == false)
      #expect(!answer.errors.isEmpty && answer.output.split(separator: "\n").count == 1)
    }
  }

  @Test func `a document that was written is the only one`() async throws {
    try await Self.withPictures(1) { program in
      for (command, status) in [
        (["search", "zeppelin"], 1 as Int32), (["search", "zeppelin", "--count"], 1), (["stats", "zeppelin"], 1),
        (["events"], 0), (["search", "*", "--explain"], 0),
      ] {
        let answer = try program.run(command + ["--json"])
        #expect(answer.status == status && answer.json?["schema"] == 1 && answer.json?["error"] == nil, "\(command)")
      }
    }
  }

  @Test func `several files in a pipe are text, with --fast as well`() async throws {
    try await Program.with { program in
      for words in [[], ["--fast"]] {
        let answer = try program.run(["show"] + words + Program.pictures)
        #expect(answer.status == 0 && !answer.output.contains("{\"schema\""), "\(answer.output.prefix(300))")
        #expect(answer.output.contains("png") && answer.output.contains("jpeg"))
        #expect(try program.run(["show", "--json"] + words + Program.pictures).json?["files"]?.arrayValue?.count == 3)
      }
    }
  }
}
