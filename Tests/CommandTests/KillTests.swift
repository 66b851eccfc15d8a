import AliceModel
import AliceTestSupport
import Foundation
import Testing

@Suite(.needsProgram(and: "curl"), .serialized) struct KillTests {
  /// When the program is killed: each is waited for by what can be seen of it from outside.
  enum Moment: CaseIterable {
    /// The request is written down, and no byte of it has left.
    case isWrittenDown
    /// The provider has the submit before it, and has not taken it yet.
    case isOnItsWay
    case isAccepted
    case runs
    /// The first file is asked for.
    case isFetched
    /// Files have been fetched, and others not.
    case isFiled

    var isBeforeSubmit: Bool { self == .isWrittenDown || self == .isOnItsWay }

    /// Gives the moment enough time to be met.
    var delays: [JSONValue] {
      switch self {
      case .isWrittenDown, .isOnItsWay: [["fault": "delay", "on": "submit", "seconds": 0.6]]
      case .isAccepted, .runs: []
      case .isFetched: [["fault": "delay", "on": "media", "seconds": 0.6, "times": 4]]
      case .isFiled: [["fault": "delay", "on": "media", "seconds": 0.6]]
      }
    }

    func hasCome(_ program: Program, _ simulator: SimulatorProcess) throws -> Bool {
      switch self {
      case .isWrittenDown: try program.run(["jobs", "--json"]).json?["jobs"]?.arrayValue?.isEmpty == false
      case .isOnItsWay: try simulator.waitingFaults().isEmpty
      case .isAccepted: try !simulator.ledger().isEmpty
      case .runs: try simulator.ledger().first?["state"] == "IN_PROGRESS"
      case .isFetched: try simulator.waitingFaults().first?["times"] != 4
      case .isFiled: program.hasTemporaryFile
      }
    }
  }

  /// Each moment tells on which side of the submit it lies, and so whether anything was billed when the kill came.
  @Test(arguments: Moment.allCases)
  func `killed at any moment, what was billed is in the library after resume`(_ moment: Moment) async throws {
    try await Program.with { program in
      // A model that runs for long enough to be seen at it on a busy machine.
      try await SimulatorProcess.with(program, latency: moment == .runs ? "2" : "0.1") { simulator in
        var program = program
        program.environment = simulator.environment
        try program.makeLibrary()
        if !moment.delays.isEmpty { try simulator.call("POST", .array(moment.delays)) }
        let running = try program.start(["generate", "a mountain", "--model", "flux-schnell", "-n", "4", "--seed", "1"])
        try await running.wait { try moment.hasCome(program, simulator) }
        kill(running.process.processIdentifier, SIGKILL)
        running.process.waitUntilExit()
        #expect(running.process.terminationReason == .uncaughtSignal, "it was done before it was killed")
        #expect(try simulator.ledger().isEmpty == moment.isBeforeSubmit)

        // What had left before the kill arrives all the same.
        if moment.isBeforeSubmit { try await Task.sleep(for: .seconds(1)) }
        let resumed = try program.run(["jobs", "resume", "--json"])
        let billed = try simulator.ledger()
        #expect(moment.isBeforeSubmit ? billed.count <= 1 : billed.count == 1)
        let found = try program.run(["search", "mountain", "--count"])
        let count = Int(found.output.trimmingCharacters(in: .newlines)) ?? 0
        #expect(count == billed.count * 4, "\(resumed.output) \(resumed.errors)")
        #expect(try program.run(["check"]).status == 0)
      }
    }
  }

  @Test func `an interrupted wait says how to go on`() async throws {
    try await Program.with { program in
      try await SimulatorProcess.with(program, latency: "20") { simulator in
        var program = program
        program.environment = simulator.environment
        let running = try program.start(["generate", "a lake", "--model", "flux-schnell"])
        try await running.wait { try !simulator.ledger().isEmpty }
        try await Task.sleep(for: .milliseconds(300))
        #expect(try await running.end(by: SIGINT) == 130)
        #expect(try String(contentsOf: running.errors, encoding: .utf8).contains("alice jobs resume"))
      }
    }
  }
}

extension SimulatorProcess {
  /// The faults that no call has met yet.
  fileprivate func waitingFaults() throws -> [JSONValue] {
    let text = try #require(Tool.output("curl", ["-sf", baseURL + "/_sim/faults"]))
    return try JSONValue(parsing: text).arrayValue ?? []
  }
}

extension Program {
  /// So that commands that look at it find one from the beginning.
  fileprivate func makeLibrary() throws {
    let inbox = folder.appending("inbox").description
    try FileManager.default.createDirectory(atPath: inbox, withIntermediateDirectories: true)
    let made = try run(["organize", inbox])
    #expect(made.status == 0, "\(made.errors)")
  }

  /// True once something of a file has been fetched.
  fileprivate var hasTemporaryFile: Bool {
    let tmp = URL(filePath: library).appending(path: ".alice/tmp")
    let found = FileManager.default.enumerator(at: tmp, includingPropertiesForKeys: [.isRegularFileKey, .fileSizeKey])
    return found?.contains { item in
      let facts = try? (item as? URL)?.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      return facts?.isRegularFile == true && (facts?.fileSize ?? 0) > 0
    } ?? false
  }
}
