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

  /// The formats that the content type and the extension name, in this order.
  package var formats: [MediaFormat] {
    [
      contentType.flatMap { MediaFormat(contentType: $0) }, fileExtension.flatMap { MediaFormat(fileExtension: $0) },
    ].compactMap { $0 }
  }

  /// The format that the content type names, else the extension.
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
  private var isGeneral: Bool {
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

  /// Returns the extension for a file of this format that was told to have the extension `told`. A file without a reader
  /// keeps it if it is safe, and no other format's.
  package func fileExtension(told: String?) -> String {
    guard let told, !isReadable, allows(fileExtension: told) else { return fileExtension }
    return self == .tarGzip && told == "gz" ? fileExtension : told
  }
}

extension MediaFormat {
  private static let contentTypes: [String: MediaFormat] = [
    "image/png": .png, "image/apng": .png, "image/jpeg": .jpeg, "image/jpg": .jpeg, "image/webp": .webp,
    "image/gif": .gif, "image/avif": .avif, "image/heic": .heic, "image/jxl": .jxl, "image/bmp": .bmp,
    "image/tiff": .tiff, "video/mp4": .mp4, "video/quicktime": .mov, "video/webm": .webm, "video/x-matroska": .mkv,
    "audio/flac": .flac, "audio/mpeg": .mp3, "audio/mp3": .mp3, "audio/ogg": .ogg, "audio/wav": .wav,
    "audio/x-wav": .wav, "audio/wave": .wav, "audio/mp4": .m4a, "audio/x-m4a": .m4a,
    "image/svg+xml": .svg, "image/x-exr": .exr, "image/aces": .exr, "image/vnd.radiance": .hdr,
    "image/vnd.adobe.photoshop": .psd, "image/x-icon": .ico, "image/vnd.microsoft.icon": .ico,
    "video/x-msvideo": .avi, "audio/aac": .aac, "audio/aacp": .aac, "audio/x-aac": .aac, "audio/l16": .pcm,
    "audio/pcm": .pcm, "audio/x-pcm": .pcm, "audio/raw": .pcm, "audio/x-raw": .pcm, "audio/pcmu": .mulaw,
    "audio/x-mulaw": .mulaw, "audio/mulaw": .mulaw, "audio/ulaw": .mulaw, "audio/pcma": .alaw, "audio/x-alaw": .alaw,
    "audio/alaw": .alaw, "audio/basic": .mulaw, "audio/aiff": .aiff, "audio/x-aiff": .aiff, "audio/midi": .midi,
    "model/gltf-binary": .glb, "model/gltf+json": .gltf, "model/obj": .obj, "model/mtl": .mtl, "model/stl": .stl,
    "model/vnd.usdz+zip": .usdz, "model/vnd.usd+zip": .usdz, "model/vnd.collada+xml": .dae, "model/3mf": .threeMF,
    "model/ply": .ply, "application/zip": .zip, "application/x-zip-compressed": .zip, "application/x-tar": .tar,
    "application/gzip": .gzip, "application/x-gzip": .gzip, "application/x-7z-compressed": .sevenZip,
    "application/vnd.rar": .rar, "application/x-xz": .xz, "application/x-bzip2": .bzip2, "application/zstd": .zstd,
    "text/plain": .txt, "application/json": .json, "text/json": .json, "application/x-ndjson": .jsonl,
    "application/jsonl": .jsonl, "text/markdown": .md, "text/csv": .csv, "text/tab-separated-values": .tsv,
    "application/yaml": .yaml, "application/x-yaml": .yaml, "text/yaml": .yaml, "application/x-subrip": .srt,
    "text/srt": .srt, "text/vtt": .vtt, "text/html": .html, "application/xml": .xml, "text/xml": .xml,
    "application/pdf": .pdf,
  ]

  /// Returns the format that a content type names, whatever its parameters are; nil for one that says little, such as
  /// `application/octet-stream`.
  package init?(contentType: String) {
    let type = contentType.prefix { $0 != ";" }.trimming(while: { $0 == " " || $0 == "\t" }).lowercased()
    guard let format = MediaFormat.contentTypes[type] else { return nil }
    self = format
  }
}

extension Substring {
  fileprivate func trimming(while isBlank: (Character) -> Bool) -> Substring {
    var text = drop(while: isBlank)
    while let last = text.last, isBlank(last) { text.removeLast() }
    return text
  }
}
