package import AliceModel

/// The previews and thumbnails that generators and galleries keep beside their pictures: small copies without the recipe.
package enum GeneratorPreviews {
  private static let pictures: Set<String> = ["jpg", "jpeg", "png", "webp", "gif", "avif", "mp4", "webm"]
  private static let models = ["safetensors", "ckpt", "pt", "pth", "bin", "gguf", "sft", "onnx"]
  private static let folders: Set<BytePath> = ["thumbnails", "thumbs", "thumbnail"]

  /// Returns whether the file is the preview of a picture or a model that exists. A preview whose picture is gone is the
  /// only picture that is left, so it is none.
  package static func isPreview(_ file: BytePath) -> Bool {
    isPreview(file, hasMedia: RecipeSidecars.hasMedia) { path in
      guard let folder = try? Folder(at: path.parent ?? ".") else { return false }
      return (try? folder.facts(of: path.lastComponent))?.kind == .regular
    }
  }

  /// Returns the same for a file among others: `hasMedia` tells whether there is a medium with a path without its
  /// extension, and `hasFile` whether there is a file.
  package static func isPreview(
    _ file: BytePath, hasMedia: (_ stem: BytePath) -> Bool, hasFile: (BytePath) -> Bool
  ) -> Bool {
    guard mayBePreview(file), pictures.contains(file.fileExtension) else { return false }
    let stem = file.stem.lowercasedASCII
    // SwarmUI: `1.swarmpreview.jpg` beside `1.png`.
    if let picture = base(of: file, stem, ".swarmpreview") { return hasMedia(picture) }
    // Stable Diffusion WebUI and managers of models: `NAME.preview.png` beside `NAME.safetensors`.
    if let model = base(of: file, stem, ".preview") ?? base(of: file, stem, ".thumb") {
      return models.contains { hasFile(model.adding(suffix: ".\($0)")) }
    }
    // Eagle: `ID.info/NAME_thumbnail.png` beside `NAME.png`.
    if let picture = base(of: file, stem, "_thumbnail"), file.parent?.fileExtension == "info" {
      return hasMedia(picture)
    }
    return pictureOfThumbnail(file).contains(where: hasMedia)
  }

  /// Returns whether `view` or `thumb` is in the path. This is asked of every file of a walk, and is no for most.
  private static func mayBePreview(_ file: BytePath) -> Bool {
    file.bytes.withUnsafeBufferPointer { bytes in
      var index = 3
      while index < bytes.count {
        let isAtEnd = bytes[index] | 0x20 == UInt8(ascii: "w") || bytes[index] | 0x20 == UInt8(ascii: "b")
        if isAtEnd, ends.contains(where: { $0.elementsEqual(bytes[(index - 3)...index].lazy.map { $0 | 0x20 }) }) {
          return true
        }
        index += 1
      }
      return false
    }
  }

  private static let ends = ["view", "humb"].map { Array($0.utf8) }

  /// Returns the path without extension and `suffix`; nil if the stem does not end in it.
  private static func base(of file: BytePath, _ stem: BytePath, _ suffix: BytePath) -> BytePath? {
    guard stem.bytes.count > suffix.bytes.count, stem.bytes.suffix(suffix.bytes.count).elementsEqual(suffix.bytes)
    else { return nil }
    let name = BytePath(bytes: Array(file.stem.bytes.dropLast(suffix.bytes.count)))
    return file.parent?.appending(name) ?? name
  }

  /// Returns where the picture of a thumbnail may lie. InvokeAI and others have `images/thumbnails/SUB/NAME.webp` for
  /// `images/SUB/NAME.png`, or `thumbnails/NAME.webp` beside `images/NAME.png`.
  private static func pictureOfThumbnail(_ file: BytePath) -> [BytePath] {
    var (folder, below) = (file.parent, file.stem)
    for _ in 0..<8 {
      guard let here = folder else { return [] }
      if folders.contains(here.lastComponent.lowercasedASCII) {
        let parent = here.parent ?? ""
        return [parent.appending(below), parent.appending("images").appending(below)]
      }
      below = here.lastComponent.appending(below)
      folder = here.parent
      if folder == here { return [] }
    }
    return []
  }
}
