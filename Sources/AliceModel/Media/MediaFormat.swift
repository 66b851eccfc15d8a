/// The format of a file by its content; only formats of text without marks need a name, too.
public enum MediaFormat: String, Sendable, Hashable, CaseIterable {
  case png, jpeg, webp, gif, avif, heic, jxl, bmp, tiff, mp4, mov, webm, mkv, flac, mp3, ogg, wav, m4a
  case svg, exr, hdr, psd, ico
  case avi
  case aac, pcm, mulaw, alaw, au, aiff, midi
  case glb, gltf, obj, mtl, fbx, usdz, usd, ply, stl, dae, blend, bvh
  case threeMF = "3mf"
  case splat, spz
  case zip, tar
  case tarGzip = "tar.gz"
  case gzip
  case sevenZip = "7z"
  case rar, xz, bzip2, zstd
  case txt, json, jsonl, md, csv, tsv, yaml, srt, vtt, ass, html, xml
  case safetensors, gguf
  case pytorch = "pt"
  case pickle, numpy, onnx, pdf
  /// A file of any other format, which keeps the extension that it had.
  case other

  /// The formats whose metadata alice reads. Folders are searched for them.
  public static let readable: [MediaFormat] = [
    .png, .jpeg, .webp, .gif, .avif, .heic, .jxl, .bmp, .tiff, .mp4, .mov, .webm, .mkv, .flac, .mp3, .ogg, .wav, .m4a,
  ]

  /// Whether alice reads metadata and facts of this format.
  public var isReadable: Bool { MediaFormat.readable.contains(self) }

  public var kind: MediaKind {
    switch self {
    case .png, .jpeg, .webp, .gif, .avif, .heic, .jxl, .bmp, .tiff, .svg, .exr, .hdr, .psd, .ico: .image
    case .mp4, .mov, .webm, .mkv, .avi: .video
    case .flac, .mp3, .ogg, .wav, .m4a, .aac, .pcm, .mulaw, .alaw, .au, .aiff, .midi: .audio
    case .glb, .gltf, .obj, .mtl, .fbx, .usdz, .usd, .ply, .stl, .dae, .blend, .bvh, .threeMF, .splat, .spz:
      .model3d
    case .zip, .tar, .tarGzip, .gzip, .sevenZip, .rar, .xz, .bzip2, .zstd: .archive
    case .txt, .json, .jsonl, .md, .csv, .tsv, .yaml, .srt, .vtt, .ass, .html, .xml: .text
    case .safetensors, .gguf, .pytorch, .pickle, .numpy, .onnx, .pdf, .other: .file
    }
  }
}

/// The extensions of formats.
extension MediaFormat {
  /// The extension that alice gives to files of this format, without a dot.
  public var fileExtension: String {
    switch self {
    case .jpeg: "jpg"
    case .tiff: "tif"
    case .midi: "mid"
    case .mulaw: "ulaw"
    case .gzip: "gz"
    case .bzip2: "bz2"
    case .zstd: "zst"
    case .pickle: "pkl"
    case .numpy: "npy"
    case .other: "bin"
    default: rawValue
    }
  }

  /// All extensions that files of this format may have.
  public var knownExtensions: [String] {
    switch self {
    case .png: ["png", "apng"]
    case .jpeg: ["jpg", "jpeg", "jpe", "jfif"]
    case .heic: ["heic", "heif"]
    case .bmp: ["bmp", "dib"]
    case .tiff: ["tif", "tiff"]
    case .mp4: ["mp4", "m4v"]
    case .m4a: ["m4a", "m4b"]
    case .mov: ["mov", "qt"]
    case .ogg: ["ogg", "oga", "opus"]
    case .wav: ["wav", "wave"]
    case .aac: ["aac", "adts"]
    case .pcm: ["pcm", "raw"]
    case .mulaw: ["ulaw", "mulaw", "ul"]
    case .alaw: ["alaw", "al"]
    case .au: ["au", "snd"]
    case .aiff: ["aiff", "aif", "aifc"]
    case .midi: ["mid", "midi"]
    case .usd: ["usd", "usdc", "usda"]
    case .tarGzip: ["tar.gz", "tgz", "gz"]
    case .txt: ["txt", "text", "log"]
    case .jsonl: ["jsonl", "ndjson"]
    case .md: ["md", "markdown"]
    case .yaml: ["yaml", "yml"]
    case .ass: ["ass", "ssa"]
    case .html: ["html", "htm"]
    case .pytorch: ["pt", "pth", "ckpt", "bin"]
    case .pickle: ["pkl", "pickle", "pt", "pth", "ckpt", "bin"]
    case .numpy: ["npy"]
    default: [fileExtension]
    }
  }
}
