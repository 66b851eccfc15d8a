package import AliceModel

extension Inspection {
  /// The rating that the file's XMP carries, whoever gave it; a rejection (-1) or 0 is none.
  package var rating: Rating? { xmp.flatMap { XMPPacket.contents(of: $0).rating }.flatMap(Rating.init) }

  /// The tags that the file's XMP carries, whoever gave them.
  package var tags: [String] { xmp.flatMap { XMPPacket.contents(of: $0).tags } ?? [] }
}
