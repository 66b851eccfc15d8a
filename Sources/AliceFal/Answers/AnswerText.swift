package import AliceModel

/// The result of a request whose answer contains no file: a text, or values.
package struct AnswerText: Sendable, Hashable {
  /// The text that a person reads.
  package let text: String
  /// The content of the file: the text, or the whole answer if it holds more than the text.
  package let content: String
  package let contentType: String

  package var isJSON: Bool { contentType == "application/json" }

  /// Returns the text without control characters, which would make a file of unknown bytes of it.
  private static func printable(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.value >= 0x20 })
    return String(scalars)
  }

  /// Returns nil if the answer holds no result: only facts about the request, or places for files that are empty.
  package init?(_ whole: JSONValue, to input: JSONValue = .null) {
    let output = AnswerEnvelope(whole).content
    let members = AnswerMembers(output, input: input)
    guard members.areResult else { return nil }
    let main = members.text
    let isWhole = main != nil && members.others.allSatisfy(\.isFact)
    text = main ?? output.prettyText
    content = isWhole ? AnswerText.printable(text) : output.prettyText
    contentType = isWhole ? "text/plain; charset=utf-8" : "application/json"
  }
}

/// The members of an answer without files.
private struct AnswerMembers {
  /// The main text.
  private(set) var text: String?
  /// All that is not the main text.
  private(set) var others: [Other] = []
  /// The places for files that are empty.
  private var emptyPlaces: [String] = []
  /// Whether the text is what the model was asked for, and no remark about files that it did not make.
  private var isAnswer = false
  private var isRefused = false
  private var hasNullPlace = false

  struct Other {
    let value: JSONValue
    /// Whether it only describes the text: a number, or one word.
    var isFact: Bool {
      switch value {
      case .null, .bool, .number: true
      case .string(let text): text.utf8.count <= 40
      case .array(let items): items.isEmpty
      case .object(let object): object.isEmpty
      }
    }
  }

  /// Whether there is something to keep.
  var areResult: Bool {
    if let text {
      return !text.allSatisfy(\.isWhitespace) && (isAnswer || emptyPlaces.allSatisfy(AnswerMembers.isExtra))
    }
    // Numbers beside a file that is not there only describe it; a list of what was found may be empty.
    let values = others.filter { !hasNullPlace || $0.value.arrayValue != nil || $0.value.objectValue != nil }
    return !isRefused && emptyPlaces.isEmpty && values.contains { !$0.value.isNull }
  }

  private static let mainNames = [
    "output", "text", "generated_text", "text_output", "response", "answer", "caption", "transcription", "transcript",
    "description", "results", "result", "content", "completion", "message", "outputs", "text_html", "lyrics",
  ]
  /// Those of the names that no model uses for a remark.
  private static let answers: Set<String> = [
    "output", "generated_text", "text_output", "response", "answer", "caption", "transcription", "transcript",
    "results", "completion", "outputs", "lyrics",
  ]
  /// Those that a provider uses for its remarks, too.
  private static let remarks: Set<String> = [
    "message", "msg", "reason", "warning", "warnings", "failMsg", "fail_msg", "note",
  ]
  /// What describes the request, and not its result.
  private static let technical: Set<String> = [
    "timings", "usage", "usage_info", "request_id", "finish_reason", "seed", "partial", "error", "metrics",
    "has_nsfw_concepts", "nsfw_content_detected", "created", "id", "model", "object", "logs", "status",
    "generation_time", "rtf", "average_rtf", "total_generation_time", "cost", "index", "provider",
    "system_fingerprint", "service_tier",
  ]

  /// Clients write the names of bookkeeping in several ways: `request_id`, `requestId`.
  private static func isTechnical(_ key: String) -> Bool {
    technical.contains(key) || !answers.contains(key) && !remarks.contains(key) && AnswerEnvelope.isID(key)
  }

