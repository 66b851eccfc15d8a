/// Files that go into a request, by what they are.
///
/// Each is a path, an `https:` address, or the id of an asset of the library, whole or its first four digits and more. A file
/// of that name goes before an asset of that id.
public struct InputFiles: Sendable, Hashable {
  public var images: [String]
  public var videos: [String]
  public var audios: [String]
  /// Pictures that say where another one is worked on.
  public var masks: [String]

  public init(images: [String] = [], videos: [String] = [], audios: [String] = [], masks: [String] = []) {
    self.images = images
    self.videos = videos
    self.audios = audios
    self.masks = masks
  }

  public var isEmpty: Bool { self == InputFiles() }

  var byMedia: [(media: ParameterSpec.Media, names: [String])] {
    [(.image, images), (.video, videos), (.audio, audios), (.mask, masks)].filter { !$0.1.isEmpty }
  }
}
