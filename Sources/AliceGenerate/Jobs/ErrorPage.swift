import AliceFal
import AliceLibrary

/// The message of a server that arrived in the place of a file.
///
/// A text is one if the response promised a file that is no text, or if it says so itself: a page or a document of an
/// error where none was promised. Texts that were promised are kept, whatever is in them.
struct ErrorPage {
  private static let longest: UInt64 = 256 << 10

  /// Returns nil if the file is no such message.
  init?(_ file: OpenFile, _ format: MediaFormat, insteadOf media: FalMedia) {
    guard format.kind == .text, !media.url.hasPrefix("data:") else { return nil }
    let told = ToldFormat(name: ErrorPage.name(of: media), contentType: media.contentType)
    let isPromised = told.formats.contains { $0.kind == .text } || media.key.contains("html")
    switch media.kind {
    // Some formats of meshes and pictures are text that alice does not know.
    case .mesh where ErrorPage.isUnknown(told), .image where ErrorPage.isUnknown(told): break
    case .image, .video, .audio, .mesh, .weights, .archive: return
    case .captions, .material, .data, .unknown: break
    }
    if isPromised, format != .html || told.formats.contains(where: ErrorPage.mayBePage) { return nil }
    guard file.byteCount <= ErrorPage.longest, ErrorPage.isMessage(file, format) else { return nil }
  }

  private static func name(of media: FalMedia) -> String? {
    media.fileName
      ?? media.url.prefix { $0 != "?" && $0 != "#" }.split(separator: "/").dropFirst(2).last.map(String.init)
  }

  /// Whether the extension is that of a format that alice has no name for.
  private static func isUnknown(_ told: ToldFormat) -> Bool {
    guard let ending = told.fileExtension else { return false }
    return MediaFormat(fileExtension: ending) == nil
  }

  /// Whether a file that was told to have this format may well look like a page.
  private static func mayBePage(_ format: MediaFormat) -> Bool {
    [.html, .xml, .txt, .md].contains(format)
  }

  private static func isMessage(_ file: OpenFile, _ format: MediaFormat) -> Bool {
    guard let bytes = try? file.read(at: 0, count: 4096) else { return false }
    let text = String(decoding: bytes, as: UTF8.self).lowercased()
    switch format {
    case .html:
      return ErrorPage.words.contains(where: text.contains)
    case .xml: return text.contains("<error>") || text.contains("<code>")
    case .json:
      let json = file.byteCount <= 4096 ? try? JSONValue(parsing: bytes, limits: .lenient) : nil
      let keys = json?.objectValue?.keys ?? []
      return !keys.isEmpty && keys.count <= 6 && keys.contains { ["error", "detail", "errors"].contains($0) }
    default: return false
    }
  }

  private static let words = [
    "not found", "error", "forbidden", "denied", "unauthorized", "unavailable", "bad gateway", "timed out", "timeout",
    "expired", "too many requests", "sign in", "log in", "login", "captcha", "cloudflare", "just a moment", "blocked",
    "moved", "redirect", "maintenance", "nosuchkey", "try again",
  ]
}
