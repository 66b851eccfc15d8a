/// The content types of formats.
extension MediaFormat {
  /// The content types under which files of this format are sent; alice sends the first.
  package var contentTypes: [String] {
    switch self {
    case .png: ["image/png", "image/apng"]
    case .jpeg: ["image/jpeg", "image/jpg"]
    case .svg: ["image/svg+xml"]
    case .exr: ["image/x-exr", "image/aces"]
    case .hdr: ["image/vnd.radiance"]
    case .psd: ["image/vnd.adobe.photoshop"]
    case .ico: ["image/x-icon", "image/vnd.microsoft.icon"]
    case .webp, .gif, .avif, .heic, .jxl, .bmp, .tiff: ["image/" + rawValue]
    case .mov: ["video/quicktime"]
    case .mkv: ["video/x-matroska"]
    case .avi: ["video/x-msvideo"]
    case .mp4, .webm: ["video/" + rawValue]
    case .flac: ["audio/flac", "audio/x-flac"]
    case .mp3: ["audio/mpeg", "audio/mp3"]
    case .ogg: ["audio/ogg", "audio/opus"]
    case .wav: ["audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave"]
    case .m4a: ["audio/mp4", "audio/x-m4a", "audio/m4a"]
    case .aac: ["audio/aac", "audio/aacp", "audio/x-aac"]
    case .pcm: ["audio/pcm", "audio/l16", "audio/x-pcm", "audio/raw", "audio/x-raw"]
    case .mulaw: ["audio/x-mulaw", "audio/pcmu", "audio/mulaw", "audio/ulaw", "audio/basic"]
    case .alaw: ["audio/x-alaw", "audio/pcma", "audio/alaw"]
    case .aiff: ["audio/aiff", "audio/x-aiff"]
    case .midi: ["audio/midi"]
    case .glb: ["model/gltf-binary"]
    case .gltf: ["model/gltf+json"]
    case .usdz: ["model/vnd.usdz+zip", "model/vnd.usd+zip"]
    case .dae: ["model/vnd.collada+xml"]
    case .obj, .mtl, .stl, .ply, .threeMF: ["model/" + rawValue]
    case .zip: ["application/zip", "application/x-zip-compressed"]
    case .tar: ["application/x-tar"]
    case .gzip: ["application/gzip", "application/x-gzip"]
    case .sevenZip: ["application/x-7z-compressed"]
    case .rar: ["application/vnd.rar"]
    case .xz: ["application/x-xz"]
    case .bzip2: ["application/x-bzip2"]
    case .zstd: ["application/zstd"]
    case .txt: ["text/plain"]
    case .json: ["application/json", "text/json"]
    case .jsonl: ["application/jsonl", "application/x-ndjson"]
    case .md: ["text/markdown"]
    case .csv: ["text/csv"]
    case .tsv: ["text/tab-separated-values"]
    case .yaml: ["application/yaml", "application/x-yaml", "text/yaml"]
    case .srt: ["application/x-subrip", "text/srt"]
    case .vtt: ["text/vtt"]
    case .ass: ["text/x-ssa", "text/x-ass"]
    case .html: ["text/html"]
    case .xml: ["application/xml", "text/xml"]
    case .pdf: ["application/pdf"]
    case .au, .fbx, .usd, .blend, .bvh, .splat, .spz, .tarGzip, .safetensors, .gguf, .pytorch, .pickle, .numpy, .onnx,
      .other:
      []
    }
  }

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
