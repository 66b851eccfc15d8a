import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram()) struct HookTests {
  /// A program with a configuration, and a picture in its inbox.
  private func with(
    _ config: String, project: String? = nil, _ body: (Program, String) async throws -> Void
  ) async throws {
    try await Program.with { program in
      let inbox = program.folder.appending("Inbox").description
      let manager = FileManager.default
      try manager.createDirectory(atPath: inbox, withIntermediateDirectories: true)
      try manager.copyItem(atPath: Fixtures.url("demo/grid-0003.jpg").path, toPath: inbox + "/a.jpg")
      try write(config.replacing("HERE", with: program.folder.description), ".config/alice/config.yaml", program)
      if let project { try write(project.replacing("HERE", with: program.folder.description), ".alice.yaml", program) }
      try await body(program, inbox)
    }
  }

  private func write(_ text: String, _ name: String, _ program: Program) throws {
    let path = program.folder.appending(name)
    try FileManager.default.createDirectory(
      atPath: (path.parent ?? path).description, withIntermediateDirectories: true)
    try Data(text.utf8).write(to: URL(filePath: path.description))
  }

  private func read(_ name: String, _ program: Program) -> String? {
    FileManager.default.contents(atPath: program.folder.appending(name).description)
      .map { String(decoding: $0, as: UTF8.self) }
  }

  @Test func `a hook gets the event on its standard input, and no key`() async throws {
    let config = """
      hooks:
        - on: organize.completed
          run: [/bin/sh, HERE/hook.sh, "two words"]
        - on: asset.*
          run: /bin/sh HERE/asset.sh
      """
    try await with(config) { program, inbox in
      try write(#"cat > "$HOME/event"; env > "$HOME/env"; echo "$1" > "$HOME/argument"; echo loud"#, "hook.sh", program)
      try write(#"cat >> "$HOME/assets""#, "asset.sh", program)
      var program = program
      program.environment = ["FAL_KEY": "id:secret", "FAL_KEY_ID": "id"]
      let answer = try await program.run("organize", inbox)
      #expect(answer.status == 0 && !(answer.output + answer.errors).contains("loud"))
      let event = try JSONValue(parsing: try #require(read("event", program)))
      #expect(event["name"] == "organize.completed" && event["data"]?["placed"] == 1 && event["schema"] == 1)
      let environment = try #require(read("env", program))
      #expect(!environment.contains("FAL_KEY") && environment.contains("ALICE_EVENT=organize.completed\n"))
      #expect(environment.contains("ALICE_LIBRARY="))
      #expect(read("argument", program) == "two words\n")
      #expect(read("assets", program)?.split(separator: "\n").count == 1)
      let loud = try await program.run("organize", inbox, "-v")
      #expect(loud.errors.contains("loud") && !loud.output.contains("loud"))
    }
  }

  @Test func `no shell sees a hook`() async throws {
    try await with("hooks: [{on: organize.completed, run: \"touch 'a b' ; $HOME *\"}]") { program, inbox in
      #expect(try await program.run("organize", inbox).status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: program.folder.description)
      #expect(Set(names).isSuperset(of: ["a b", ";", "$HOME", "*"]))
    }
  }

  @Test func `a hook that fails or hangs is one warning each, and nobody's failure`() async throws {
    let config = """
      hooks:
        - {on: "*", run: "false"}
        - {on: organize.completed, run: [sleep, "600"], timeout: 0.3}
        - {on: organize.completed, run: no-such-program}
      """
    try await with(config) { program, inbox in
      let answer = try await program.run("organize", inbox)
      #expect(answer.status == 0 && answer.output.hasSuffix(".jpg\n"))
      let warnings = answer.errors.split(separator: "\n").filter { $0.hasPrefix("warning: ") }
      #expect(warnings.count { $0.contains("the hook sleep") } == 1)
      #expect(warnings.count { $0.contains("no such program") } == 1)
      #expect(warnings.count { $0.contains("the hook false: ended with status 1") } == 1)
    }
  }

  @Test func `a project's hooks run only where the user's own configuration trusts it`() async throws {
    let hooks = "hooks:\n  - {on: organize.completed, run: [touch, HERE/ran]}\n"
    try await with("model: flux-dev\n", project: "trust: [HERE]\n" + hooks) { program, inbox in
      let answer = try await program.run("organize", inbox)
      #expect(answer.status == 0 && read("ran", program) == nil)
      #expect(answer.errors.split(separator: "\n").count { $0.contains("'trust'") } == 1)
      #expect(try await program.run("search", "*").errors.isEmpty)
    }
    try await with("trust:\n  - HERE/.alice.yaml\n", project: hooks) { program, inbox in
      let answer = try await program.run("organize", inbox)
      #expect(answer.status == 0 && read("ran", program) != nil && !answer.errors.contains("trust"))
    }
  }

  @Test(arguments: [
    ("hooks: [{on: generation.complete, run: x}]", "did you mean generation.completed?"),
    ("hooks: [{on: asset.placed}]", "'run' is missing"), ("hooks: [{run: x}]", "'on' is missing"),
    ("hooks: [{on: asset.placed, run: \"a 'b\"}]", "'run' is no command"), ("hooks: yes", "a list of maps"),
    ("hooks: [{on: asset.placed, run: x, timeout: soon}]", "'timeout'"),
    ("webhooks: [{on: asset.placed, url: \"http://example.com\", secret_env: S}]", "needs https"),
    ("webhooks: [{on: asset.placed, url: \"https://example.com\"}]", "secret_env"),
    ("webhooks: [{on: asset.placed, url: \"https://10.0.0.1\", secret_env: S}]", "allow_private"),
    ("hooks: [{on: asset.placed, run: x, shell: true}]", "'shell' means nothing"),
  ])
  func `what is wrong in them is told before anything is done, and only to who would use them`(
    config: String, complaint: String
  ) async throws {
    try await with(config) { program, inbox in
      let answer = try await program.run("organize", inbox)
      #expect(answer.status == 2 && answer.errors.contains(complaint), "\(answer.errors)")
      #expect(answer.errors.split(separator: "\n").count == 1)
      #expect(!FileManager.default.fileExists(atPath: program.library))
      try FileManager.default.removeItem(atPath: program.folder.appending(".config").description)
      #expect(try await program.run("organize", inbox).status == 0)
      try write(config, ".config/alice/config.yaml", program)
      #expect(try await program.run("search", "*").status == 0)
    }
  }

  @Test func `a file that repeats itself without end is refused`() async throws {
    var bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in 1...12 {
      let repeated = Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ")
      bomb += "a\(level): &a\(level) [\(repeated)]\n"
    }
    try await with("model: flux-dev\n", project: bomb + "hooks: []\n") { program, _ in
      let answer = try await program.run("config")
      #expect(answer.status == 2 && answer.errors.contains("too many parts"))
    }
  }

  @Test func `the configuration is shown without secrets`() async throws {
    let config = """
      model: flux-dev
      hooks: [{on: asset.placed, run: [say, "two words"], timeout: 5}]
      webhooks: [{on: "generation.*", url: "https://example.com:8443/in?token=hidden", secret_env: MY_SECRET}]
      inboxes: [HERE/Inbox]
      """
    try await with(config) { program, _ in
      var program = program
      program.environment = ["MY_SECRET": "top-secret"]
      let answer = try await program.run("config", "--json")
      #expect(answer.json?["hooks"]?[0]?["run"] == ["say", "two words"] && answer.json?["model"] == "flux-dev")
      #expect(answer.json?["webhooks"]?[0]?["url"] == "https://example.com:8443/in")
      #expect(answer.json?["inboxes"]?[0] != nil)
      #expect(!answer.output.contains("top-secret") && !answer.output.contains("hidden"))
    }
  }

  @Test(.timeLimit(.minutes(1))) func `events are listed and followed, whichever process makes them`() async throws {
    try await with("model: flux-dev\n") { program, inbox in
      #expect(try await program.run("events").status == 9)
      #expect(try await program.run("organize", inbox).status == 0)
      let listed = try await program.run("events", "--name", "asset.*", "--limit", "1")
      #expect(listed.status == 0 && listed.json?["name"] == "asset.placed")
      #expect(try await program.run("events", "--since", "tomorrow-ish").status == 2)
      let wrong = try await program.run("events", "--name", "asset.place")
      #expect(wrong.status == 2 && wrong.errors.contains("asset.placed"))
      let following = try program.start(["events", "--follow", "--since", "today", "--name", "asset.*"])
      #expect(try JSONValue(parsing: nextLine(following))["name"] == "asset.placed")
      let id = try #require(listed.json?["data"]?["id"]?.stringValue)
      #expect(try await program.run("rate", id, "4").status == 0)
      #expect(try JSONValue(parsing: nextLine(following))["data"]?["rating"] == 4)
      following.process.interrupt()
      following.process.waitUntilExit()
      #expect(following.process.terminationStatus == 0)
    }
  }

  private func nextLine(_ running: Program.Running) -> String {
    var line = Data()
    while !line.contains(0x0A) {
      let more = running.output.readData(ofLength: 1)
      guard !more.isEmpty else { break }
      line.append(more)
    }
    return String(decoding: line, as: UTF8.self)
  }
}
