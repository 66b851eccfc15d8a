/// An image that is decoded row by row from top to bottom, so that it is never held in memory as a whole.
package protocol PictureRows: ~Copyable {
  var width: Int { get }
  var height: Int { get }
  /// 3 for red, green and blue; 4 if a straight (not premultiplied) alpha follows.
  var channels: Int { get }
  /// The row that `next` decoded last: `width * channels` bytes in sRGB.
  var row: [UInt8] { get }

  /// Decodes the next row; returns false if there is none, or it is damaged.
  mutating func next() throws -> Bool
}
