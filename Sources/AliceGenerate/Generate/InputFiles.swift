/// The input files of a request, by kind.
///
/// Each is a path, an `https:` URL, or the id of an asset of the library: all of it, or a prefix of four digits or
/// more. A file of that name takes precedence over an asset of that id.
public struct InputFiles: Sendable, Hashable {
  public var images: [String]
  public var videos: [String]
  public var audios: [String]
  /// The images that mark which part of another image is edited.
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
