import AliceKit

/// How far a run is, in whatever it counts.
struct Standing: Sendable, Hashable {
  /// What is counted.
  enum Unit: String, Sendable {
    case file, request, byte
  }

  /// What is done, such as `scoring`, or the name of a stage.
  var phase: String
  /// The name of what it is done with, if that is one file.
  var subject: String?
  var unit = Unit.file
  /// Nil if nothing is counted.
  var done: Int?
  /// Nil until everything is counted.
  var total: Int?
  /// The number that was found so far.
  var found = 0
  /// What else is told, such as the failures and the cost.
  var facts: [String] = []
  /// The number of units per second; nil until it is known.
  var rate: Double?
  var secondsLeft: Double?
  /// What takes long, or the latest message.
  var note: String?
}

extension Standing {
  /// A file that is in hand for longer than this is named.
  static let slow = Duration.seconds(3)

  /// `hand` is the file that is in hand for the longest time.
  init(
    _ state: FileProgress.State, rate: Double?, hand: FileProgress.Hand? = nil,
    at now: ContinuousClock.Instant = .now
  ) {
    phase = state.phase.rawValue
    done = state.done
    // Files may appear after they were counted.
    found = max(state.found, state.done)
    total = state.isCounted ? found : nil
    self.rate = rate
    if state.isCounted, let rate, rate > 0, state.done < found {
      secondsLeft = Double(found - state.done) / rate
    }
    if let hand, now - hand.since > Standing.slow {
      note = "\((now - hand.since).components.seconds) s on \(TerminalText(hand.file.lastComponent.description))"
    }
  }

  init(_ run: RunProgress, rate: Double?, note: String?) {
    phase = TerminalText(run.name).description
    unit = .request
    done = run.done
    total = run.total
    found = run.total
    if run.failed > 0 { facts.append("\(run.failed) failed") }
    if let expected = run.expected {
      facts.append("\(run.spent) of \(expected) USD")
    } else if run.spent > .zero {
      facts.append("\(run.spent) USD")
    }
    self.rate = rate
    secondsLeft = run.left().map { $0 / .seconds(1) }
    self.note = note
  }

  /// The standing of requests of which nothing can be counted.
  init(waiting text: String) {
    phase = "waiting"
    note = text
  }
}

extension Standing {
  /// The event for programs. Only the note may contain text from files, and a program must expect any in it.
  func json(command: String) -> JSONValue {
    var object: JSONObject = [
      "command": .string(command), "phase": .string(phase), "done": JSONValue(done ?? 0),
      "total": total.map { JSONValue($0) } ?? .null,
      "unit": .string(unit.rawValue),
    ]
    object["rate"] = rate.map { JSONValue(($0 * 100).rounded() / 100) } ?? .null
    object["seconds_left"] = secondsLeft.map { JSONValue(Int(min($0, 1e9).rounded(.up))) } ?? .null
    object["note"] = JSONValue(([subject] + facts + [note]).compactMap { $0 }.joined(separator: ", ").nonEmpty)
    return ["progress": .object(object)]
  }
}
