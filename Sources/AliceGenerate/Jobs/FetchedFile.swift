import AliceFal
import AliceLibrary
import Foundation

/// A file of a response, on this machine, with what was said about it.
struct FetchedFile: Sendable {
  let file: OpenFile
  let told: ToldFormat
  /// Where it stood in the response, such as `textures.0`.
  let key: String
  /// The provider's address, shortened if it holds the bytes.
  let url: String
  /// Whether it is a picture that may well be black, such as a mask.
  let mayBeBlack: Bool
  /// Whether it is a text that stood in the response itself.
  var isText = false
}

extension FetchedFile {
  /// `contentType` is what the server of the file says.
  init(_ file: OpenFile, of media: FalMedia, contentType: String?) {
    self.file = file
    told = ToldFormat(
      name: FetchedFile.name(of: media),
      contentType: FetchedFile.best([contentType, media.contentType]) { MediaFormat(contentType: $0) != nil })
    key = media.key
    url = media.shownURL
    mayBeBlack = media.mayBeBlack
  }

  /// A text that stood in the response itself.
  init(_ file: OpenFile, of text: AnswerText) {
    self.file = file
    told = ToldFormat(name: text.isJSON ? "answer.json" : "answer.txt", contentType: text.contentType)
    key = ""
    url = ""
    mayBeBlack = false
    isText = true
  }

  /// The name that was told, unless only the address has one with an extension.
  private static func name(of media: FalMedia) -> String? {
    let path = media.url.hasPrefix("data:") ? "" : media.url.prefix { $0 != "?" && $0 != "#" }
    let last = path.split(separator: "/").dropFirst(2).last.map(String.init)
    return best([media.fileName, last?.removingPercentEncoding ?? last]) { ToldFormat(name: $0).fileExtension != nil }
  }

  /// Returns the first text that says something, else the first at all.
  private static func best(_ texts: [String?], _ saysSomething: (String) -> Bool) -> String? {
    let known = texts.compactMap { $0 }
    return known.first(where: saysSomething) ?? known.first
  }
}
