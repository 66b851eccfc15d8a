import AliceKit

/// Reads the messages of one client, and answers them: several at a time, in any order.
struct AgentServer: Sendable {
  /// What a client of an earlier version said when it began.
  struct Client {
    var initialized: Caller?
  }

  private let methods: AgentMethods
  private let outbox: Outbox
  private let calls = RunningCalls()
  private let turns = CallTurns()
  private let questions: ClientQuestions

  init(_ context: AgentContext, _ outbox: Outbox) {
    methods = AgentMethods(context)
    self.outbox = outbox
    questions = ClientQuestions(outbox)
  }

  /// Takes one line. What takes long is answered later; then the line is settled.
  func take(_ line: LineSplitter.Line, from client: inout Client, settling source: LineSource) {
    do throws(RPCMessage.Malformed) {
      guard case .bytes(let bytes) = line else {
        throw RPCMessage.Malformed(id: nil, error: .request("a line has at most \(LineSplitter.limit) bytes"))
      }
      switch try RPCMessage(line: bytes) {
      case .request(let id, let method, let parameters):
        if answer(id, method, parameters, &client, source) { return }
      case .notification("notifications/cancelled", let parameters):
        if let id = parameters["requestId"] { calls.cancel(id) }
      case .notification: break
      case .answer(let id, let result): questions.take(result, for: id)
      }
    } catch {
      outbox.send(.refusal(of: error.id, error.error))
    }
    source.settle()
  }

  /// Answers a request now, or begins to. Returns whether it is answered later.
  private func answer(
    _ id: JSONValue, _ method: String, _ parameters: JSONObject, _ client: inout Client, _ source: LineSource
  ) -> Bool {
    do throws(RPCError) {
      if method == "initialize" {
        let caller = Caller(initializing: parameters)
        client.initialized = caller
        outbox.send(.answer(to: id, methods.handshake.initialized(caller)))
        return false
      }
      let caller = try Caller.of(parameters, initialized: client.initialized)
      if let result = try methods.atOnce(method, parameters, caller) {
        outbox.send(.answer(to: id, result))
        return false
      }
      guard let work = methods.later(method) else { throw .method(method) }
      try begin(id, parameters, caller, work, source)
      return true
    } catch {
      outbox.send(.refusal(of: id, error))
      return false
    }
  }

  private func begin(
    _ id: JSONValue, _ parameters: JSONObject, _ caller: Caller, _ work: AgentMethods.Later, _ source: LineSource
  ) throws(RPCError) {
    guard let stop = calls.begin(id) else { throw .request("a request with this id is being answered") }
    let exchange = Exchange(
      parameters: parameters, caller: caller, stop: stop,
      progress: ProgressNotes(caller, outbox), questions: questions)
    let task = Task {
      let line = await self.line(answering: id, exchange, work)
      exchange.progress.end()
      if calls.end(id, stop), let line { outbox.send(line) }
      source.settle()
    }
    calls.keep(task, for: id, stop)
  }

  /// Returns the answer; nil if the request was cancelled.
  private func line(answering id: JSONValue, _ exchange: Exchange, _ work: AgentMethods.Later) async -> JSONObject? {
    do {
      try await turns.enter(isPaced: work.isPaced)
    } catch is CallTurns.Refused {
      return .refusal(of: id, RPCError(code: -32000, message: "too many requests wait; try again later"))
    } catch {
      return nil
    }
    let line: JSONObject?
    do {
      line = .answer(to: id, try await work.run(exchange))
    } catch let error as RPCError {
      line = .refusal(of: id, error)
    } catch is CancellationError {
      line = nil
    } catch {
      line = .refusal(of: id, RPCError(code: -32603, message: AgentFailure(describing: error, methods.context).message))
    }
    await turns.leave()
    return line
  }

  /// Waits for the requests that are being answered, and stops those that take longer than `grace`.
  func finish(within grace: Duration) async {
    questions.close()
    let timer = Task {
      try? await Task.sleep(for: grace)
      calls.stopAll()
    }
    for task in calls.tasks() { await task.value }
    timer.cancel()
  }
}

/// One request that is being answered.
struct Exchange: Sendable {
  let parameters: JSONObject
  let caller: Caller
  let stop: CallStop
  let progress: ProgressNotes
  let questions: ClientQuestions
}
