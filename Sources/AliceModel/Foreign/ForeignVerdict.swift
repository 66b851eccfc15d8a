import Foundation

/// What a person decided about a picture in another program.
package struct ForeignVerdict: Sendable, Hashable {
  package var rating: Rating?
  package var pick: Pick?
  package private(set) var tags: [String] = []
  /// The boards, albums or folders that hold the picture, as paths such as `Cats/Black`.
  package private(set) var albums: [String] = []

  /// The number of tags, and of albums, of one picture beyond which the others are ignored.
  private static let limit = 200
  private static let longest = 100
  private static let albumPrefix = "album/"

  package init(rating: Rating? = nil, pick: Pick? = nil) {
    self.rating = rating
    self.pick = pick
  }

  package var isEmpty: Bool { self == ForeignVerdict() }

  package mutating func addTag(_ text: String) {
    guard let tag = ForeignVerdict.path(text, room: ForeignVerdict.longest), !tags.contains(tag),
      tags.count < ForeignVerdict.limit
    else { return }
    tags.append(tag)
  }

  package mutating func addAlbum(_ text: String) {
    let room = ForeignVerdict.longest - ForeignVerdict.albumPrefix.count
    guard let album = ForeignVerdict.path(text, room: room), !albums.contains(album),
      albums.count < ForeignVerdict.limit
    else { return }
    albums.append(album)
  }

  /// All that becomes tags: the albums follow the tags, below the tag `album`.
  package var allTags: [String] { tags + albums.map { ForeignVerdict.albumPrefix + $0 } }

  /// Returns a name as the path of a tag: in NFC, without empty levels, controls and outer spaces, and cut to `room`
  /// characters. Returns nil if nothing is left.
  private static func path(_ text: String, room: Int) -> String? {
    // A control or a separator of lines stands for a space.
    let plain = String(
      String.UnicodeScalarView(
        text.unicodeScalars.prefix(4096).map { scalar in
          switch scalar.properties.generalCategory {
          case .control, .lineSeparator, .paragraphSeparator: " "
          default: scalar
          }
        }))
    let levels = plain.split(separator: "/").map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    let path = levels.joined(separator: "/").precomposedStringWithCanonicalMapping
    let cut = String(path.prefix(room)).trimmingCharacters(in: .whitespaces.union(["/"]))
    return AssetRecord.isTag(cut) ? cut : nil
  }
}

extension AssetRecord {
  /// Takes over the verdict of another program. Where both have a value, the other program's counts, because that is
  /// where the user looked at the picture last; tags are joined.
  package mutating func adopt(_ verdict: ForeignVerdict) {
    rating = verdict.rating ?? rating
    pick = verdict.pick ?? pick
    for tag in verdict.allTags where !tags.contains(tag) { tags.append(tag) }
  }
}

/// A picture of another program's library.
package struct ForeignPicture: Sendable, Hashable {
  /// The path as the program wrote it: absolute, relative to its library, or with a Windows drive.
  package let path: BytePath
  /// The size in bytes; nil if the program keeps none.
  package let size: UInt64?
  package var verdict: ForeignVerdict

  package init(path: BytePath, size: UInt64? = nil, verdict: ForeignVerdict = ForeignVerdict()) {
    self.path = path
    self.size = size
    self.verdict = verdict
  }
}

/// The pictures of another program's library.
package struct ForeignPictures: Sendable, Hashable {
  package var pictures: [ForeignPicture] = []
  /// The number of entries that the program itself does not count as pictures of the user: intermediate results, and
  /// its trash.
  package var passedOver = 0
  /// The number of entries that name no file.
  package var malformed = 0

  package init() {}
}
