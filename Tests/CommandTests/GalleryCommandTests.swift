import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// `alice gallery` as a person starts and ends it.
@Suite(.needsProgram(and: "curl"), .serialized) struct GalleryCommandTests {
  /// A gallery that runs, and a browser's access to it.
  private struct Shown {
    let running: Program.Running
    let url: String
    let origin: String
    let cookie: String

    var ticket: String { url.components(separatedBy: "k=").last.map { $0.components(separatedBy: "&")[0] } ?? "" }
    var secret: String { cookie.components(separatedBy: "=").last ?? "" }

    func call(_ arguments: String...) throws -> String {
      let headers = [
        "Cookie: " + cookie, "Origin: " + origin, "X-Alice: 1", "Content-Type: application/json",
        "Sec-Fetch-Site: same-origin",
      ]
      return try Tool.run("curl", ["-s", "-m", "30"] + headers.flatMap { ["-H", $0] } + arguments, errors: false).output
    }

    func post(_ path: String, _ body: JSONValue) throws -> JSONValue? {
      try? JSONValue(parsing: try call("-d", body.text, origin + "/api/1/" + path))
    }
  }

  private func show(_ program: Program, _ arguments: String...) async throws -> Shown {
    let running = try program.start(["gallery"] + arguments)
    let url = try await Self.firstLine(of: running)
    let origin = try #require(url.firstMatch(of: /^http:\/\/127\.0\.0\.1:\d+/)?.0)
    let head = try Tool.run("curl", ["-s", "-D", "-", "-o", "/dev/null", url], errors: false).output
    let cookie = try #require(head.firstMatch(of: /alice_\d+=[0-9a-f]{64}/)?.0)
    return Shown(running: running, url: url, origin: String(origin), cookie: String(cookie))
  }

  private static func firstLine(of running: Program.Running) async throws -> String {
    await withCheckedContinuation { continuation in
      let thread = Thread {
        var bytes = Data()
        while !bytes.contains(0x0A) {
          let more = running.output.availableData
          guard !more.isEmpty else { break }
          bytes += more
        }
        continuation.resume(returning: String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self))
      }
      thread.start()
    }
  }

  private func ids(_ program: Program) async throws -> [String] {
    let found = try await program.run("search", "*", "--json")
    return found.json?["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
  }

  @Test func `its address is the first line, and Ctrl-C ends it`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let shown = try await show(program)
      #expect(shown.url.wholeMatch(of: /http:\/\/127\.0\.0\.1:\d+\/\?k=[0-9a-f]{64}/) != nil)
      #expect(try shown.call(shown.origin + "/api/1/page").contains("\"total\":3"))
      #expect(try await shown.running.end(by: SIGINT) == 0)
      // The port and the cookie are kept, so that bookmarks work.
      let again = try await show(program)
      #expect(again.origin == shown.origin && again.cookie == shown.cookie)
      #expect(try await again.running.end(by: SIGTERM) == 0)
    }
  }

  @Test func `a query comes first, and a wrong one is an error`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let shown = try await show(program, "model:\"a b\"", "--read-only")
      #expect(shown.url.hasSuffix("&q=model%3A%22a%20b%22"))
      #expect(try shown.post("rate", ["ids": [], "rating": 3])?["status"] == 405)
      try await shown.running.end(by: SIGINT)
      #expect(try await program.run("gallery", "flavor:red").status == 2)
    }
  }

  @Test func `it opens the browser without a terminal where it is told to`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let tools = program.folder.appending("tools").description
      try FileManager.default.createDirectory(atPath: tools, withIntermediateDirectories: true)
      let script = "#!/bin/sh\nprintf '%s\\n' \"$1\" > '\(tools)/new' && mv '\(tools)/new' '\(tools)/opened'\n"
      try Data(script.utf8).write(to: URL(filePath: tools + "/xdg-open"))
      try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: tools + "/xdg-open")
      var desktop = program
      desktop.environment = ["PATH": tools + ":/usr/bin:/bin", "DISPLAY": ":0"]
      let opened = { FileManager.default.fileExists(atPath: tools + "/opened") }
      let silent = try await show(desktop)
      #expect(try await silent.running.end(by: SIGINT) == 0 && !opened())
      let shown = try await show(desktop, "--open")
      try await shown.running.wait(until: opened)
      #expect(try await shown.running.end(by: SIGINT) == 0)
    }
  }

  @Test func `without a library it says how to make one`() async throws {
    try await Program.with { program in
      let answer = try await program.run("gallery")
      #expect(answer.status == 9)
      #expect(answer.errors.contains("there is no library at"))
      #expect(answer.output.isEmpty)
    }
  }

  @Test func `no secret is in a list of processes, nor in any output but the first line`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let shown = try await show(program, "-v")
      _ = try shown.call(shown.origin + "/?k=" + shown.ticket)
      let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").filter { Int($0) != nil }
      for process in processes where process != "\(getpid())" {
        let words = (try? Data(contentsOf: URL(filePath: "/proc/\(process)/cmdline"))) ?? Data()
        let text = String(decoding: words, as: UTF8.self)
        #expect(!text.contains(shown.ticket) && !text.contains(shown.secret), "process \(process)")
      }
      try await shown.running.end(by: SIGINT)
      let rest = String(decoding: shown.running.output.readDataToEndOfFile(), as: UTF8.self)
      let errors = try String(contentsOf: shown.running.errors, encoding: .utf8)
      for text in [rest, errors] { #expect(!text.contains(shown.ticket) && !text.contains(shown.secret)) }
      let log = try Tool.run("grep", ["-rlE", shown.secret + "|" + shown.ticket, program.library], errors: false).output
      #expect(log.split(separator: "\n").allSatisfy { $0.hasSuffix("/.alice/gallery") })
    }
  }

  @Test func `a second one leads to the first`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let first = try await show(program)
      let second = try await program.run("gallery")
      #expect(second.status == 0)
      #expect(second.output.hasPrefix(first.origin + "/?k="))
      let answer = try Tool.run(
        "curl", ["-s", "-o", "/dev/null", "-w", "%{http_code}", second.output.trimmingCharacters(in: .newlines)])
      #expect(answer.output == "303")
      try await first.running.end(by: SIGINT)
    }
  }

  @Test func `a kill loses no verdict that was acknowledged`() async throws {
    try await Program.with { program in
      _ = try program.run(["organize"] + Program.pictures)
      let ids = try await ids(program)
      let shown = try await show(program)
      for (number, id) in ids.enumerated() {
        let answer = try shown.post("rate", ["ids": [.string(id)], "rating": JSONValue(number + 1)])
        #expect(answer?["changed"] == 1)
      }
      let pick = try shown.post("pick", ["ids": [.string(ids[0])], "verdict": "pick"])
      #expect(pick?["changed"] == 1)
      kill(shown.running.process.processIdentifier, SIGKILL)
      shown.running.process.waitUntilExit()
      _ = try await program.run("reindex")
      let found = try await program.run("search", "*", "--json")
      let ratings = found.json?["assets"]?.arrayValue?.map { $0["rating"]?.intValue }
      #expect(Set(ratings ?? []) == [1, 2, 3])
      #expect(try await program.run("search", "is:picked", "--count").output.hasPrefix("1"))
      #expect(try await program.run("check").status == 0)
      // The next one is not kept out by what the killed one left.
      let again = try await show(program)
      try await again.running.end(by: SIGINT)
    }
  }
}
