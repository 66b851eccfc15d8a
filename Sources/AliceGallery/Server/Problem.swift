import AliceKit
import AliceNumbers
import Hummingbird

/// A response that is an error: RFC 9457, with the sentence and the exit status of the command line.
struct Problem: Error, Sendable {
  var status: HTTPResponse.Status
  var detail: String
  var exit: ExitStatus
  var members: JSONObject = [:]
  var headers: HTTPFields = [:]

  init(_ status: HTTPResponse.Status, _ detail: String, exit: ExitStatus = .usage, members: JSONObject = [:]) {
    self.status = status
    self.detail = detail
    self.exit = exit
    self.members = members
  }

  static func usage(_ detail: String) -> Problem { Problem(.badRequest, detail) }

  static func notFound(_ detail: String = "there is no such page") -> Problem { Problem(.notFound, detail) }

  /// Creates the problem of any error.
  init(describing error: any Error) {
    if let problem = error as? Problem {
      self = problem
      return
    }
    let failure = Failure(describing: error)
    let known = (error as? AliceError) ?? AliceError(describing: error)
    let isFull = AliceError.isAboutRoom(error)
    self.init(
      isFull ? .insufficientStorage : known.map(Problem.status) ?? Problem.status(of: failure.status),
      failure.message ?? "it was interrupted", exit: failure.status)
    // The description of a system's error is for programmers.
    if detail.contains("Error Domain=") { detail = isFull ? "the disk is full" : "a file cannot be read or written" }
    if status == .serviceUnavailable { headers[.retryAfter] = "2" }
    if case .overBudget(let refusal) = known {
      members = [
        "limit": .string(refusal.amount.description), "period": .string(refusal.limit.rawValue),
        "left": .string(max(.zero, refusal.amount - refusal.committed).description),
        "estimate": .string(refusal.wanted.description),
      ]
    }
  }

  private static func status(of error: AliceError) -> HTTPResponse.Status {
    switch error {
    case .noSuchAsset, .noSuchJob, .noSuchOperation, .notInTrash, .notMedia(_, reason: .missing): .notFound
    case .notMedia, .inLibrary, .nothingToUndo, .notUndoable, .libraryReadOnly: .conflict
    case .libraryLocked, .operationRunning, .jobTaken, .runTaken, .temporary: .serviceUnavailable
    case .overBudget, .unknownPrice, .balanceUnknown: .paymentRequired
    default: status(of: error.status)
    }
  }

  private static func status(of exit: ExitStatus) -> HTTPResponse.Status {
    switch exit {
    case .usage, .answerIsNo: .badRequest
    case .noKey: .conflict
    case .providerFailed: .badGateway
    case .overBudget: .paymentRequired
    case .contentPolicy: .unprocessableContent
    case .temporary, .interrupted: .serviceUnavailable
    case .done, .partly, .library: .internalServerError
    }
  }

  var reply: Reply {
    var object: JSONObject = [
      "type": "about:blank", "title": .string(status.reasonPhrase), "status": JSONValue(status.code),
      "detail": .string(detail), "exit": JSONValue(Int(exit.rawValue)),
    ]
    for (key, value) in members { object[key] = value }
    var reply = Reply(status, headers: headers, body: .bytes(Array(JSONValue.object(object).text.utf8)))
    reply.headers[.contentType] = "application/problem+json; charset=utf-8"
    return reply
  }
}
