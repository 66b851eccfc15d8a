package import AliceModel

/// Receives a small upright copy of an image that is decoded for another purpose, and how the image looks.
package struct SmallCopy {
  private let edge: Int
  private let receive: (Pixels, PictureLook?) -> Void

  /// `edge` is the maximum length of the longer side.
  package init(within edge: Int, _ receive: @escaping (Pixels, PictureLook?) -> Void) {
    self.edge = edge
    self.receive = receive
  }

  /// Takes an image; without all of its pixels it is not known how it looks.
  func take(_ pixels: Pixels, _ orientation: Int, isWhole: Bool = false) {
    let look = isWhole ? pixels.look(orientation: orientation) : nil
    receive(pixels.fitted(within: edge).oriented(orientation), look)
  }
}
