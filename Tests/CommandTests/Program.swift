import AliceModel
import AliceTestSupport
import Foundation
import Testing

/// The built program, run as a person would.
struct Program: Sendable {
  struct Answer: Sendable {
    let status: Int32
    let output: String
    let errors: String

    var json: JSONValue? { try? JSONValue(parsing: output) }
  }

  /// `ALICE_BINARY`, else where `make build` leaves it.
  static let binary =
    ProcessInfo.processInfo.environment["ALICE_BINARY"].map { URL(filePath: $0) }
    ?? Fixtures.root.appending(path: ".build/release/alice")
  static var isBuilt: Bool { FileManager.default.isExecutableFile(atPath: binary.path) }

  /// Three pictures of other generators.
  static let pictures = ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"].map {
    Fixtures.url("demo/" + $0).path
  }

  let folder: BytePath
  var environment: [String: String] = [:]
  /// Where the program is started; nil for `folder`.
  var workingFolder: BytePath?

  var library: String { folder.appending("Library").description }

  /// A home, a library and a working folder of its own.
  static func with<Result>(_ body: (Program) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in try await body(Program(folder: folder)) }
  }

  @concurrent
  func run(_ arguments: String..., input: String? = nil) async throws -> Answer {
    try run(arguments, input: input)
  }

  func run(_ arguments: [String], input: String? = nil, of binary: URL = Program.binary) throws -> Answer {
    let process = try start(arguments, input: input, of: binary)
    let output = process.output.readDataToEndOfFile()
    process.process.waitUntilExit()
    return Answer(
      status: process.process.terminationStatus, output: String(decoding: output, as: UTF8.self),
      errors: (try? String(contentsOf: process.errors, encoding: .utf8)) ?? "")
  }

  struct Running {
    let process: Process
    let output: FileHandle
    let errors: URL
  }

  /// `terminal` takes the place of the file for standard error.
  func start(
    _ arguments: [String], input: String? = nil, errors terminal: FileHandle? = nil, of binary: URL = Program.binary
  ) throws -> Running {
    let process = Process()
    process.executableURL = binary
    process.arguments = arguments
    process.currentDirectoryURL = URL(filePath: (workingFolder ?? folder).description)
    var all = [
      "HOME": folder.description, "PATH": "/usr/bin:/bin", "ALICE_LIBRARY": library, "TZ": "Europe/Berlin",
      "ALICE_KEYCHAIN": "off",
    ]
    for (key, value) in environment { all[key] = value }
    process.environment = all
    let output = Pipe()
    process.standardOutput = output
    // A file, so that a full pipe can never stop the program.
    let errors = URL(filePath: folder.appending("stderr-\(UUID().uuidString)").description)
    _ = FileManager.default.createFile(atPath: errors.path, contents: nil)
    process.standardError = try terminal ?? FileHandle(forWritingTo: errors)
    let inputPipe = Pipe()
    process.standardInput = inputPipe
    try process.run()
    if let input { inputPipe.fileHandleForWriting.write(Data(input.utf8)) }
    try inputPipe.fileHandleForWriting.close()
    return Running(process: process, output: output.fileHandleForReading, errors: errors)
  }
}

extension Trait where Self == ConditionTrait {
  /// Skips where the program is not built, or another one is not installed that the tests need.
  static func needsProgram(and tools: String...) -> Self {
    let reason = Program.isBuilt ? Tool.missing(tools) : "\(Program.binary.path) is not built"
    return .enabled(if: reason == nil, reason.map { Comment(rawValue: $0) })
  }

  static func needs(_ tools: String...) -> Self {
    .enabled(if: Tool.missing(tools) == nil, Tool.missing(tools).map { Comment(rawValue: $0) })
  }
}

extension Program.Running {
  /// Waits until `condition` holds. Records an issue where the program ends before, or a minute goes by, which ends it.
  func wait(
    sourceLocation: SourceLocation = #_sourceLocation, until condition: () throws -> Bool
  ) async throws {
    let end = ContinuousClock.now + .seconds(60)
    while try !condition() {
      guard process.isRunning, ContinuousClock.now < end else {
        let said = (try? String(contentsOf: errors, encoding: .utf8)) ?? ""
        Issue.record("what was waited for did not come: \(said)", sourceLocation: sourceLocation)
        return process.terminate()
      }
      try await Task.sleep(for: .milliseconds(10))
    }
  }

  /// Sends the signals, one right after the other, and returns the exit status. Records an issue where that is not the end
  /// within `limit`: what a person waits, and some more for a machine that is busy.
  @discardableResult
  func end(
    by signals: Int32..., within limit: Duration = .seconds(2), sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> Int32 {
    let end = ContinuousClock.now + limit
    for signal in signals { kill(process.processIdentifier, signal) }
    while process.isRunning, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(5)) }
    if process.isRunning {
      Issue.record("it has not ended \(limit) after the signal", sourceLocation: sourceLocation)
      kill(process.processIdentifier, SIGKILL)
    }
    process.waitUntilExit()
    return process.terminationStatus
  }
}

/// A simulator in a process of its own, so that the program can be killed and started again.
struct SimulatorProcess {
  let baseURL: String
  private let running: Program.Running

  static func with<Result>(
    _ program: Program, latency: String = "0.1", _ body: (SimulatorProcess) async throws -> Result
  ) async throws -> Result {
    let running = try program.start(["simulate", "--port", "0", "--latency", latency])
    defer {
      running.process.terminate()
      running.process.waitUntilExit()
    }
    var line = Data()
    while !line.contains(0x0A) {
      let more = running.output.availableData
      guard !more.isEmpty else { break }
      line.append(more)
    }
    let url = String(decoding: line, as: UTF8.self).split(separator: "\n").first.map(String.init) ?? ""
    try #require(url.hasPrefix("http://127.0.0.1:"))
    return try await body(SimulatorProcess(baseURL: url, running: running))
  }

  var environment: [String: String] {
    ["FAL_QUEUE_URL": baseURL, "FAL_REST_URL": baseURL, "FAL_KEY": "test-id:test-secret"]
  }

  /// Sets prices of endpoints: one, or several in an array.
  func price(_ json: JSONValue) { _ = Tool.output("curl", ["-sf", "-d", json.text, baseURL + "/_sim/prices"]) }

  func fault(_ json: JSONValue) { _ = Tool.output("curl", ["-sf", "-d", json.text, baseURL + "/_sim/faults"]) }

  func ledger() throws -> [JSONValue] {
    let text = Tool.output("curl", ["-sf", baseURL + "/_sim/ledger"]) ?? ""
    return try JSONValue(parsing: text).arrayValue ?? []
  }
}
