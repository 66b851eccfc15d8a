import AliceModel
import AliceNumbers
import Foundation

/// The search for files in a response.
struct MediaWalk {
  private(set) var found: [FalMedia] = []
  /// Files under names for pages.
  private var doubtful: [FalMedia] = []
  private var seen: Set<String> = []
  private var seenDoubtful: Set<String> = []
  private let given: GivenTexts
  private let most: Int
  /// The names that wrap the answer, and say nothing about what is in it.
  private var wrappers: [String] = []

  private static let most = 10_000
  /// The members that hold the address or the bytes of the file that the rest of their object describes.
  static let content: Set<String> = [
    "url", "uri", "src", "href", "file_url", "download_url", "signed_url", "b64_json", "base64", "b64", "data",
    "image_base64", "audio_base64", "video_base64", "content",
  ]

  init(input: JSONValue, most: Int = MediaWalk.most) {
    given = GivenTexts(input)
    self.most = most
  }

  /// Looks through a response. A cancelled task ends the search early.
  mutating func visit(_ output: JSONValue) {
    wrappers = AnswerEnvelope(output).path
    visit(output, at: [])
    for file in doubtful where !seen.contains(GivenTexts.plain(file.url)) && found.count < most { found.append(file) }
  }

  /// The depth is that of the parsed response.
  private mutating func visit(_ value: JSONValue, at path: [String]) {
    guard found.count < most, !Task.isCancelled else { return }
    switch value {
    case .array(let items):
      for (index, item) in items.enumerated() where MediaWalk.mayHoldFiles(item) {
        visit(item, at: path + ["\(index)"])
      }
    case .object(let object):
      let start = found.count
      for (key, member) in object where MediaWalk.mayHoldFiles(member) {
        visit(member, of: object, at: path + [key])
      }
      SafetyFlags(object)?.mark(&found, from: start, below: path.count)
    case .string(let text): take(text, of: nil, at: path)
    case .null, .bool, .number: break
    }
  }

  /// Answers have lists of a million numbers.
  private static func mayHoldFiles(_ value: JSONValue) -> Bool {
    switch value {
    case .null, .bool, .number: false
    case .string, .array, .object: true
    }
  }

  private mutating func visit(_ member: JSONValue, of object: JSONObject, at path: [String]) {
    guard case .string(let text) = member, found.count < most else { return visit(member, at: path) }
    take(text, of: object, at: path)
  }

  private mutating func take(_ text: String, of object: JSONObject?, at path: [String]) {
    guard text.utf8.count >= 8, found.count + doubtful.count < most else { return }
    let holdsContent = path.last.map(MediaWalk.content.contains) ?? false
    let facts = holdsContent ? object : nil
    let names = path.starts(with: wrappers) ? path.dropFirst(wrappers.count) : path[...]
    guard let file = MediaText(text, at: names, facts: facts),
      !given.contains(text), !given.contains(file.url)
    else { return }
    // The name `url` tells nothing about the file that it belongs to.
    let place = holdsContent && path.count > 1 ? path.dropLast() : path[...]
    var media = FalMedia(file.url, path: Array(place), facts: facts, contentType: file.contentType)
    media.mayBePage = file.mayBePage
    if file.mayBePage {
      if seenDoubtful.insert(GivenTexts.plain(file.url)).inserted { doubtful.append(media) }
    } else if seen.insert(GivenTexts.plain(file.url)).inserted {
      found.append(media)
    }
  }
}

/// The texts of a request: what a response repeats of them is not a result.
private struct GivenTexts {
  private var texts: Set<String> = []

  init(_ input: JSONValue) { collect(input, depth: 0) }

  private mutating func collect(_ value: JSONValue, depth: Int) {
    guard depth < 512 else { return }
    switch value {
    case .string(let text): if text.utf8.count >= 8 { texts.insert(GivenTexts.plain(text)) }
    case .array(let items): for item in items { collect(item, depth: depth + 1) }
    case .object(let object): for (_, item) in object { collect(item, depth: depth + 1) }
    case .null, .bool, .number: break
    }
  }

  func contains(_ text: String) -> Bool { !texts.isEmpty && texts.contains(GivenTexts.plain(text)) }

  /// Returns the Base64 of a `data:` URL, and an address without escapes and fragment: both are written in several ways.
  static func plain(_ text: String) -> String {
    let text = text.trimmed
    if text.hasPrefix("data:"), let comma = text.firstIndex(of: ",") {
      return String(text[text.index(after: comma)...].prefix { $0 != "=" })
    }
    guard text.utf8.count <= 8192, text.contains("://") else { return String(text.prefix { $0 != "=" }) }
    let address = text.prefix { $0 != "#" }
    return address.removingPercentEncoding ?? String(address)
  }
}

/// What a response says of unsafe pictures: one word for all, or one for each.
private struct SafetyFlags {
  private let words: [JSONValue]
  private let isForAll: Bool

  private static let names = ["has_nsfw_concepts", "nsfw_content_detected", "nsfw", "is_nsfw", "has_nsfw"]

  init?(_ object: JSONObject) {
    let told = SafetyFlags.names.lazy.compactMap { object[$0] }.first { $0.arrayValue != nil || $0.boolValue == true }
    guard let told else { return nil }
    words = told.arrayValue ?? []
    isForAll = told.boolValue == true
  }

  /// Marks the files of this object, which is `depth` levels deep. A list of words belongs to `images` if there are any.
  func mark(_ found: inout [FalMedia], from start: Int, below depth: Int) {
    let indices = found.indices[start...]
    let isOfImages = indices.contains { SafetyFlags.place(found[$0], depth)?.key == "images" }
    var count = 0
    for index in indices where !found[index].isPart || !isOfImages {
      let place = SafetyFlags.place(found[index], depth)
      guard !isOfImages || place?.key == "images" else { continue }
      let number = place?.index ?? count
      count += 1
      if isForAll || words.indices.contains(number) && words[number].boolValue == true { found[index].isFlagged = true }
    }
  }

  private static func place(_ media: FalMedia, _ depth: Int) -> (key: String, index: Int?)? {
    guard media.path.indices.contains(depth) else { return nil }
    let next = depth + 1
    return (media.path[depth], media.path.indices.contains(next) ? Int(media.path[next]) : nil)
  }
}
