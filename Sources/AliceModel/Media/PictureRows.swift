/// A picture that is decoded row by row, from top to bottom, so that none of it need be held.
package protocol PictureRows: ~Copyable {
  var width: Int { get }
  var height: Int { get }
  /// 3 for red, green and blue; 4 where alpha follows them, not multiplied.
  var channels: Int { get }
  /// What `next` decoded last: `width * channels` bytes in sRGB.
  var row: [UInt8] { get }

  /// Decodes the next row; false where there is none, or it is broken.
  mutating func next() throws -> Bool
}
