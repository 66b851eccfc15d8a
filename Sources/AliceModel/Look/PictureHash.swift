/// A fingerprint of what a picture looks like: pictures that look alike differ in few of its bits.
///
/// Each bit is the sign of one of the 16 × 16 lowest frequencies of the picture in grey, reduced to 64 × 64. A word holds
/// a quarter of them, eight bits a row: `low` the 8 × 8 lowest, `right` those of higher horizontal frequencies, `below`
/// those of higher vertical ones, and `high` those of both. The bit of the mean brightness is zero.
///
/// Mirroring a picture changes the signs of its odd frequencies, so the hash of a turned picture follows from its hash.
package struct PictureHash: Sendable, Hashable {
  package let low: UInt64
  package let right: UInt64
  package let below: UInt64
  package let high: UInt64

  package init(low: UInt64, right: UInt64, below: UInt64, high: UInt64) {
    self.low = low
    self.right = right
    self.below = below
    self.high = high
  }

  /// The maximum distances at which two pictures are taken for copies of each other: of `low`, which is compared first,
  /// and of all bits. `docs/duplicates.md` has the measurements.
  package static let nearestLow = 13
  package static let nearest = 80
  /// The maximum distance of `low` for copies that are turned: eight comparisons must not find eight times the chance
  /// matches.
  package static let nearestLowTurned = 9

  /// Returns the number of different bits, from 0 for pictures that look the same to about 128 for others.
  package func distance(to other: PictureHash) -> Int {
    (low ^ other.low).nonzeroBitCount + (right ^ other.right).nonzeroBitCount
      + (below ^ other.below).nonzeroBitCount + (high ^ other.high).nonzeroBitCount
  }

  /// Returns the distance to a copy; nil if the other picture is none.
  package func distance(toCopy other: PictureHash, turned turn: PictureTurn = .same) -> Int? {
    let limit = turn == .same ? PictureHash.nearestLow : PictureHash.nearestLowTurned
    guard (low ^ other.low).nonzeroBitCount <= limit else { return nil }
    let distance = distance(to: other)
    return distance <= PictureHash.nearest ? distance : nil
  }

  /// Returns the hash of the picture after the turn.
  package func turned(_ turn: PictureTurn) -> PictureHash {
    var turned = self
    if turn.rawValue & 4 != 0 {
      turned = PictureHash(
        low: PictureHash.transposed(low), right: PictureHash.transposed(below), below: PictureHash.transposed(right),
        high: PictureHash.transposed(high))
    }
    let columns: UInt64 = turn.rawValue & 1 != 0 ? 0xAAAA_AAAA_AAAA_AAAA : 0
    let rows: UInt64 = turn.rawValue & 2 != 0 ? 0xFF00_FF00_FF00_FF00 : 0
    let mask = columns ^ rows
    return PictureHash(
      low: turned.low ^ mask, right: turned.right ^ mask, below: turned.below ^ mask, high: turned.high ^ mask)
  }

  /// Exchanges the rows and columns of 8 × 8 bits.
  private static func transposed(_ bits: UInt64) -> UInt64 {
    var bits = bits
    var swapped = (bits ^ (bits >> 7)) & 0x00AA_00AA_00AA_00AA
    bits ^= swapped ^ (swapped << 7)
    swapped = (bits ^ (bits >> 14)) & 0x0000_CCCC_0000_CCCC
    bits ^= swapped ^ (swapped << 14)
    swapped = (bits ^ (bits >> 28)) & 0x0000_0000_F0F0_F0F0
    return bits ^ swapped ^ (swapped << 28)
  }
}
