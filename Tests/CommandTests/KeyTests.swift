import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram(and: "curl"), .serialized) struct KeyTests {
  private func with(_ body: (Program, SimulatorProcess) async throws -> Void) async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program) { simulator in
        var program = program
        program.environment = ["FAL_QUEUE_URL": simulator.baseURL, "FAL_REST_URL": simulator.baseURL]
        try await body(program, simulator)
      }
    }
  }

  private func fault(_ json: String, _ simulator: SimulatorProcess) throws {
    let arguments = ["-sf", "-H", "content-type: application/json", "-d", json, simulator.baseURL + "/_sim/faults"]
    #expect(Tool.output("curl", arguments) != nil)
  }

  @Test func `a key is tested before it is stored, and stored for its owner alone`() async throws {
    try await with { program, simulator in
      let file = program.folder.appending(".config/alice/credentials").description
      try fault(#"{"fault":"bad-key","on":"storage","times":1}"#, simulator)
      let refused = try await program.run("keys", "setup", input: "id:wrong-secret\n")
      #expect(refused.status == 4 && !FileManager.default.fileExists(atPath: file), "\(refused.errors)")
      let stored = try await program.run("keys", "setup", input: "  id:good-secret \n")
      #expect(stored.status == 0, "\(stored.errors)")
      #expect(try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int == 0o600)
      let tested = try await program.run("keys", "test")
      #expect(tested.status == 0 && tested.output.contains("credentials"))
      let listed = try await program.run("keys", "list")
      #expect(listed.output.contains(file) && listed.output.contains("(used)"))
      for answer in [refused, stored, tested, listed] { #expect(!(answer.output + answer.errors).contains("-secret")) }
      #expect(try await program.run("keys", "remove", "-n").status == 0)
      #expect(FileManager.default.fileExists(atPath: file))
      #expect(try await program.run("keys", "remove").status == 0)
      #expect(try await program.run("keys", "remove").status == 1)
      let none = try await program.run("keys", "list")
      #expect(none.status == 1 && none.output.isEmpty && none.errors.contains("no key for fal.ai"))
    }
  }

  @Test func `a test tells a bad key, an empty account and a network that is down apart`() async throws {
    try await with { program, simulator in
      var program = program
      program.environment["FAL_KEY"] = " id:secret\n"
      try fault(#"{"fault":"bad-key","on":"storage","times":1}"#, simulator)
      let bad = try await program.run("keys", "test")
      #expect(bad.status == 4 && bad.errors.contains("FAL_KEY"))
      try fault(#"{"fault":"locked","on":"storage","times":1}"#, simulator)
      let empty = try await program.run("keys", "test")
      #expect(empty.status == 5 && empty.errors.contains("balance is used up; top up at fal.ai/dashboard/billing"))
      #expect(try await program.run("keys", "test").status == 0)
      program.environment["FAL_REST_URL"] = "http://127.0.0.1:1"
      #expect(try await program.run("keys", "test").status == 7)
      program.environment["FAL_KEY"] = nil
      let offline = try await program.run("keys", "setup", input: "id:secret\n")
      #expect(offline.status == 0 && offline.errors.contains("could not be tested"))
    }
  }

  @Test(arguments: [("FAL_API_KEY", "a:b"), ("FAL_KEY", "\"a:b\""), ("FAL_KEY", "Key a:b"), ("FAL_KEY", "your-key")])
  func `a key that is none is named, and nothing is sent`(variable: String, value: String) async throws {
    try await with { program, simulator in
      var program = program
      program.environment[variable] = value
      let answer = try await program.run("generate", "a lake", "--model", "flux-schnell")
      #expect(answer.status == 4 && answer.errors.contains(variable), "\(answer.errors)")
      #expect(!answer.errors.contains("a:b"))
      #expect(try await program.run("keys", "list").errors.contains("a:b") == false)
      #expect(try simulator.ledger().isEmpty)
    }
  }

  @Test func `a program may say the key`() async throws {
    try await with { program, _ in
      var program = program
      program.environment["FAL_KEY"] = ""
      program.environment["FAL_KEY_COMMAND"] = "printf 'id:said-secret\\nmore\\n'"
      let tested = try await program.run("keys", "test")
      #expect(tested.status == 0 && tested.output.contains("FAL_KEY_COMMAND"), "\(tested.errors)")
      program.environment["FAL_KEY_COMMAND"] = "false"
      let failed = try await program.run("keys", "test")
      #expect(failed.status == 4 && failed.errors.contains("FAL_KEY_COMMAND"))
    }
  }

  @Test func `the key is in no file, no output, and nothing that a child process sees`() async throws {
    try await with { program, simulator in
      var program = program
      let key = "hygiene-id:hygiene-secret"
      program.environment["FAL_KEY"] = key
      let config = program.folder.appending(".config/alice").description
      try FileManager.default.createDirectory(atPath: config, withIntermediateDirectories: true)
      let script = program.folder.appending("hook.sh").description
      try Data(
        #"(cat; env; tr '\0' ' ' < /proc/$PPID/cmdline; tr '\0' ' ' < /proc/$$/cmdline) >> "$HOME/seen" 2>/dev/null"#
          .utf8
      ).write(to: URL(filePath: script))
      try Data("hooks: [{on: \"*\", run: [/bin/sh, \(script)]}]".utf8).write(
        to: URL(filePath: config + "/config.yaml"))
      var said = ""
      for (number, fault) in [
        nil, #"{"fault":"bad-key","times":1,"on":"submit"}"#, #"{"fault":"content-policy","times":1}"#,
      ]
      .enumerated() {
        if let fault { try self.fault(fault, simulator) }
        let answer = try await program.run("generate", "a lake \(number)", "--model", "flux-schnell", "-v")
        said += answer.output + answer.errors
      }
      said += try await program.run("jobs").output
      said += try await program.run("events").output
      #expect(said.contains("generation.completed") && said.contains("generation.failed"))
      #expect(!said.contains("hygiene-secret") && !said.contains(key))
      let seen = program.folder.appending("seen").description
      #expect(FileManager.default.contents(atPath: seen)?.isEmpty == false)
      for name in try FileManager.default.subpathsOfDirectory(atPath: program.folder.description) {
        let data = FileManager.default.contents(atPath: program.folder.appending(name).description) ?? Data()
        #expect(data.firstRange(of: Data("hygiene-secret".utf8)) == nil, "\(name)")
      }
    }
  }
}
