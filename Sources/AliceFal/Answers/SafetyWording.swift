/// The words in which fal and the providers behind it say that a request offends against their rules.
///
/// Only fal has a type for that verdict. Its partners pass on the sentences of OpenAI, Google, Black Forest Labs,
/// ByteDance, Kling, MiniMax and others, with the type of an ordinary failure. A sentence is a verdict if it names a rule
/// and says that it was applied; one that names a setting or a broken checker is not.
enum SafetyWording {
  /// Codes, without anything but letters.
  private static let codes = [
    "contentpolicy", "contentfilter", "moderationblocked", "contentmoderat", "requestmoderat", "safetyviolation",
    "imagesafety", "prohibitedcontent", "sensitivecontentdetected", "contentriskblocked", "nsfwcontent", "nsfwdetected",
    "unsafecontent", "responsibleai", "raimediafiltered", "raifilter", "riskcontrol", "datainspectionfailed",
    "usagepolic", "usageguideline", "policyviolation", "newsensitive", "promptblocked", "auditfail", "safetyinput",
    "safetyoutput", "safetyfilter", "safetyblock", "safetyreject", "safetytrigger", "blockedbysafety",
    "contentsafety", "contentblocked", "moderationreject", "moderationflag", "nsfwfilter",
    "nsfwreject",
  ]
  /// Whole types that are a verdict, although their word names a setting in a sentence.
  private static let types: Set<String> = [
    "safety", "moderation", "moderated", "nsfw", "blocklist", "flagged", "unsafe", "prohibited",
  ]
  /// Sentences that are a verdict by themselves.
  private static let sentences = [
    "content checker", "safety violation", "sensitive word", "sensitive content", "responsible ai", "nsfw content",
    "policy violation", "violation of our", "derivative works filter", "sexually explicit", "banned word",
    "violates the rules", "violates our rules",
    "敏感", "违规", "风控", "不合规", "审核未通过", "审核不通过",
  ]
  /// Rules that are also names of settings.
  private static let settings = ["safety", "moderation", "moderator", "nsfw", "content filter", "content check"]
  private static let subjects = [
    "content polic", "usage polic", "sensitive", "inappropriate", "risk control", "harmful", "nudity",
    "explicit content", "sexual", "content review", "content audit", "content security", "guardrail",
    "third-party content", "prominent people", "public figure", "celebrit", "restricted word", "forbidden word",
    "real person", "real people", "unsafe",
  ]
  private static let applications = [
    "block", "flagged", "reject", "refuse", "filtered", "moderated", "violat", "not allowed", "disallowed",
    "prohibited", "detected", "failed", "failure to pass", "not pass", "declin", "trigger", "unable to", "could not",
    "cannot", "can't", "restrict", "contain", "against", "related to", "involve", "not comply",
  ]
  /// Documents that ordinary failures name as well.
  private static let documents = [
    "guideline", "terms of service", "terms of use", "community standard", "acceptable use", "copyright", " policies",
  ]
  private static let offences = ["violat", "against", "not comply", "infring", "block", "reject", "restriction"]
  /// What a sentence contains that is about a setting.
  private static let values = [
    "must be", "should be", " expected", "parameter", "argument", "allowed values", "valid values", "disabl",
    "authoriz",
    "not supported", "unsupported",
  ]
  /// What a sentence contains that is about a checker which does not work.
  private static let breakdowns = [
    "unavailable", "timed out", "timeout", "time out", "overload", "connection", "connect to", "reach", " load ",
    " load the", "loading", "initiali", "importerror", "out of memory", "rate limit", "internal error", "not found",
    "not installed", "exception in",
  ]
  private static let longest = 2000

  /// Returns true if a message, or the type that comes with it, is a verdict on the content.
  static func isVerdict(_ message: String, type: String? = nil) -> Bool {
    if let type, hasCode(type) || types.contains(type.lowercased()) { return true }
    return message.prefix(longest).lowercased().split(whereSeparator: { ".!?;\n。！".contains($0) }).contains { part in
      isVerdict(sentence: readable(part))
    }
  }

  private static func isVerdict(sentence: String) -> Bool {
    func holds(_ words: [String]) -> Bool { words.contains(where: sentence.contains) }
    guard !holds(breakdowns) else { return false }
    if holds(documents), holds(offences) { return true }
    if holds(subjects), holds(applications) { return true }
    guard !(holds(settings) && holds(values)) else { return false }
    if holds(sentences) || hasCode(sentence) { return true }
    return holds(settings) && (holds(applications) || sentence.split(separator: " ").count < 3)
  }

  private static func hasCode(_ text: some StringProtocol) -> Bool {
    let letters = text.prefix(longest).lowercased().filter(\.isLetter)
    return codes.contains(where: letters.contains)
  }

  /// Returns a sentence without the words that only look like a rule: names of parameters, and "case-sensitive".
  private static func readable(_ sentence: Substring) -> String {
    var words = sentence.split(separator: " ").filter { word in
      !word.contains("_") || hasCode(word)
    }.joined(separator: " ")
    for harmless in ["case-sensitive", "case sensitive", "time-sensitive", "insensitive", "thread safety"] {
      words = words.replacing(harmless, with: "")
    }
    return words
  }
}
