import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// How assets are chosen, the same for every verb: ids, paths, standard input and queries.
@Suite(.enabled(if: Program.isBuilt)) struct SelectionTests {
  /// Pictures that differ, in a library, oldest first.
  static func withPictures(
    _ count: Int, _ body: (Program, _ ids: [String], _ files: [String]) async throws -> Void
  ) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox")
      try FileManager.default.createDirectory(atPath: inbox.description, withIntermediateDirectories: false)
      for number in 0..<count {
        try Data(NoisePicture.png(side: 8, seed: UInt64(number))).write(
          to: URL(filePath: inbox.appending("p\(number + 100).png").description))
      }
      #expect(try program.run(["organize", inbox.description, "-q"]).status == 0)
      let found = try program.run(["search", "*", "--jsonl", "--sort", "oldest"]).output.split(separator: "\n")
      let assets = try found.map { try JSONValue(parsing: String($0)) }
      try #require(assets.count == count)
      try await body(
        program, assets.compactMap { $0["id"]?.stringValue }, assets.compactMap { $0["file"]?.stringValue })
    }
  }

  /// Runs a line of a shell in which `alice` is the program.
  private static func shell(_ program: Program, _ line: String) throws -> Program.Answer {
    try program.run(
      ["-c", #"alice() { "$0" "$@"; }; "# + line, Program.binary.path], of: URL(filePath: "/bin/sh"))
  }

  static func ratings(_ answer: Program.Answer) -> [Int?] {
    answer.json?["assets"]?.arrayValue?.map { $0["rating"]?.intValue } ?? []
  }

  @Test(arguments: ["\n", "\r\n", "\0"])
  func `standard input names assets by id and by path, whatever ends each`(_ end: String) async throws {
    try await Self.withPictures(3) { program, ids, files in
      let input = [String(ids[2].prefix(10)), files[0], ids[1]].map { $0 + end }.joined()
      let answer = try program.run(["rate", "-", "--stars", "4", "--json"], input: input)
      #expect(answer.status == 0 && answer.errors.isEmpty, "\(answer.errors)")
      let changed = answer.json?["assets"]?.arrayValue ?? []
      #expect(changed.map { $0["id"]?.stringValue } == [ids[2], ids[0], ids[1]])
      #expect(Self.ratings(answer) == [4, 4, 4])
    }
  }

  @Test func `empty lines and a last line without an end are no mistakes, and words stand beside the list`()
    async throws
  {
    try await Self.withPictures(3) { program, ids, files in
      let answer = try program.run(["tag", ids[0], "-", "+night"], input: "\r\n\n\(ids[1])\n\n\(files[2])")
      #expect(answer.status == 0)
      #expect(answer.output == files.map { $0 + "\n" }.joined())
      #expect(try program.run(["search", "tag:night", "--count"]).output == "3\n")
    }
  }

  @Test func `what one command prints the next one takes`() async throws {
    try await Self.withPictures(3) { program, _, files in
      let tagged = try Self.shell(program, "alice search '*' -0 | alice tag - -0 +sea")
      #expect(tagged.status == 0, "\(tagged.errors)")
      #expect(tagged.output.split(separator: "\0").count == 3)
      let copied = try Self.shell(program, "alice search tag:sea | alice export - Out")
      #expect(copied.status == 0 && copied.output.split(separator: "\n").count == 3, "\(copied.errors)")
      let shown = try Self.shell(program, "alice search tag:sea | alice show - --json")
      #expect(shown.json?["files"]?.arrayValue?.count == 3)
      let scored = try Self.shell(program, "alice search tag:sea | alice score - --jsonl")
      #expect(scored.status == 0 && scored.output.split(separator: "\n").count == 3, "\(scored.errors)")
      let one = try Self.shell(program, "echo '\(files[0])' | alice show - --json")
      #expect(one.json?["files"]?.arrayValue?.count == 1, "a list of one is a list")
    }
  }

  @Test(arguments: [["rate", "-", "4"], ["tag", "-", "+a"], ["export", "-", "Out"], ["show", "-"], ["score", "-"]])
  func `a list that names nothing is the answer no`(_ command: [String]) async throws {
    try await Self.withPictures(1) { program, _, _ in
      for input in ["", "\n\r\n\n"] {
        let answer = try program.run(command, input: input)
        #expect(answer.status == 1 && answer.output.isEmpty)
        #expect(answer.errors == "alice: standard input names nothing\n")
      }
    }
  }

  @Test(arguments: [
    ["rate", "--stars", "5"], ["tag", "+a"], ["pick"], ["delete"], ["export", "--to", "Out"], ["show"], ["score"],
    ["trash", "restore"],
  ])
  func `a command without names does nothing where it is no person who forgot them`(_ command: [String]) async throws {
    try await Self.withPictures(1) { program, _, _ in
      let line =
        "alice search zeppelin -0 2>/dev/null | xargs -0 \(Program.binary.path) \(command.joined(separator: " "))"
      let answer = try Self.shell(program, line)
      #expect(answer.status == 0 && answer.output.isEmpty, "\(answer.errors)")
      #expect(answer.errors == "nothing is named, and nothing was done\n")
      #expect(try program.run(["log", "--json"]).json?["operations"]?.arrayValue?.count == 1)
      let terminal = try PseudoTerminal(columns: 200)
      let asked = try program.start(
        ["-c", #"exec "$0" "$@" <&2"#, Program.binary.path] + command, errors: terminal.slave,
        of: URL(filePath: "/bin/sh"))
      asked.process.waitUntilExit()
      #expect(asked.process.terminationStatus == 2)
      #expect(terminal.text().contains("standard input"))
    }
  }

  @Test func `xargs and a list rate, tag, pick, export, delete and put on a sheet`() async throws {
    try await Self.withPictures(3) { program, ids, files in
      let alice = "xargs -0 \(Program.binary.path)"
      for rate in ["rate --stars 5", "rate 5"] {
        let rated = try Self.shell(program, "alice search '*' -0 | \(alice) \(rate)")
        #expect(rated.status == 0 && rated.output.split(separator: "\n").count == 3, "\(rated.errors)")
      }
      let copied = try Self.shell(program, "alice search '*' -0 | \(alice) export --to Out")
      #expect(copied.status == 0 && copied.output.split(separator: "\n").count == 3, "\(copied.errors)")
      let sheet = try Self.shell(program, "alice search '*' --sort oldest --limit 2 | alice sheet Two.html - --json")
      #expect(sheet.status == 0 && sheet.json?["assets"]?.intValue == 2, "\(sheet.errors)\(sheet.output)")
      let gone = try Self.shell(program, "alice search '*' -0 | \(alice) delete")
      #expect(gone.status == 0 && gone.errors.contains("3 moved to the trash"), "\(gone.errors)")
    }
  }

  @Test func `what changed is told, and what would`() async throws {
    try await Self.withPictures(3) { program, ids, _ in
      #expect(try program.run(["rate", ids[0], "3"]).errors == "rating none → 3: 1 asset\n")
      let plan = try program.run(["rate", ids[0], ids[1], ids[2], "4", "-n"])
      #expect(plan.errors == "would be done: rating 3 → 4: 1 asset; rating none → 4: 2 assets\n")
      #expect(try program.run(["rate", ids[0], ids[1], "3"]).errors == "rating none → 3: 1 asset; 1 as before\n")
      #expect(try program.run(["tag", ids[0], "+sea", "+land"]).errors == "+sea, +land: 1 asset\n")
      #expect(try program.run(["tag", ids[0], ids[1], "-sea"]).errors == "-sea: 1 asset; 1 as before\n")
      #expect(try program.run(["pick", ids[0]]).errors == "not picked → picked: 1 asset\n")
      #expect(try program.run(["rate", ids[0], "2", "-q"]).errors.isEmpty)
    }
  }

  @Test func `standard input is read once`() async throws {
    try await Self.withPictures(1) { program, ids, _ in
      let answer = try program.run(["rate", "-", "-", "4"], input: ids[0])
      #expect(answer.status == 2 && answer.errors.contains("'-' can be given once"))
      #expect(try program.run(["search", "rating:4", "--count"]).output == "0\n")
    }
  }

  @Test func `names of a list that stand for nothing are told, and the others are done`() async throws {
    try await Self.withPictures(2) { program, ids, _ in
      let answer = try program.run(["rate", "-", "3", "--json"], input: "\(ids[0])\nnothing\n\(ids[1])\n")
      #expect(answer.status == 3 && answer.errors.contains("'nothing'"))
      #expect(Self.ratings(answer) == [3, 3] && answer.json?["refused"]?[0]?["file"] == "nothing")
    }
  }

  @Test func `a name that is not UTF-8 is taken as it is`() async throws {
    try await Self.withPictures(1) { program, ids, files in
      let moved = try Self.shell(
        program,
        #"cd "$ALICE_LIBRARY" && mv '\#(files[0])' "$(printf 'sea\377.png')" && alice check --repair -q"#)
      #expect([0, 1].contains(moved.status), "\(moved.errors)")
      let tagged = try Self.shell(
        program, #"printf '%s/sea\377.png\0' "$ALICE_LIBRARY" | alice tag - +sea --json"#)
      #expect(tagged.status == 0, "\(tagged.errors)")
      #expect(tagged.json?["assets"]?[0]?["id"]?.stringValue == ids[0])
      let shown = try Self.shell(program, "alice search tag:sea -0 | alice show - --as json")
      #expect(shown.status == 0 && shown.json?["files"]?.arrayValue?.count == 1, "\(shown.errors)")
    }
  }

  @Test func `a query chooses all that it finds, after what was named`() async throws {
    try await Self.withPictures(4) { program, ids, files in
      #expect(try program.run(["tag", ids[1], ids[3], "+sea"]).status == 0)
      let rated = try program.run(["rate", "--query", "tag:sea", "5", "--json"])
      #expect(rated.status == 0 && Self.ratings(rated) == [5, 5], "\(rated.errors)")
      let both = try program.run(["rate", ids[0], ids[1], "--query", "tag:sea", "--stars", "2", "--json"])
      #expect(
        both.json?["assets"]?.arrayValue?.map { $0["id"]?.stringValue } == [ids[0], ids[1], ids[3]], "\(both.errors)")
      #expect(try program.run(["tag", "--query", "-tag:sea", "+land"]).status == 0)
      #expect(try program.run(["search", "tag:land", "--count"]).output == "2\n")
      let copied = try program.run(["export", "--query", "tag:land", "Out", "-0"])
      #expect(copied.status == 0 && copied.output.split(separator: "\0").count == 2)
      let shown = try program.run(["show", "--query", "tag:sea", "--jsonl"])
      #expect(shown.status == 0 && shown.output.split(separator: "\n").count == 2)
      let scored = try program.run(["score", files[0], "--query", "tag:sea", "--json"])
      #expect(scored.json?["scores"]?.arrayValue?.count == 3)
    }
  }

  @Test(arguments: [["rate", "4"], ["tag", "+a"], ["export", "Out"], ["show"], ["score"]])
  func `a query that finds nothing is the answer no, and a wrong one is wrong usage`(_ command: [String]) async throws {
    try await Self.withPictures(1) { program, _, _ in
      let nothing = try program.run(command + ["--query", "zeppelin"])
      #expect(nothing.status == 1 && nothing.output.isEmpty && nothing.errors.contains("nothing found"))
      let wrong = try program.run(command + ["--query", "qualty:4"])
      #expect(wrong.status == 2 && wrong.errors.contains("did you mean quality"))
    }
  }

  @Test func `more than fifty are taken only with a yes`() async throws {
    try await Self.withPictures(51) { program, ids, _ in
      let refused = try program.run(["rate", "--query", "*", "4"])
      #expect(refused.status == 2 && refused.output.isEmpty)
      #expect(refused.errors.contains("51 assets") && refused.errors.split(separator: "\n").count == 1)
      #expect(try program.run(["search", "rating:4", "--count"]).output == "0\n")
      #expect(try program.run(["rate", "--query", "*", "4", "-q", "--yes"]).status == 0)
      #expect(try program.run(["search", "rating:4", "--count"]).output == "51\n")
      #expect(try program.run(["rate", ids[0], "5"]).status == 0)
      let fifty = try program.run(["rate", "--query", "rating:4", "3"])
      #expect(fifty.status == 0 && fifty.output.split(separator: "\n").count == 50)
    }
  }

  @Test(arguments: [("y\n", 0 as Int32), ("n\n", 2), ("\n", 2)])
  func `on a terminal more than fifty are asked about`(answer: String, status: Int32) async throws {
    try await Self.withPictures(51) { program, _, _ in
      let terminal = try PseudoTerminal(columns: 80)
      let running = try program.start(
        ["-c", #"exec "$0" rate --query '*' 4 -q <&2"#, Program.binary.path], errors: terminal.slave,
        of: URL(filePath: "/bin/sh"))
      terminal.type(answer)
      _ = running.output.readDataToEndOfFile()
      running.process.waitUntilExit()
      #expect(running.process.terminationStatus == status)
      #expect(terminal.text().contains("'*' finds 51 assets; go on with all of them? [y/N]"))
      #expect(try program.run(["search", "rating:4", "--count"]).output == (status == 0 ? "51\n" : "0\n"))
    }
  }

  @Test func `a file that is no asset of the library is told from a name that stands for nothing`() async throws {
    try await Self.withPictures(1) { program, ids, files in
      let outside = try program.run(["rate", program.folder.appending("Inbox/p100.png").description, "4"])
      #expect(outside.status == 2 && outside.errors.contains("does not lie in the library"), "\(outside.errors)")
      let inside = program.library + "/new.png"
      try Data(NoisePicture.png(side: 8, seed: 99)).write(to: URL(filePath: inside))
      let unknown = try program.run(["rate", inside, "4"])
      #expect(unknown.status == 2 && unknown.errors.contains("its catalog does not know it"), "\(unknown.errors)")
      for name in ["0000000000", "nothing.png", String(ids[0].prefix(3))] {
        let nothing = try program.run(["rate", name, "4"])
        #expect(
          nothing.status == 2 && nothing.errors.contains("there is no asset or file '\(name)'"), "\(nothing.errors)")
      }
      #expect(try program.run(["rate", files[0], "4"]).status == 0)
    }
  }

  @Test func `score takes an id where no file has that name, and needs no library for files`() async throws {
    try await Self.withPictures(1) { program, ids, files in
      let scored = try program.run(["score", String(ids[0].prefix(8)), "--jsonl"])
      #expect(scored.status == 0, "\(scored.errors)")
      #expect(try JSONValue(parsing: scored.output)["file"]?.stringValue == files[0])
      let elsewhere = ["--library", program.folder.appending("Nowhere").description]
      #expect(try program.run(["score", files[0]] + elsewhere).status == 0)
      #expect(try program.run(["score", ids[0]] + elsewhere).status == 2)
      #expect(try program.run(["show", files[0]] + elsewhere).status == 0)
      #expect(try program.run(["show", "--query", "*"] + elsewhere).status == 9)
    }
  }

  @Test func `a dry run of an undo says what would be done`() async throws {
    try await Self.withPictures(1) { program, ids, _ in
      #expect(try program.run(["rate", ids[0], "4"]).status == 0)
      let plan = try program.run(["undo", "-n"])
      #expect(plan.status == 0 && plan.errors.contains("1 would be undone, 0 would be restored"), "\(plan.errors)")
      let done = try program.run(["undo"])
      #expect(done.status == 0 && done.errors.contains("1 undone, 0 restored"), "\(done.errors)")
    }
  }

  @Test func `requests are named on standard input, too`() async throws {
    try await Program.with { program in
      for seed in ["1", "2"] {
        let made = ["generate", "a lake", "--model", "flux-schnell", "--simulate", "--seed", seed]
        #expect(try program.run(made).status == 0)
      }
      let plan = try Self.shell(program, "alice jobs | alice jobs cancel - -n --json")
      #expect(plan.status == 0 && plan.json?["jobs"]?.arrayValue?.count == 2, "\(plan.errors)")
      #expect(try program.run(["jobs", "forget", "-"], input: "").status == 1)
      let forgotten = try Self.shell(program, "alice jobs -0 | alice jobs forget - -0 --yes")
      #expect(forgotten.status == 0, "\(forgotten.errors)")
      #expect(try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue == [])
    }
  }
}
