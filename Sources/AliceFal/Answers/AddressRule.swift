import AliceModel

/// The decision whether an address in a response is that of a file, and not that of a page.
struct AddressRule {
  private let address: String
  private let words: KeyWords
  /// The address is the `url` of an object.
  private let isURLMember: Bool
  private let facts: JSONObject?

  enum Verdict {
    case file, none
    /// A file under a name for pages. It is one if it lies where files come from.
    case fileIfServed
  }

  init(_ address: String, words: KeyWords, isURLMember: Bool, facts: JSONObject?) {
    self.address = address
    self.words = words
    self.isURLMember = isURLMember
    self.facts = facts
  }

  var verdict: Verdict {
    if isOfFal { return .file }
    let ending = FileEnding(address: address)
    guard !words.sayLink, !saysPage else { return isEvident(ending) ? .fileIfServed : .none }
    if ending?.isOfMedia == true { return .file }
    // A blank ends an address in a sentence.
    if !isURLMember, address.contains(" "), ending == nil { return .none }
    return isURLMember || words.sayAddress || words.sayFile ? .file : .none
  }

  /// Whether address and facts are those of a file, whatever the names around it say.
  private func isEvident(_ ending: FileEnding?) -> Bool {
    if let ending, ending.kind != nil, !ending.isOfPage { return true }
    guard let facts, FileFact.areIn(facts) else { return false }
    let types = FileFact.contentType.compactMap { facts[$0]?.stringValue }
    return !types.contains { MediaFormat(contentType: $0) == .html }
  }

  /// Whether the host serves nothing but files of fal.
  private var isOfFal: Bool {
    let host = address.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != ":" && $0 != "?" }.lowercased()
    return host == "fal.media" || host.hasSuffix(".fal.media")
  }

  /// Whether the object around the address describes a page: it has a title, and none of a file's facts.
  private var saysPage: Bool {
    guard let facts, !FileFact.areIn(facts) else { return false }
    return ["title", "snippet", "rel", "favicon", "start_index"].contains { facts[$0] != nil }
  }
}

/// The extension of a file's name.
struct FileEnding {
  let text: String

  /// Returns nil if the name has no extension.
  init?(name: some StringProtocol) {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard (1...12).contains(ending.utf8.count), ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
      return nil
    }
    text = ending
  }

  init?(address: String) {
    guard let host = address.firstRange(of: "//")?.upperBound,
      let slash = address[host...].firstIndex(of: "/")
    else { return nil }
    let path = address[slash...].prefix { $0 != "?" && $0 != "#" }
    self.init(name: path.split(separator: "/").last ?? "")
  }

  /// Whether only files of media, models and the like end so; a page may end with `.html` or `.json`.
  var isOfMedia: Bool { kind != nil && kind != .data }

  var isOfPage: Bool { MediaFormat(fileExtension: text) == .html }

  var kind: FalMedia.Kind? { FalMedia.Kind(fileExtension: text) }
}
