import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The library in which the program is started, and the settings.
@Suite(.needsProgram()) struct ConfigCommandTests {
  @Test func `standing in a library uses it, after the flag and the environment`() async throws {
    try await Program.with { program in
      #expect(try program.run(["organize"] + Program.pictures).status == 0)
      let other = program.folder.appending("Other").description
      #expect(try program.run(["init", other]).status == 0)
      var inside = program
      inside.workingFolder = BytePath(program.library).appending("2026-11-22/deep")
      try FileManager.default.createDirectory(
        atPath: inside.workingFolder?.description ?? "", withIntermediateDirectories: true)
      #expect(try inside.run(["config", "set", "library", other]).status == 0)
      inside.environment["ALICE_LIBRARY"] = ""
      #expect(try inside.run(["config", "get", "library"]).output == program.library + "\n")
      #expect(try inside.run(["search", "*", "--count"]).output == "3\n")
      #expect(try inside.run(["search", "*", "--count", "--library", other]).output == "0\n")
      inside.environment["ALICE_LIBRARY"] = other
      #expect(try inside.run(["search", "*", "--count"]).output == "0\n")
      var outside = program
      outside.environment["ALICE_LIBRARY"] = ""
      #expect(try outside.run(["config", "get", "library"]).output == other + "\n")
    }
  }

  @Test func `a folder called .alice is no library by itself`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["ALICE_LIBRARY"] = ""
      try FileManager.default.createDirectory(
        atPath: program.folder.appending(".alice").description, withIntermediateDirectories: true)
      let home = program.folder.description
      #expect(try program.run(["config", "get", "library"]).output == home + "/Pictures/Alice\n")
    }
  }

  @Test func `without a library both ways to make one are told in two lines`() async throws {
    try await Program.with { program in
      let answer = try program.run(["search", "castle"])
      let lines = answer.errors.split(separator: "\n")
      #expect(answer.status == 9 && lines.count == 2, "\(answer.errors)")
      #expect(lines[0].contains("'alice organize FOLDER'") && lines[1].contains("'alice init --keep-layout FOLDER'"))
    }
  }

  @Test func `a setting is written into a file with a comment on every key, and read back`() async throws {
    try await Program.with { program in
      let path = try program.run(["config", "path"]).output.dropLast()
      #expect(path == program.folder.description + "/.config/alice/config.yaml")
      let values = [
        ("model", "flux-dev"), ("budget.day", "5"), ("budget.run", "0.5"), ("dates", "day-first"), ("concurrency", "3"),
        ("gallery.cache", "2 GiB"), ("library", "~/My 'best' pictures: 1"), ("confirm_above", "2"),
      ]
      for (key, value) in values {
        let answer = try program.run(["config", "set", key, value])
        #expect(answer.status == 0, "\(answer.errors)")
      }
      #expect(try program.run(["config", "set", "inboxes", "~/Downloads", "~/My Desk"]).status == 0)
      let text = try String(contentsOfFile: String(path), encoding: .utf8)
      #expect(text.contains("# The model of 'alice generate' without --model.") && text.contains("\nmodel: flux-dev\n"))
      for (key, value) in values where key != "library" {
        #expect(try program.run(["config", "get", key]).output == value + "\n", "\(text)")
      }
      #expect(try program.run(["config", "get", "inboxes"]).output == "~/Downloads\n~/My Desk\n")
      #expect(try program.run(["config", "set", "budget.day", "7"]).status == 0)
      #expect(try program.run(["config", "get", "budget.day"]).output == "7\n")
      for key in ["budget.day", "budget.run", "dates"] {
        #expect(try program.run(["config", "set", key, "--unset"]).status == 0)
        #expect(try program.run(["config", "get", key]).status == 1)
      }
      #expect(try program.run(["config", "get", "model"]).output == "flux-dev\n")
    }
  }

  @Test func `what a person wrote into the file stays`() async throws {
    try await Program.with { program in
      try program.configure(
        """
        # mine
        budget: {day: 5, month: 50} # small

        hooks:
        - on: generation.completed
          run: [true]
        # the end
        model: flux-dev # fast
        """)
      #expect(try program.run(["config", "set", "budget.month", "60"]).status == 0)
      #expect(try program.run(["config", "set", "model", "flux-pro"]).status == 0)
      let text = try program.configuration
      #expect(text.hasPrefix("# mine\nbudget:\n  day: 5\n  month: 60\n"), "\(text)")
      #expect(text.contains("- on: generation.completed\n  run: [true]\n# the end\nmodel: flux-pro\n"), "\(text)")
      try program.configure("{model: flux-dev, budget: {day: 1}}\n")
      let refused = try program.run(["config", "set", "model", "x"])
      #expect(refused.status == 2 && refused.errors.contains("'alice config edit'"), "\(refused.errors)")
      #expect(try program.configuration == "{model: flux-dev, budget: {day: 1}}\n")
    }
  }

  @Test(arguments: [
    ["modle", "x"], ["budget.dya", "5"], ["dates", "german"], ["concurrency", "0"], ["budget.day", "much"],
    ["hooks", "x"], ["model", "a", "b"], ["model", "a\u{1B}b"], ["model"], ["gallery.cache", "big"],
  ])
  func `what cannot be is refused, and no file is written`(_ words: [String]) async throws {
    try await Program.with { program in
      let answer = try program.run(["config", "set"] + words)
      #expect(answer.status == 2 && !answer.errors.contains("\u{1B}"), "\(answer.errors)")
      #expect(!FileManager.default.fileExists(atPath: program.folder.description + "/.config/alice/config.yaml"))
    }
  }

  @Test func `a key that means nothing is told with its line and the nearest one, and the rest counts`() async throws {
    try await Program.with { program in
      try program.configure("# a comment\nmodle: x\nbudget:\n  dya: 5\nmodel: flux-dev\nzzzzzzzz: 1\ndates: german\n")
      let answer = try program.run(["config", "get", "model"])
      #expect(answer.output == "flux-dev\n" && answer.status == 0)
      for part in [
        "config.yaml:2: there is no setting 'modle'; did you mean 'model'?",
        "config.yaml:4: there is no setting 'budget.dya'; did you mean 'budget.day'?",
        "config.yaml:6: there is no setting 'zzzzzzzz'\n",
        "config.yaml:7: 'dates' is day-first or month-first, not 'german'",
      ] { #expect(answer.errors.contains(part), "\(answer.errors)") }
    }
  }

  @Test func `the editor gets the file, which begins as a sample`() async throws {
    try await Program.with { program in
      var program = program
      program.environment["EDITOR"] = "sed -i 's/# dates: day-first/dates: month-first/'"
      let edited = try program.run(["config", "edit"])
      #expect(edited.status == 0, "\(edited.errors)")
      #expect(try program.run(["config", "get", "dates"]).output == "month-first\n")
      #expect(try program.run(["config", "get", "model"]).errors.isEmpty)
    }
  }
}

extension Program {
  fileprivate var file: URL { URL(filePath: folder.description + "/.config/alice/config.yaml") }
  fileprivate var configuration: String { get throws { try String(contentsOf: file, encoding: .utf8) } }

  fileprivate func configure(_ text: String) throws {
    try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: file)
  }
}
