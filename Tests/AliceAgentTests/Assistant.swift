import AliceAgent
import AliceKit
import AliceTestSupport
import AliceTestWorld
import Foundation
import Synchronization

/// A client of the server, and the library that it works on. Lines go through memory.
final class Assistant: Sendable {
  let world: World
  private let input: AsyncStream<[UInt8]>.Continuation
  private let state = Mutex(State())

  private typealias Waiter = CheckedContinuation<JSONValue, any Error>
  private typealias Reply = @Sendable (JSONValue) -> JSONValue?

  private struct State {
    var next = 0
    var lines: [[UInt8]] = []
    var answers: [JSONValue: JSONValue] = [:]
    var waiting: [JSONValue: Waiter] = [:]
    /// Answers requests of the server.
    var reply: Reply?
  }

  struct Failed: Error {
    let what: String
  }

  private init(_ world: World, _ input: AsyncStream<[UInt8]>.Continuation) {
    self.world = world
    self.input = input
  }

  /// Serves a library with the three demo pictures of other generators.
  static func with<Result: Sendable>(
    _ scopes: Set<AgentScope> = [.read], environment: [String: String] = [:], settings text: String = "",
    isEmpty: Bool = false, change: (inout AgentOptions) -> Void = { _ in },
    prepare: (World) async throws -> Void = { _ in }, _ body: (Assistant) async throws -> Result
  ) async throws -> Result {
    try await World.with { world in
      if !isEmpty {
        for name in ["00017-2718281828.png", "ComfyUI_00042_.png", "grid-0003.jpg"] { try world.drop("demo/" + name) }
        _ = try await world.organize()
      }
      try await prepare(world)
      let environment = ["HOME": world.folder.description, "PATH": "/usr/bin:/bin"].merging(environment) { $1 }
      try Data(text.utf8).write(to: URL(filePath: world.folder.appending(".alice.yaml").description))
      let settings = try Settings.load(environment: environment, folder: world.folder.description)
      var options = AgentOptions(version: "1")
      options.scopes = scopes
      change(&options)
      let access = LibraryAccess(world.root, environment: environment, warn: { _ in })
      let agent = Agent(options, AgentSettings { .init(settings, access) })
      let (lines, input) = AsyncStream.makeStream(of: [UInt8].self)
      let assistant = Assistant(world, input)
      let serving = Task { await agent.run(LineSource(lines)) { assistant.take($0) } }
      do {
        let result = try await body(assistant)
        input.finish()
        await serving.value
        return result
      } catch {
        input.finish()
        await serving.value
        throw error
      }
    }
  }

  /// All lines of the server so far.
  var lines: [[UInt8]] { state.withLock { $0.lines } }

  func end() { input.finish() }

  /// Answers requests of the server as `reply` says; nil leaves one unanswered.
  func answer(by reply: @escaping @Sendable (JSONValue) -> JSONValue?) { state.withLock { $0.reply = reply } }

  func send(_ bytes: [UInt8]) { input.yield(bytes) }

  func send(_ message: JSONValue) { send(Array((message.text + "\n").utf8)) }

  @inline(never)
  private func take(_ line: [UInt8]) {
    guard let json = try? JSONValue(parsing: line) else { return state.withLock { $0.lines.append(line) } }
    let (waiter, reply) = state.withLock { state -> (Waiter?, Reply?) in
      state.lines.append(line)
      guard let id = json["id"] else { return (nil, nil) }
      guard json["method"] == nil else { return (nil, state.reply) }
      if let waiter = state.waiting.removeValue(forKey: id) { return (waiter, nil) }
      state.answers[id] = json
      return (nil, nil)
    }
    waiter?.resume(returning: json)
    guard let reply, let id = json["id"], let result = reply(json) else { return }
    send(["jsonrpc": "2.0", "id": id, "result": result])
  }

  @inline(never)
  func newID() -> JSONValue {
    state.withLock { state in
      state.next += 1
      return JSONValue(state.next)
    }
  }

  /// Returns the answer to a request that was sent.
  func answer(to id: JSONValue) async throws -> JSONValue {
    let timer = Task { [self] in
      try await Task.sleep(for: .seconds(60))
      giveUp(id)
    }
    defer { timer.cancel() }
    return try await withCheckedThrowingContinuation { wait(for: id, $0) }
  }

  @inline(never)
  private func wait(for id: JSONValue, _ continuation: CheckedContinuation<JSONValue, any Error>) {
    let known = state.withLock { state in
      let known = state.answers.removeValue(forKey: id)
      if known == nil { state.waiting[id] = continuation }
      return known
    }
    if let known { continuation.resume(returning: known) }
  }

  @inline(never)
  private func giveUp(_ id: JSONValue) {
    state.withLock { $0.waiting.removeValue(forKey: id) }?.resume(throwing: Failed(what: "no answer to \(id)"))
  }
}

extension Assistant {
  /// What a client of 2026-07-28 says with each request.
  static func meta(asks: Bool = true) -> JSONValue {
    [
      "io.modelcontextprotocol/protocolVersion": "2026-07-28",
      "io.modelcontextprotocol/clientCapabilities": asks ? ["elicitation": ["form": [:]]] : [:],
      "io.modelcontextprotocol/clientInfo": ["name": "tester", "version": "1"],
    ]
  }

  /// Sends a request of 2026-07-28, and returns the whole answer.
  func request(
    _ method: String, _ parameters: JSONObject = [:], asks: Bool = true
  ) async throws -> JSONValue {
    var parameters = parameters
    if parameters["_meta"] == nil { parameters["_meta"] = Assistant.meta(asks: asks) }
    return try await plain(method, parameters)
  }

  /// Sends a request as it is, and returns the whole answer.
  func plain(_ method: String, _ parameters: JSONObject = [:]) async throws -> JSONValue {
    let id = newID()
    send(["jsonrpc": "2.0", "id": id, "method": .string(method), "params": .object(parameters)])
    return try await answer(to: id)
  }

  /// Calls a tool, and returns its result.
  func call(
    _ tool: String, _ arguments: JSONObject = [:], asks: Bool = true, more: JSONObject = [:]
  ) async throws -> JSONValue {
    var parameters: JSONObject = ["name": .string(tool), "arguments": .object(arguments)]
    for (name, value) in more { parameters[name] = value }
    let answer = try await request("tools/call", parameters, asks: asks)
    guard let result = answer["result"] else { throw Failed(what: answer.text) }
    return result
  }

  /// Calls a tool that must not fail, and returns the structured result.
  func done(_ tool: String, _ arguments: JSONObject = [:]) async throws -> JSONValue {
    let result = try await call(tool, arguments)
    guard let structured = result["structuredContent"], result["isError"]?.boolValue == false else {
      throw Failed(what: result.text)
    }
    return structured
  }

  /// Calls a tool that must fail, and returns the sentence.
  func refusal(_ tool: String, _ arguments: JSONObject = [:], asks: Bool = true) async throws -> String {
    try Assistant.sentence(of: await call(tool, arguments, asks: asks))
  }

  static func sentence(of result: JSONValue) throws -> String {
    guard result["isError"]?.boolValue == true, let text = result["content"]?[0]?["text"]?.stringValue,
      let message = try JSONValue(parsing: text)["error"]?["message"]?.stringValue
    else { throw Failed(what: result.text) }
    return message
  }

  /// The ids of the library, newest first.
  func ids() async throws -> [String] {
    try await done("search", ["thumbnails": 0])["assets"]?.arrayValue?.compactMap { $0["id"]?.stringValue } ?? []
  }
}
