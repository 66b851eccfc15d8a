import AliceModel

/// The decision whether an address in a response is that of a file, and not that of a page.
struct AddressRule {
  private let address: String
  private let words: KeyWords
  /// The address is the `url` of an object.
  private let isURLMember: Bool
  private let facts: JSONObject?

  init(_ address: String, words: KeyWords, isURLMember: Bool, facts: JSONObject?) {
    self.address = address
    self.words = words
    self.isURLMember = isURLMember
    self.facts = facts
  }

  var isMedia: Bool {
    if isOfFal { return true }
    guard !words.sayLink, !saysPage else { return false }
    let ending = FileEnding(address: address)
    if ending?.isOfMedia == true { return true }
    // A blank ends an address in a sentence.
    if !isURLMember, address.contains(" "), ending == nil { return false }
    return isURLMember || words.sayAddress || words.sayFile
  }

  /// Whether the host serves nothing but files of fal.
  private var isOfFal: Bool {
    let host = address.drop { $0 != "/" }.drop { $0 == "/" }.prefix { $0 != "/" && $0 != ":" && $0 != "?" }.lowercased()
    return host == "fal.media" || host.hasSuffix(".fal.media")
  }

  /// Whether the object around the address describes a page: it has a title, and none of a file's facts.
  private var saysPage: Bool {
    guard let facts, !FileFact.areIn(facts) else { return false }
    return ["title", "snippet", "rel", "favicon", "start_index"].contains { facts[$0] != nil }
  }
}

/// The extension of a file's name.
struct FileEnding {
  let text: String

  /// Returns nil if the name has no extension.
  init?(name: some StringProtocol) {
    guard let dot = name.lastIndex(of: "."), dot != name.startIndex else { return nil }
    let ending = name[name.index(after: dot)...].lowercased()
    guard (1...12).contains(ending.utf8.count), ending.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) }) else {
      return nil
    }
    text = ending
  }

  init?(address: String) {
    guard let host = address.firstRange(of: "//")?.upperBound,
      let slash = address[host...].firstIndex(of: "/")
    else { return nil }
    let path = address[slash...].prefix { $0 != "?" && $0 != "#" }
    self.init(name: path.split(separator: "/").last ?? "")
  }

  /// Whether only files of media, models and the like end so; a page may end with `.html` or `.json`.
  var isOfMedia: Bool { kind != nil && kind != .data }

  var kind: FalMedia.Kind? { FileEnding.kinds[text] }

  private static let kinds: [String: FalMedia.Kind] = {
    let lists: [(FalMedia.Kind, String)] = [
      (
        .image,
        "png apng jpg jpeg jpe jfif webp gif avif heic heif jxl bmp tif tiff svg exr hdr psd ico tga dds ppm pgm"
      ),
      (.video, "mp4 m4v mov qt webm mkv avi mpg mpeg ogv ts"),
      (.audio, "mp3 wav flac ogg oga opus m4a m4b aac pcm ulaw mulaw alaw aiff aif wma mid midi amr"),
      (.mesh, "glb gltf obj fbx usd usda usdc usdz ply stl 3mf dae blend splat ksplat spz bvh vrm sog"),
      (.material, "mtl"),
      (.weights, "safetensors ckpt pt pth gguf onnx"),
      (.archive, "zip tar gz tgz bz2 xz zst 7z rar"),
      (.captions, "srt vtt ass ssa lrc"),
      (.data, "json jsonl csv txt md pdf html htm xml yaml yml npz npy bin parquet toml log"),
    ]
    return lists.reduce(into: [:]) { kinds, list in
      for ending in list.1.split(separator: " ") { kinds[String(ending)] = list.0 }
    }
  }()
}
