import AliceKit

/// Why a tool did nothing, as a model can read it: the sentence and the exit status of the command line, without the
/// places of files.
struct AgentFailure: Error, Sendable {
  let message: String
  let exit: ExitStatus
  var members: JSONObject = [:]

  init(_ exit: ExitStatus, _ message: String, members: JSONObject = [:]) {
    self.exit = exit
    self.message = message
    self.members = members
  }

  init(describing error: any Error, _ context: AgentContext) {
    if let failure = error as? AgentFailure {
      self = failure
      return
    }
    let failure = Failure(describing: error)
    let sentence = failure.message ?? "it was interrupted"
    // The description of a system's error is for programmers.
    let told = sentence.contains("Error Domain=") ? "a file cannot be read or written" : sentence
    self.init(failure.status, AgentFailure.withoutPlaces(told, context))
    if case .overBudget(let refusal) = error as? AliceError {
      members = [
        "limit": .string(refusal.amount.description), "period": .string(refusal.limit.rawValue),
        "left": .string(max(.zero, refusal.amount - refusal.committed).description),
        "estimate": .string(refusal.wanted.description),
      ]
    }
  }

  private static func withoutPlaces(_ sentence: String, _ context: AgentContext) -> String {
    guard let known = try? context.library.settings.read() else {
      return "the configuration is wrong; the user can see why with 'alice config'"
    }
    var sentence = sentence
    let home = known.settings.environment["HOME"] ?? ""
    for (place, word) in [(known.access.root.description, "LIBRARY"), (home, "~")] where place.count > 1 {
      sentence = sentence.replacing(place, with: word)
    }
    return BoundedJSON.beginning(of: sentence, BoundedJSON.textLimit)
  }

  var json: JSONObject {
    var error: JSONObject = ["message": .string(message), "exit": JSONValue(Int(exit.rawValue))]
    for (name, value) in members { error[name] = value }
    return ["error": .object(error)]
  }
}
