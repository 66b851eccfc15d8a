import AliceCatalog
package import AliceModel
import AliceVision

/// What decoding an image for its score leaves behind.
package struct SeenPicture: Sendable, Hashable {
  /// What an image shows, as far as that was computed.
  package enum Shown: Sendable, Hashable {
    case unknown
    /// The image is black, blank or damaged, and cannot be compared.
    case nothing
    case features(PictureFeatures)
  }

  package var thumbnail: Thumbnail?
  /// How it looks; nil if it is flat, or not all of its pixels were there. A film has nothing else.
  package var look: PictureLook?
  package var shown = Shown.unknown
  package var palette: PicturePalette?

  package init() {}

  /// Calls `body` with what receives an image that is decoded, and returns what it received; nil if none was decoded.
  /// `facts` are those of the file.
  static func receiving(
    _ facts: FileFacts, thumbnail makesThumbnail: Bool, _ body: (SmallCopy) -> Void
  ) -> SeenPicture? {
    var seen: SeenPicture?
    let edge = ThumbnailEdge.edge320
    let copy = SmallCopy(
      within: edge.rawValue,
      show: { features in seen?.shown = features.map { .features($0) } ?? .nothing },
      film: { look in
        var film = SeenPicture()
        film.look = look
        seen = film
      },
      receive: { pixels, look in
        var picture = SeenPicture()
        if makesThumbnail { picture.thumbnail = Thumbnail(pixels, edge, color: pixels.averageColor) }
        picture.look = look?.lasting(facts.duration)
        picture.palette = pixels.palette
        seen = picture
      })
    body(copy)
    return seen
  }
}

extension Workspace {
  /// Keeps the thumbnails that scoring left behind, and records what else it saw, so that nobody need decode the files
  /// again. A failure is no error: they are made when they are needed.
  package func keepThumbnails(of candidates: [Candidate]) {
    let seen = candidates.compactMap { candidate in candidate.seen.map { (asset: candidate.id, picture: $0) } }
    keep(seen)
    let made = seen.compactMap { seen in seen.picture.thumbnail.map { (seen.asset, $0) } }
    guard let thumbnails, !made.isEmpty else { return }
    for (id, thumbnail) in made { thumbnails.keep(thumbnail, id, .edge320) }
    try? catalog.setColors(made.map { (asset: $0, color: $1.color) })
  }

  /// Records how images look, what they show and their colours. Those of other libraries are left out.
  package func keep(_ seen: [(asset: AssetID, picture: SeenPicture)]) {
    let looks = seen.compactMap { seen in seen.picture.look.map { (asset: seen.asset, look: Optional($0)) } }
    if !looks.isEmpty { try? catalog.setLooks(looks) }
    let features = seen.compactMap { seen -> (asset: AssetID, features: PictureFeatures?)? in
      switch seen.picture.shown {
      case .unknown: nil
      case .nothing: (seen.asset, nil)
      case .features(let features): (seen.asset, features)
      }
    }
    if !features.isEmpty { try? catalog.setFeatures(features) }
    let palettes = seen.compactMap { seen in seen.picture.palette.map { (asset: seen.asset, palette: $0) } }
    if !palettes.isEmpty { try? catalog.setPalettes(palettes) }
  }
}
