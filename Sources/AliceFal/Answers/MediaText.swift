import AliceModel
import AliceNumbers
import Foundation

/// A string of a response that is a file: an address, a `data:` URL, or the bytes themselves.
struct MediaText {
  let url: String
  /// The type that the bytes or the member's name tell.
  private(set) var contentType: String?
  /// Whether it is a file only if it lies where files come from.
  private(set) var mayBePage = false

  /// Returns nil for any other text. `facts` is the object whose file the string is, if it is written so; `path` are the
  /// names that lead to it.
  ///
  /// Answers have millions of words, so a text is looked at closely only if it begins like a file.
  init?(_ text: String, at path: ArraySlice<String>, facts: JSONObject?) {
    switch text.utf8.first(where: { $0 > 0x20 }) {
    case UInt8(ascii: "d"), UInt8(ascii: "D"):
      if MediaText.isDataURL(text) {
        url = text
        return
      }
    case UInt8(ascii: "h"), UInt8(ascii: "H"), UInt8(ascii: "/"):
      if let address = MediaText.address(text) {
        switch AddressRule(address, words: KeyWords(path), isURLMember: facts != nil, facts: facts).verdict {
        case .file: break
        case .fileIfServed: mayBePage = true
        case .none: return nil
        }
        url = address
        return
      }
    case UInt8(ascii: "<"):
      guard KeyWords(path).own.contains("svg"), MediaText.isSVG(text) else { return nil }
      url = "data:image/svg+xml;base64," + Data(text.utf8).base64EncodedString()
      contentType = "image/svg+xml"
      return
    default: break
    }
    guard Base64Text.mayBegin(text) else { return nil }
    let isExpected = facts.map(FileFact.areIn) ?? false || KeyWords(path).sayBase64
    guard let found = Base64Text(text, isExpected: isExpected) else { return nil }
    url = "data:\(found.contentType ?? "");base64,\(found.text)"
    contentType = found.contentType
  }

  /// Returns whether the text is `data:`, a type or nothing, parameters, a comma, and bytes.
  private static func isDataURL(_ text: String) -> Bool {
    guard text.utf8.prefix(5).elementsEqual("data:".utf8) || text.prefix(5).lowercased() == "data:" else {
      return false
    }
    let head = text.utf8.dropFirst(5).prefix(200).prefix { $0 != UInt8(ascii: ",") }
    guard head.count < 200, text.utf8.count > head.count + 6,
      head.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { return false }
    let type = head.prefix { $0 != UInt8(ascii: ";") }
    guard !type.contains(0x20) else { return false }
    return head.isEmpty || type.contains(UInt8(ascii: "/")) || head.first == UInt8(ascii: ";")
  }

  /// Returns the text as an address, if it is wholly one.
  private static func address(_ text: String) -> String? {
    let start = text.prefix(40).drop(while: \.isWhitespace).prefix(8).lowercased()
    guard start.hasPrefix("https://") || start.hasPrefix("http://") || start.hasPrefix("//") else { return nil }
    let address = text.trimmed
    guard address.utf8.count <= 8192, !address.contains(where: \.isNewline) else { return nil }
    // The Base64 of an MP3 begins with two slashes as well, and has neither dots nor colons.
    guard !start.hasPrefix("//") || address.utf8.contains(where: { ".:".utf8.contains($0) }) else { return nil }
    return start.hasPrefix("//") ? "https:" + address : address
  }

  private static func isSVG(_ text: String) -> Bool {
    let start = text.prefix(2000)
    return start.contains("<svg") && start.drop(while: \.isWhitespace).first == "<"
  }
}

/// The words of the names that lead to a string: `video_url` in `results` has the words results, video and url.
struct KeyWords {
  /// The words of the last name.
  let own: Set<String>
  let all: Set<String>

  init(_ path: some Sequence<String>) {
    let names = path.filter { Int($0) == nil }.suffix(8)
    own = names.last.map(KeyWords.words) ?? []
    all = names.reduce(into: []) { $0.formUnion(KeyWords.words($1)) }
  }

  /// Returns the words of `image_url` or `imageURL`, in lower case.
  private static func words(_ name: String) -> Set<String> {
    var words: Set<String> = []
    var word = ""
    var wasLower = false
    for character in name.prefix(100) {
      let isBreak = !(character.isLetter || character.isNumber) || character.isUppercase && wasLower
      if isBreak, !word.isEmpty {
        words.insert(word)
        word = ""
      }
      if character.isLetter || character.isNumber { word += character.lowercased() }
      wasLower = character.isLowercase
    }
    if !word.isEmpty { words.insert(word) }
    return words
  }

  var sayBase64: Bool { !own.isDisjoint(with: ["base64", "b64"]) }

  /// Whether the name is that of an address.
  var sayAddress: Bool { !own.isDisjoint(with: ["url", "urls", "uri", "uris"]) }

  /// Whether the last name is a word for a file.
  var sayFile: Bool { !own.isDisjoint(with: KeyWords.files) }

  /// Whether a name is a word for a page, or for an address that does something.
  var sayLink: Bool { !all.isDisjoint(with: KeyWords.links) }

  private static let files: Set<String> = [
    "image", "images", "picture", "photo", "mask", "masks", "frame", "frames", "thumbnail", "video", "videos", "audio",
    "audios", "speech", "music", "song", "sound", "stem", "stems", "track", "file", "files", "media", "mesh", "meshes",
    "glb", "obj", "fbx", "usdz", "stl", "ply", "gltf", "mtl", "texture", "textures", "splat", "zip", "archive", "lora",
    "weights", "checkpoint", "captions", "subtitles", "srt", "vtt", "svg", "gif", "animation", "preview", "vocals",
    "instrumental", "waveform",
  ]

  private static let links: Set<String> = [
    "doc", "docs", "documentation", "homepage", "website", "webpage", "page", "link", "links", "citation", "citations",
    "license", "terms", "help", "support", "status", "response", "cancel", "webhook", "callback", "logs", "dashboard",
    "playground", "api", "upload", "error", "errors", "detail", "annotations", "endpoint",
  ]
}

extension String {
  var trimmed: String { trimmingCharacters(in: .whitespacesAndNewlines) }
}
