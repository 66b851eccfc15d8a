package import AliceModel

/// One file that a response refers to.
package struct FalMedia: Sendable, Hashable {
  /// An `https:` URL, or a `data:` URL if the response contains the bytes.
  package let url: String
  package let contentType: String?
  package let width: Int?
  package let height: Int?
  package let fileName: String?
  package let fileSize: UInt64?
  /// The safety checker flagged the picture: it is black, and billed.
  package let isFlagged: Bool
}

extension FalMedia {
  /// Returns the files of an output, in its order: every object with a `url`, whatever its key is.
  package static func mediaURLs(in output: JSONValue) -> [FalMedia] {
    var found: [JSONObject] = []
    collect(output, depth: 0, into: &found)
    let flags = output["has_nsfw_concepts"]?.arrayValue ?? []
    let areAllFlagged = output["has_nsfw_concepts"]?.boolValue == true
    var seen: Set<String> = []
    var media: [FalMedia] = []
    for object in found {
      guard let url = object["url"]?.stringValue, seen.insert(url).inserted else { continue }
      let isFlagged =
        areAllFlagged || flags.indices.contains(media.count) && flags[media.count].boolValue == true
      media.append(FalMedia(object, url: url, isFlagged: isFlagged))
    }
    return media
  }

  private static func collect(_ value: JSONValue, depth: Int, into found: inout [JSONObject]) {
    guard depth < 16, found.count < 1000 else { return }
    switch value {
    case .array(let items): for item in items { collect(item, depth: depth + 1, into: &found) }
    case .object(let object):
      if let url = object["url"]?.stringValue, isMedia(url) {
        found.append(object)
      } else {
        for (_, member) in object { collect(member, depth: depth + 1, into: &found) }
      }
    case .null, .bool, .number, .string: break
    }
  }

  private static func isMedia(_ url: String) -> Bool {
    let start = url.prefix(8).lowercased()
    return ["https://", "http://", "data:"].contains { start.hasPrefix($0) }
  }
}

extension FalMedia {
  init(_ object: JSONObject, url: String, isFlagged: Bool) {
    self.init(
      url: url, contentType: object["content_type"]?.stringValue, width: FalMedia.side(object["width"]),
      height: FalMedia.side(object["height"]), fileName: object["file_name"]?.stringValue,
      fileSize: object["file_size"]?.numberValue?.uint64, isFlagged: isFlagged)
  }

  private static func side(_ value: JSONValue?) -> Int? { value?.intValue.flatMap { $0 > 0 ? $0 : nil } }
}
