/// The content types of formats.
extension MediaFormat {
  /// The content types under which files of this format are sent; alice sends the first.
  package var contentTypes: [String] { MediaFormat.contentTypes[self] ?? [] }

  private static let contentTypes: [MediaFormat: [String]] = [
    .png: ["image/png", "image/apng"],
    .jpeg: ["image/jpeg", "image/jpg"],
    .svg: ["image/svg+xml"],
    .exr: ["image/x-exr", "image/aces"],
    .hdr: ["image/vnd.radiance"],
    .psd: ["image/vnd.adobe.photoshop"],
    .ico: ["image/x-icon", "image/vnd.microsoft.icon"],
    .webp: ["image/webp"],
    .gif: ["image/gif"],
    .avif: ["image/avif"],
    .heic: ["image/heic"],
    .jxl: ["image/jxl"],
    .bmp: ["image/bmp"],
    .tiff: ["image/tiff"],
    .mov: ["video/quicktime"],
    .mkv: ["video/x-matroska"],
    .avi: ["video/x-msvideo"],
    .mp4: ["video/mp4"],
    .webm: ["video/webm"],
    .flac: ["audio/flac", "audio/x-flac"],
    .mp3: ["audio/mpeg", "audio/mp3"],
    .ogg: ["audio/ogg", "audio/opus"],
    .wav: ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"],
    .m4a: ["audio/mp4", "audio/x-m4a", "audio/m4a"],
    .aac: ["audio/aac", "audio/aacp", "audio/x-aac"],
    .pcm: ["audio/pcm", "audio/l16", "audio/x-pcm", "audio/raw", "audio/x-raw"],
    .mulaw: ["audio/x-mulaw", "audio/pcmu", "audio/mulaw", "audio/ulaw", "audio/basic"],
    .alaw: ["audio/x-alaw", "audio/pcma", "audio/alaw"],
    .aiff: ["audio/aiff", "audio/x-aiff"],
    .midi: ["audio/midi"],
    .glb: ["model/gltf-binary"],
    .gltf: ["model/gltf+json"],
    .usdz: ["model/vnd.usdz+zip", "model/vnd.usd+zip"],
    .dae: ["model/vnd.collada+xml"],
    .obj: ["model/obj"],
    .mtl: ["model/mtl"],
    .stl: ["model/stl"],
    .ply: ["model/ply"],
    .threeMF: ["model/3mf"],
    .zip: ["application/zip", "application/x-zip-compressed"],
    .tar: ["application/x-tar"],
    .gzip: ["application/gzip", "application/x-gzip"],
    .sevenZip: ["application/x-7z-compressed"],
    .rar: ["application/vnd.rar"],
    .xz: ["application/x-xz"],
    .bzip2: ["application/x-bzip2"],
    .zstd: ["application/zstd"],
    .txt: ["text/plain"],
    .json: ["application/json", "text/json"],
    .jsonl: ["application/jsonl", "application/x-ndjson"],
    .md: ["text/markdown"],
    .csv: ["text/csv"],
    .tsv: ["text/tab-separated-values"],
    .yaml: ["application/yaml", "application/x-yaml", "text/yaml"],
    .srt: ["application/x-subrip", "text/srt"],
    .vtt: ["text/vtt"],
    .ass: ["text/x-ssa", "text/x-ass"],
    .html: ["text/html"],
    .xml: ["application/xml", "text/xml"],
    .pdf: ["application/pdf"],
  ]

  private static let byContentType: [String: MediaFormat] = {
    var formats: [String: MediaFormat] = [:]
    for format in allCases {
      for type in format.contentTypes { formats[type] = format }
    }
    return formats
  }()

  /// Returns the format that a content type names, whatever its parameters are; nil for one that says little, such as
  /// `application/octet-stream`.
  package init?(contentType: String) {
    let type = contentType.prefix { $0 != ";" }.split { $0 == " " || $0 == "\t" }.joined(separator: " ").lowercased()
    guard let format = MediaFormat.byContentType[type] else { return nil }
    self = format
  }
}

/// The extensions of files that alice has no format for.
extension MediaKind {
  private static let byExtension: [String: MediaKind] = {
    let lists: [(MediaKind, String)] = [
      (.image, "tga dds ppm pgm pbm pnm jp2 ktx2"), (.video, "mpg mpeg ogv ts m3u8 flv wmv 3gp"),
      (.audio, "wma amr caf ac3"), (.model3d, "ksplat vrm sog off wrl x3d xyz pcd 3ds step stp"), (.text, "lrc"),
      (.file, "npz parquet toml"),
    ]
    return lists.reduce(into: [:]) { kinds, list in
      for ending in list.1.split(separator: " ") { kinds[String(ending)] = list.0 }
    }
  }()

  /// Returns the kind of the files that usually have this extension; nil if it is not known.
  package init?(fileExtension: String) {
    let ending = fileExtension.lowercased()
    guard let kind = MediaFormat(fileExtension: ending)?.kind ?? MediaKind.byExtension[ending] else { return nil }
    self = kind
  }
}
