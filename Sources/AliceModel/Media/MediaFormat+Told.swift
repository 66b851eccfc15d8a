/// What the sender of a file says about it: the name and the content type. Neither is believed where the bytes tell the
/// format.
public struct ToldFormat: Sendable, Hashable {
  public var name: String?
  public var contentType: String?

  public init(name: String? = nil, contentType: String? = nil) {
    self.name = name
    self.contentType = contentType
  }

  /// The extension in the name, in lower case and without the dot; nil if it is not safe to use; see
  /// `MediaFormat.isSafeExtension`.
  public var fileExtension: String? {
    guard let name else { return nil }
    let last = BytePath(name.split { $0 == "/" || $0 == "\\" }.last.map(String.init) ?? "")
    let ending = last.fileExtension
    return MediaFormat.isSafeExtension(ending) ? ending : nil
  }

  /// The formats that the content type and the extension name, in this order, unless the content type is that of many
  /// formats, such as `text/plain` for captions, and the extension that of one.
  package var formats: [MediaFormat] {
    let type = contentType.flatMap { MediaFormat(contentType: $0) }
    let ending = fileExtension.flatMap { MediaFormat(fileExtension: $0) }
    let isVague = type?.isGeneral == true && ending?.isGeneral == false
    return (isVague ? [ending, type] : [type, ending]).compactMap { $0 }
  }

  /// The format that the content type names, else the extension; see `formats`.
  package var format: MediaFormat? { formats.first }
}

extension MediaFormat {
  /// Extensions that desktops run when a file is opened.
  private static let runnable: Set<String> = [
    "app", "appimage", "bat", "cmd", "com", "command", "cpl", "deb", "desktop", "dll", "dmg", "exe", "gadget", "hta",
    "jar",
    "js", "jse", "lnk", "msc", "msi", "msp", "pif", "pkg", "ps1", "reg", "rpm", "run", "scf", "scr", "service", "sh",
    "url",
    "vb", "vbe", "vbs", "ws", "wsf", "wsh",
  ]
  /// Extensions that have another meaning in a library, or for the programs that fill folders.
  private static let reserved: Set<String> = [
    "xmp", "tmp", "part", "partial", "crdownload", "download", "filepart", "aria2", "caption",
  ]

  /// Whether a file of an unknown format may have this extension: 1 to 16 lower-case letters and digits of ASCII that no
  /// desktop runs.
  package static func isSafeExtension(_ text: String) -> Bool {
    (1...16).contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
      && !runnable.contains(text) && !reserved.contains(text)
  }

  /// The formats whose bytes are those of many others, which have no reader: the extension that was told says more.
  fileprivate var isGeneral: Bool {
    switch self {
    case .zip, .gzip, .txt, .json, .xml, .other: true
    default: false
    }
  }

  private static let byExtension: [String: MediaFormat] = {
    var formats: [String: MediaFormat] = [:]
    for format in allCases {
      for ending in format.knownExtensions where formats[ending] == nil { formats[ending] = format }
    }
    formats["bin"] = .other
    formats["gz"] = .gzip
    return formats
  }()

  /// Returns the format that usually has this extension.
  package init?(fileExtension: String) {
    guard let format = MediaFormat.byExtension[fileExtension.lowercased()] else { return nil }
    self = format
  }

  /// Returns whether a file of this format may have this extension.
  package func allows(fileExtension: String) -> Bool {
    if knownExtensions.contains(fileExtension) { return true }
    guard isGeneral, MediaFormat.isSafeExtension(fileExtension) else { return false }
    return MediaFormat.byExtension[fileExtension] == nil
  }

  /// The extensions that a file with a reader keeps if it was told to have them. Programs choose by them what to do.
  private var keptExtensions: [String] {
    switch self {
    case .tiff: ["tiff"]
    case .ogg: ["opus", "oga"]
    case .m4a: ["m4b"]
    default: []
    }
  }

  /// Returns the extension for a file of this format that was told to have the extension `told`. A file without a reader
  /// keeps it if it is safe, and no other format's.
  package func fileExtension(told: String?) -> String {
    guard let told, isReadable ? keptExtensions.contains(told) : allows(fileExtension: told) else {
      return fileExtension
    }
    return self == .tarGzip && told == "gz" ? fileExtension : told
  }
}