  init(_ output: JSONValue, input: JSONValue) {
    guard case .object(let object) = output else {
      text = AnswerMembers.plain(output)
      if text == nil { others = AnswerMembers.isEmpty(output) ? [] : [Other(value: output)] }
      return
    }
    if let choice = AnswerMembers.choice(object) {
      text = choice
      return
    }
    isRefused = FailureReason(in: output) != nil
    if AnswerMembers.isVerdict(object) { others.append(Other(value: output)) }
    let mainName = AnswerMembers.mainName(object, input)
    isAnswer = mainName.map(AnswerMembers.answers.contains) ?? false
    text = mainName.flatMap { AnswerMembers.plain(object[$0] ?? .null) }
    for (key, value) in object where key != mainName {
      if KeyWords([key]).sayFile, AnswerMembers.holdsNothing(value) {
        // A place that is null may be one that this request does not use.
        if value != .null || mainName.map(AnswerMembers.remarks.contains) == true { emptyPlaces.append(key) }
        hasNullPlace = hasNullPlace || value == .null
      } else if AnswerMembers.isEmpty(value) {
        // An empty list may be all that was found; an empty wrapper is nothing.
        if value != .null, value.objectValue == nil || !AnswerEnvelope.isWrapper(key) { add(key, value) }
      } else if value.stringValue == nil || value != input[key] {
        add(key, value)
      }
    }
    if mainName.map({ object[$0]?.arrayValue?.count ?? 0 > 1 }) == true, let mainName {
      others.append(Other(value: object[mainName] ?? .null))
    }
  }

  /// Whether a place is for files that illustrate a text, and may well be empty.
  private static func isExtra(_ key: String) -> Bool {
    let key = key.lowercased()
    return ["mask", "box", "annotat", "visual", "overlay", "debug"].contains(where: key.contains)
  }

  /// Whether what describes a picture elsewhere is the result itself: that of a model which only classifies.
  private static func isVerdict(_ object: JSONObject) -> Bool {
    ["has_nsfw_concepts", "nsfw_content_detected"].contains { name in
      object[name]?.boolValue != nil || object[name]?.arrayValue?.isEmpty == false
    } && !object.keys.contains { $0 == "prompt" || $0 == "seed" || KeyWords([$0]).sayFile }
  }

  private mutating func add(_ key: String, _ value: JSONValue) {
    guard !AnswerMembers.isTechnical(key) else { return }
    others.append(Other(value: value))
  }

  /// Returns the name of the main text: a usual one, else that of the only text.
  private static func mainName(_ object: JSONObject, _ input: JSONValue) -> String? {
    let texts = object.filter { key, value in
      guard !isTechnical(key), let text = plain(value), !text.isEmpty else { return false }
      return value != input[key]
    }.map(\.key)
    return mainNames.first(where: texts.contains) ?? (texts.count == 1 ? texts[0] : nil)
  }

  /// Returns a string, or the strings of a list as paragraphs.
  private static func plain(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text): return text
    case .array(let items):
      let texts = items.compactMap(\.stringValue)
      return texts.isEmpty || texts.count < items.count ? nil : texts.joined(separator: "\n\n")
    default: return nil
    }
  }

  /// Returns the text of an answer in the form of OpenAI's chats.
  private static func choice(_ object: JSONObject) -> String? {
    guard let choices = object["choices"]?.arrayValue, choices.count == 1 else { return nil }
    return choices[0]["message"]?["content"]?.stringValue ?? choices[0]["text"]?.stringValue
  }

  /// Whether a place for files has none: no address, whatever else describes it.
  private static func holdsNothing(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.allSatisfy(\.isWhitespace)
    case .array(let items): items.prefix(1000).allSatisfy { isEmpty($0) || hasEmptyAddress($0) }
    case .object(let object): object.isEmpty || hasEmptyAddress(value)
    case .bool, .number: false
    }
  }

  private static func hasEmptyAddress(_ value: JSONValue) -> Bool {
    value["url"].map { $0.isNull || $0.stringValue?.allSatisfy(\.isWhitespace) == true } ?? false
  }

  private static func isEmpty(_ value: JSONValue) -> Bool {
    switch value {
    case .null: true
    case .string(let text): text.isEmpty
    case .array(let items): items.isEmpty
    case .object(let object): object.isEmpty
    case .bool, .number: false
    }
  }
}
