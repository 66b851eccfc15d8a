package import AliceModel
import AliceNumbers

/// One file that a response refers to.
package struct FalMedia: Sendable, Hashable {
  /// An `https:` URL, or a `data:` URL if the response contains the bytes.
  package let url: String
  package let contentType: String?
  package let width: Int?
  package let height: Int?
  package let fileName: String?
  package let fileSize: UInt64?
  /// The members and the positions that lead to the file, such as `model_urls` and `glb`, or `images` and `0`.
  package let path: [String]
  /// The safety checker flagged the picture: it is black, and billed.
  package internal(set) var isFlagged = false
  /// It stands under a name for pages, such as `docs`, and is a file only if it lies where files come from.
  var mayBePage = false

  /// The path as one text: `images.0`.
  package var key: String { path.joined(separator: ".") }

  /// The URL as it is shown: one that holds the bytes themselves is cut after its type, and passwords are left out.
  package var shownURL: String {
    url.prefix(5).lowercased() == "data:" ? String(url.prefix { $0 != "," }.prefix(100)) + ",…" : FalMedia.shown(url)
  }

  /// Returns a URL without the name and the password before its host.
  static func shown(_ url: String) -> String {
    guard let start = url.firstRange(of: "//")?.upperBound else { return url }
    let authority = url[start...].prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard let at = authority.lastIndex(of: "@") else { return url }
    return url[..<start] + "…" + url[at...]
  }
}

extension FalMedia {
  /// Returns the files of an output, in its order, each address once.
  ///
  /// They are found at every depth: objects with a `url`, strings that are addresses of media, `data:` URLs and Base64.
  /// Links to pages are not among them, nor what `input`, the request, contained already. What looks like a file under a
  /// name for pages is one if it lies on a host of `configuration` for files.
  package static func mediaURLs(
    in output: JSONValue, apartFrom input: JSONValue = .null, on configuration: FalConfiguration? = nil
  ) -> [FalMedia] {
    candidates(in: output, apartFrom: input).filter { $0.isFile(on: configuration) }
  }

  /// Returns the files, and after them what `isFile` decides on. So positions in the list stay what they are when
  /// `FAL_MEDIA_HOSTS` changes.
  package static func candidates(in output: JSONValue, apartFrom input: JSONValue = .null) -> [FalMedia] {
    var walk = MediaWalk(input: input)
    walk.visit(output)
    return walk.found
  }

  package func isFile(on configuration: FalConfiguration?) -> Bool {
    !mayBePage || configuration?.mayServeMedia(at: url) == true
  }

  /// Returns whether an output has any file, without looking for all of them.
  static func isAny(in output: JSONValue, on configuration: FalConfiguration? = nil) -> Bool {
    var walk = MediaWalk(input: .null, most: 1)
    walk.visit(output)
    guard let first = walk.found.first else { return false }
    return first.isFile(on: configuration) || !mediaURLs(in: output, on: configuration).isEmpty
  }
}

extension FalMedia {
  /// Creates a file with the facts that the object around its URL tells.
  init(_ url: String, path: [String], facts object: JSONObject?, contentType: String? = nil) {
    let isWord: (String) -> Bool = { !$0.isEmpty && $0.utf8.count <= 500 }
    func text(_ names: [String]) -> String? {
      names.lazy.compactMap { object?[$0]?.stringValue }.first(where: isWord)
    }
    let told = text(FileFact.contentType) ?? object?["type"]?.stringValue.flatMap { $0.contains("/") ? $0 : nil }
    self.init(
      url: url, contentType: told ?? contentType, width: FalMedia.side(object?["width"]),
      height: FalMedia.side(object?["height"]), fileName: text(FileFact.name),
      fileSize: FileFact.size.lazy.compactMap { object?[$0]?.numberValue?.uint64 }.first, path: path)
  }

  private static func side(_ value: JSONValue?) -> Int? { value?.intValue.flatMap { $0 > 0 ? $0 : nil } }
}

/// The names that endpoints give to the facts of a file.
enum FileFact {
  static let contentType = ["content_type", "contentType", "mime_type", "mimeType", "media_type"]
  static let name = ["file_name", "fileName", "filename"]
  static let size = ["file_size", "fileSize", "size_bytes", "filesize"]

  /// Returns whether an object describes a file, and not a page.
  static func areIn(_ object: JSONObject) -> Bool {
    (contentType + name + size + ["width", "height", "duration"]).contains { object[$0] != nil }
  }
}
