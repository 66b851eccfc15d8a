import AliceModel
import AliceNumbers

extension FalMedia {
  /// What kind of file the response promises, before a byte of it is known.
  package enum Kind: Int, Sendable, Hashable, Comparable {
    case mesh, weights, video, audio, image, archive, captions, material, data, unknown

    package static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
  }

  /// The kind by the type, else by the name or the address, else by the words of the member.
  package var kind: Kind {
    contentType.flatMap(Kind.init(contentType:)) ?? fileName.flatMap { FileEnding(name: $0)?.kind }
      ?? FileEnding(address: url)?.kind ?? Kind(words: KeyWords(path)) ?? .unknown
  }

  /// Whether the file only accompanies another one, as its name says: a thumbnail, a texture, captions, a configuration.
  var isPart: Bool {
    let words = KeyWords(path).all
    return !words.isDisjoint(with: FalMedia.parts)
  }

  /// Whether a picture may well be black because of what it shows.
  package var mayBeBlack: Bool {
    !KeyWords(path).all.isDisjoint(with: ["mask", "masks", "depth", "alpha", "matte", "residual", "shadow", "edges"])
  }

  private static let parts: Set<String> = [
    "thumbnail", "thumbnails", "thumb", "preview", "rendered", "config", "debug", "dataset", "caption", "captions",
    "subtitle", "subtitles", "srt", "vtt", "texture", "textures", "material", "materials", "mtl", "preprocessed",
    "preprocess", "preprocessing", "frames", "viz", "visualization", "timestamps", "metadata", "log", "cover", "poster",
  ]
}

extension FalMedia.Kind {
  /// Returns nil for a type that says nothing, such as `application/octet-stream`.
  fileprivate init?(contentType: String) {
    if let format = MediaFormat(contentType: contentType) {
      self.init(format)
      return
    }
    switch contentType.trimmed.prefix(while: { $0 != "/" && $0 != ";" }).lowercased() {
    case "image": self = .image
    case "video": self = .video
    case "audio": self = .audio
    case "model": self = .mesh
    case "text": self = .data
    default: return nil
    }
  }

  init?(fileExtension: String) {
    if let format = MediaFormat(fileExtension: fileExtension) {
      self.init(format)
    } else if let kind = MediaKind(fileExtension: fileExtension) {
      // Texts without a format of their own are sung or spoken.
      self = kind == .text ? .captions : Self(kind)
    } else {
      return nil
    }
  }

  private init(_ format: MediaFormat) {
    switch format {
    case .mtl: self = .material
    case .safetensors, .gguf, .pytorch, .pickle, .onnx: self = .weights
    case .srt, .vtt, .ass: self = .captions
    default: self.init(format.kind)
    }
  }

  private init(_ kind: MediaKind) {
    switch kind {
    case .image: self = .image
    case .video: self = .video
    case .audio: self = .audio
    case .model3d: self = .mesh
    case .archive: self = .archive
    case .text, .file: self = .data
    }
  }

  fileprivate init?(words: KeyWords) {
    let sets: [(Self, Set<String>)] = [
      (.material, ["mtl", "material"]), (.archive, ["zip", "archive"]),
      (.mesh, ["mesh", "meshes", "glb", "obj", "fbx", "usdz", "stl", "ply", "gltf", "splat", "splats"]),
      (.weights, ["lora", "weights", "checkpoint", "safetensors", "adapter"]),
      (.captions, ["captions", "subtitles", "srt", "vtt"]), (.data, ["config", "json", "metadata"]),
      (.image, ["image", "images", "picture", "photo", "mask", "masks", "thumbnail", "texture", "textures", "svg"]),
      (.video, ["video", "videos", "animation"]),
      (.audio, ["audio", "audios", "speech", "music", "song", "sound", "vocals", "stem", "stems"]),
    ]
    guard let kind = sets.first(where: { !words.all.isDisjoint(with: $0.1) })?.0 else { return nil }
    self = kind
  }
}

/// A result and the files that belong to it, as positions in the list of files.
package struct MediaGroup: Sendable, Hashable {
  package let main: Int
  package let companions: [Int]

  package init(main: Int, companions: [Int]) {
    self.main = main
    self.companions = companions
  }
}

extension MediaGroup {
  /// Returns which files belong together: a mesh and its textures, a video and its captions, weights and their
  /// configuration. Several pictures, sounds or videos are results of their own.
  package static func groups(of media: [FalMedia]) -> [MediaGroup] {
    let kinds = media.map(\.kind)
    let results = media.indices.filter { !media[$0].isPart }
    guard let leading = (results.isEmpty ? Array(media.indices) : results).map({ kinds[$0] }).min() else { return [] }
    let isWhole = leading == .mesh || leading == .weights
    var mains: [Int] = []
    for index in media.indices {
      let kind = kinds[index]
      if results.isEmpty {
        if mains.isEmpty, kind == leading { mains.append(index) }
      } else if media[index].isPart {
        continue
      } else if kind == leading {
        // Other formats of one mesh stand beside it; several meshes stand in a list.
        if !isWhole || mains.isEmpty || media[index].path.last.flatMap({ Int($0) }) != nil { mains.append(index) }
      } else if !isWhole, kind <= .image {
        mains.append(index)
      }
    }
    return mains.map { main in
      let companions = media.indices.filter { !mains.contains($0) && nearest(of: mains, to: $0, in: media) == main }
      return MediaGroup(main: main, companions: companions)
    }
  }

  /// Returns the result that shares the longest part of its path with the file.
  private static func nearest(of mains: [Int], to index: Int, in media: [FalMedia]) -> Int? {
    let path = media[index].path
    func shared(_ main: Int) -> Int { zip(media[main].path, path).prefix { $0 == $1 }.count }
    return mains.max { (shared($0), -$0) < (shared($1), -$1) }
  }
}
